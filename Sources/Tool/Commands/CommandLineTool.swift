package import Domain
package import Verbs

/// Parses the words, calls the verb, and turns every ending into the contract's exit code and sentence.
package enum CommandLineTool {
  static let handlers: [CommandHandler] =
    taskHandlers + importHandlers + runHandlers + hunkHandlers + deliveryHandlers + inboxHandlers + serviceHandlers
    + sessionHandlers
    + workspaceHandlers + configHandlers
    + engineHandlers
    + moneyHandlers + [
      events, explain, backup, export, doctor, completion, decode, help,
    ]

  /// `assembled` does the verbs that need more rooms than this one, such as the screen; nil when a verb is not his.
  package static func run(
    _ words: [String], in context: CommandContext, assembled: (Invocation) async throws -> ExitCode?
  ) async -> ExitCode {
    let asJSON = words.prefix { $0 != "--" }.contains("--json")
    let code = await ended(words, asJSON, context, assembled)
    guard code == .done, let problem = context.output.problem else { return code }
    return report(problem, asJSON: false, in: context)
  }

  private static func ended(
    _ words: [String], _ asJSON: Bool, _ context: CommandContext, _ assembled: (Invocation) async throws -> ExitCode?
  ) async -> ExitCode {
    do {
      let invocation = try Verbs.parser.parse(words)
      if invocation.has("help") {
        context.output.text(invocation.verb.path.isEmpty ? Help.overview() : Help.page(of: invocation.verb))
        return .done
      }
      if invocation.has("version") {
        context.output.text("drover \(context.version)")
        return .done
      }
      if let code = try await assembled(invocation) { return code }
      guard let handler = handlers.first(where: { $0.verb == invocation.verb.name }) else {
        throw DroverError(.usage, "drover \(invocation.verb.name) does not run from here", remedy: "see: drover help")
      }
      return try await handler.run(invocation, context)
    } catch {
      return report(problem(error), asJSON: asJSON, in: context)
    }
  }

  /// The top of the repository around a path.
  package static func repository(_ path: String, in context: CommandContext) throws(DroverError) -> String {
    try Folders.repository(at: path, in: context)
  }

  /// What of the environment a task keeps.
  package static func keptEnvironment(_ context: CommandContext) -> [String: String] {
    Folders.kept(context.environment)
  }

  package static func report(_ error: any Error, in context: CommandContext) -> ExitCode {
    report(problem(error), asJSON: false, in: context)
  }

  static func report(_ error: DroverError, asJSON: Bool, in context: CommandContext) -> ExitCode {
    do { try context.output.problem(error, asJSON: asJSON) } catch { return .failed }
    return ExitCode(error.code)
  }

  static func problem(_ error: any Error) -> DroverError {
    switch error {
    case let error as DroverError: error
    case let error as UsageError: DroverError(.usage, error.message, remedy: error.remedy)
    default: DroverError(.failed, "\(error)", remedy: "please report this as a fault of Drover")
    }
  }
}
