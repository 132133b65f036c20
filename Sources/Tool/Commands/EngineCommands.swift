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
      try await context.serve(words.has("detach"), words.number("idle").map { .seconds($0 * 60) })
      return .done
    },
    CommandHandler("stop") { words, context in
      guard let client = try await context.running() else { throw noEngine }
      _ = try await client.perform(.stopEngine(force: false))
      if words.wantsJSON { try context.output.json(["stopped": true]) } else { context.output.text("the engine stops") }
      return .done
    },
    CommandHandler("restart") { words, context in
      guard let client = try await context.running() else { throw noEngine }
      _ = try await client.perform(.stopEngine(force: false))
      for await _ in try await client.events(since: .max) {}  // ends with the engine
      try await context.serve(true, nil)
      if words.wantsJSON {
        try context.output.json(["restarted": true])
      } else {
        context.output.text("a new engine runs")
      }
      return .done
    },
  ]

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
      context.output.text("engine \(status.version) runs as process \(status.pid) since \(status.started): \(tasks)")
    }
    return .done
  }
}
