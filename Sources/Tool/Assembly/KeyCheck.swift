import App
import Board
import Canvas
import Commands
import Config
import Domain

/// Holds a person's keys against the tables of the interface, wherever a configuration is read.
enum KeyCheck {
  private static var program: AppProgram {
    let client = NoEngine()
    return AppProgram(
      board: BoardPanel(client: client), panels: Interface.panels(client), workspace: "/", theme: Theme())
  }

  static func table(_ configuration: Configuration) -> [KeyFacts] {
    program.keyRows(with: configuration.settings.ui.keys).map {
      KeyFacts(view: $0.place, action: $0.action, keys: $0.keys, does: $0.words)
    }
  }

  static func problems(_ configuration: Configuration) -> [ConfigProblem] {
    keyProblems(configuration) + colourProblems(configuration)
  }

  private static func colourProblems(_ configuration: Configuration) -> [ConfigProblem] {
    configuration.settings.ui.colours.sorted { $0.key < $1.key }.compactMap { name, text in
      let isKnown = OwnColours.names.contains(name)
      guard !isKnown || OwnColours.value(text) == nil else { return nil }
      let place = configuration.origin(of: "ui.colours.\(name)")
      return ConfigProblem(
        origin: place == .builtIn ? configuration.origin(of: "ui.colours") : place, key: "ui.colours.\(name)",
        message: isKnown ? "is \"\(text)\", which is no colour" : "is no colour of a theme",
        remedy: isKnown ? "write it like #9ece6a" : "allowed: \(OwnColours.names.joined(separator: ", "))")
    }
  }

  private static func keyProblems(_ configuration: Configuration) -> [ConfigProblem] {
    let keys = configuration.settings.ui.keys
    guard !keys.isEmpty else { return [] }
    return program.problems(with: keys).map { problem in
      let place = configuration.origin(of: "ui.keys.\(problem.action)")
      return ConfigProblem(
        origin: place == .builtIn ? configuration.origin(of: "ui.keys") : place, key: "ui.keys.\(problem.action)",
        message: problem.message, remedy: problem.remedy)
    }
  }
}

/// For tables that are looked at without an engine.
private struct NoEngine: EngineClient {
  private let refusal = DroverError(.unavailable, "there is no engine here")

  func perform(_ command: Command) async throws -> Reply { throw refusal }
  func ask(_ query: Query) async throws -> Answer { throw refusal }
  func events(since: Int64) async throws -> AsyncStream<Event> { throw refusal }
  func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> { throw refusal }
  func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> { throw refusal }
}
