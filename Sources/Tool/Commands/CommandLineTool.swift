package import Domain
import Verbs

/// Parses the words, calls the verb, and turns every ending into the contract's exit code and sentence.
package enum CommandLineTool {
  static let handlers: [CommandHandler] =
    taskHandlers + workspaceHandlers + [
      events, explain, status, backup, export, doctor, completion, help,
    ]

  package static func run(_ words: [String], in context: CommandContext) async -> ExitCode {
    let asJSON = words.prefix { $0 != "--" }.contains("--json")
    do {
      let invocation = try Verbs.parser.parse(words)
      if invocation.has("help") {
        context.output.text(invocation.verb.path.isEmpty ? Help.overview() : Help.page(of: invocation.verb))
        return .done
      }
      guard let handler = handlers.first(where: { $0.verb == invocation.verb.name }) else {
        throw DroverError(.usage, "drover \(invocation.verb.name) does not run from here", remedy: "see: drover help")
      }
      return try await handler.run(invocation, context)
    } catch {
      return report(problem(error), asJSON: asJSON, in: context)
    }
  }

  package static func report(_ error: DroverError, asJSON: Bool, in context: CommandContext) -> ExitCode {
    do { try context.output.problem(error, asJSON: asJSON) } catch { return .failed }
    return ExitCode(error.code)
  }

  package static func problem(_ error: any Error) -> DroverError {
    switch error {
    case let error as DroverError: error
    case let error as UsageError: DroverError(.usage, error.message, remedy: error.remedy)
    default: DroverError(.failed, "\(error)", remedy: "please report this as a fault of Drover")
    }
  }
}
