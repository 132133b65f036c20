import CLIAgents
import Domain
import Verbs

extension CommandLineTool {
  static let serviceHandlers: [CommandHandler] = [
    CommandHandler("service list") { words, context in
      let found = try await services(context)
      if words.wantsJSON {
        try context.output.json(found)
      } else {
        context.output.text(ServiceText.list(found, for: context.output))
        for problem in await AgentChecks.problems(context.environment) { context.output.note("not read: \(problem)") }
      }
      return .done
    },
    CommandHandler("service show") { words, context in
      let found = try named(
        words.arguments[0], in: try await services(context), await AgentChecks.problems(context.environment))
      if words.wantsJSON { try context.output.json(found) } else { context.output.text(ServiceText.page(found)) }
      return .done
    },
    CommandHandler("service models") { words, context in
      let all = try await services(context)
      let found = try words.arguments.first.map { [try named($0, in: all)] } ?? all
      if words.wantsJSON {
        try context.output.json(found.map { ServiceModels(service: $0.name, models: $0.models) })
      } else {
        context.output.text(ServiceText.models(found, for: context.output))
      }
      return .done
    },
    CommandHandler("service choose") { words, context in
      let (name, model) = (words.arguments[0], words.arguments.dropFirst().first)
      let reply = try await context.open().perform(.chooseModel(service: name, model: model))
      guard case .service(let found) = reply else { return .failed }
      if words.wantsJSON {
        try context.output.json(found)
      } else {
        context.output.text("\(name) uses \(found.model ?? "its own model") where a task names none")
      }
      return .done
    },
    CommandHandler("service test", test),
    CommandHandler("service enable") { try await switchAll($0, $1, enabled: true) },
    CommandHandler("service disable") { try await switchAll($0, $1, enabled: false) },
  ]

  private static func services(_ context: CommandContext) async throws -> [ServiceView] {
    guard case .services(let found) = try await context.open().ask(.services) else { return [] }
    return found
  }

  private static func named(
    _ name: String, in all: [ServiceView], _ problems: [ManifestError] = []
  ) throws(DroverError) -> ServiceView {
    guard let found = all.first(where: { $0.name == name }) else {
      if let problem = problems.first {
        throw DroverError(
          .notFound, "there is no service \(name), and \(problem)", remedy: "mend the file that is named")
      }
      throw DroverError(
        .notFound, "there is no service \(name)", remedy: "one of: \(all.map(\.name).joined(separator: ", "))")
    }
    return found
  }

  /// Ends as the test does, so that a script can ask whether a service answers.
  @Sendable private static func test(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let command = Command.testService(name: words.arguments[0], environment: Folders.kept(context.environment))
    guard case .service(let found) = try await context.open().perform(command) else { return .failed }
    if words.wantsJSON {
      try context.output.json(found)
    } else if let test = found.test {
      context.output.text("\(found.name) \(ServiceText.line(test))")
    }
    return found.test?.passed == true ? .done : .failed
  }

  private static func switchAll(
    _ words: Invocation, _ context: CommandContext, enabled: Bool
  ) async throws -> ExitCode {
    let client = try await context.open()
    var found: [ServiceView] = []
    for name in words.arguments {
      guard case .service(let view) = try await client.perform(.switchService(name: name, enabled: enabled)) else {
        return .failed
      }
      found.append(view)
      if !words.wantsJSON { context.output.text("\(name) \(enabled ? "takes part" : "takes no part")") }
    }
    if words.wantsJSON { try context.output.json(found) }
    return .done
  }
}

private struct ServiceModels: Encodable {
  let service: String
  let models: [String]
}
