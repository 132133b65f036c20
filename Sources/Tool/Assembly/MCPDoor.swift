import Attach
import Base
import Commands
import Config
import Domain
import MCP
import Platform
import Verbs

/// `drover mcp`: the protocol on standard input and output. The engine is reached, or started, with the first call, so
/// that the server answers at once.
enum MCPDoor {
  static func run(_ holder: EngineHolder, _ context: CommandContext) async throws -> ExitCode {
    let link = try await StandardStreams.link()
    let settings = try await context.configuration(for: nil).settings
    let line = FirstLine(holder: holder, environment: context.environment)
    let server = MCPServer(
      link,
      context: MCPContext(
        version: Assembly.version, environment: CommandLineTool.keptEnvironment(context),
        allowsMerge: settings.mcp.allowMerge, engine: { try await line.client() },
        repository: { try CommandLineTool.repository($0 ?? ".", in: context) },
        answer: { try await AnswerReader.text(of: $0, $1).trimmed }))
    await server.run()
    await line.close()
    return .done
  }
}

/// A line to the engine that is made when it is first needed.
private actor FirstLine {
  private let holder: EngineHolder
  private let environment: [String: String]
  private var making: Task<AttachLine, any Error>?

  init(holder: EngineHolder, environment: [String: String]) {
    self.holder = holder
    self.environment = environment
  }

  func client() async throws -> any EngineClient {
    if let making { return try await making.value }
    // Held here: calls that come meanwhile wait for the same one. After a failure the next call tries again.
    let task = Task { [holder, environment] in
      let line = try await Attachment.here(for: .mcp, holder, environment)
      await line.begin()
      return line
    }
    making = task
    do { return try await task.value } catch {
      making = nil
      throw error
    }
  }

  func close() async {
    if let line = try? await making?.value { _ = await line.close() }  // one that was never made needs no closing
  }
}
