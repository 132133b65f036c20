import Base
import Config
import Domain
import Verbs

extension CommandLineTool {
  static let engineHandlers: [CommandHandler] = [
    status,
    CommandHandler("serve") { words, context in
      if try await context.running() != nil {
        throw DroverError(
          .refused, "an engine runs for this home already", remedy: "`drover status` shows it; `drover stop` ends it")
      }
      try await context.serve(words.has("detach"), try idle(words))
      return .done
    },
    CommandHandler("stop") { words, context in
      try await end(context) { _ in }
      if words.wantsJSON { try context.output.json(["stopped": true]) } else { context.output.text("the engine stops") }
      return .done
    },
    CommandHandler("restart") { words, context in
      try await end(context) { ending in
        for await _ in ending {}
      }
      try await context.serve(true, .asConfigured)
      if words.wantsJSON {
        try context.output.json(["restarted": true])
      } else {
        context.output.text("a new engine runs")
      }
      return .done
    },
  ]

  /// One in a terminal of its own stays until it is stopped; nobody sees a detached one, so it ends by itself.
  private static func idle(_ words: Invocation) throws(DroverError) -> Idle {
    guard let text = words.text("idle") else { return words.has("detach") ? .asConfigured : .never }
    if text == "configured" { return .asConfigured }
    if let minutes = Int(text) { return .after(.seconds(minutes * 60)) }
    guard let time = DurationSetting.parse(text) else {
      throw DroverError(.usage, "--idle cannot be \"\(text)\"", remedy: "a time like 90s, 10m or 2h, or: configured")
    }
    return .after(time)
  }

  /// Tells the engine to stop; `wait` gets a stream that ends with it. One of another version understands no word of
  /// ours, and is ended as the system ends programs: what runs goes on under its keepers.
  private static func end(
    _ context: CommandContext, _ wait: (AsyncStream<Event>) async throws -> Void
  ) async throws {
    let client: any EngineClient
    do {
      guard let running = try await context.running() else { throw noEngine }
      client = running
    } catch let error as DroverError where error != noEngine {
      guard try await context.endForeign() else { throw error }
      return
    }
    let ending = try await client.events(since: .max)
    _ = try await client.perform(.stopEngine(force: false))
    try await wait(ending)
  }

  private static let noEngine = DroverError(
    .unavailable, "no engine runs for this home", remedy: "`drover serve --detach` starts one")

  static let status = CommandHandler("status") { words, context in
    guard let client = try await context.running() else {
      if words.wantsJSON {
        try context.output.json(["running": false])
      } else {
        context.output.text("no engine runs for this home")
      }
      return .unavailable
    }
    guard case .status(let status) = try await client.ask(.status) else { return .failed }
    if words.wantsJSON {
      try context.output.json(status)
    } else {
      let tasks = TaskState.allCases.map { "\(status.tasks[$0.rawValue] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
      let (version, since) = (status.version, status.started.words)
      context.output.text("engine \(version) runs as process \(status.pid) since \(since): \(tasks)")
      for notice in status.notices ?? [] { context.output.text(notice) }
    }
    return .done
  }
}
