import Base
import Domain
import Glibc
import Verbs

/// Several services at once, and one that takes over from another.
extension CommandLineTool {
  /// All that race are followed; how they stand comes last, and the best one says how the verb ends.
  static func runRace(
    _ race: Race, since seq: Int64, _ words: Invocation, _ context: CommandContext
  ) async throws -> ExitCode {
    if !words.wantsJSON {
      context.output.text("races: \(race.tasks.map(\.description).joined(separator: ", "))")
    }
    let limit = words.number("timeout").map { Duration.seconds($0) }
    _ = try await TaskWaiter(words: words, context: context).wait(for: Set(race.tasks), timeout: limit)
    var ended: [TaskView] = []
    for task in race.tasks { ended.append(try await find(task.description, context)) }
    let order = ended.first?.race?.ranking?.map(\.task) ?? race.tasks
    ended.sort { (order.firstIndex(of: $0.id) ?? .max) < (order.firstIndex(of: $1.id) ?? .max) }
    if words.wantsJSON {
      for task in ended.reversed() { try context.output.jsonLine(task) }
    } else {
      context.output.text(RaceText.standing(ended))
    }
    return ended.first.map(TaskText.exitCode) ?? .failed
  }

  /// Shows what the new one would be told, and sends it only on a word of the person's.
  static func handOver(
    _ task: TaskView, to service: String, _ prompt: String?, _ client: any EngineClient, _ words: Invocation,
    _ context: CommandContext
  ) async throws -> ExitCode {
    guard case .recap(let recap) = try await client.ask(.recap(task: task.id, service: service, prompt: prompt)) else {
      return .failed
    }
    if words.has("yes") {
      if !words.wantsJSON { context.output.text(recap.text + "\n") }
    } else {
      try confirm(recap, words, context)
    }
    let reply = try await client.perform(
      .handOver(task: task.id, service: service, model: words.text("model"), text: recap.text))
    try TaskText.print(reply, words, context) { "\($0.id) goes on with \(service)" }
    return .done
  }

  private static func confirm(_ recap: Recap, _ words: Invocation, _ context: CommandContext) throws {
    let again = "drover task continue \(recap.task) --service \(recap.service) --yes"
    guard !words.wantsJSON, context.output.isTerminal, isatty(0) == 1 else {
      if !words.wantsJSON { context.output.text(recap.text) }
      throw DroverError(
        .refused, "nothing was sent to \(recap.service), and there is no terminal to ask on",
        remedy: "read what it would be told, then: \(again)")
    }
    let running = recap.isRunning ? " What runs ends first." : ""
    context.output.text("\(recap.text)\n\nSend this to \(recap.service)?\(running) [y/N]")
    guard let answer = readLine(), answer.lowercased() == "y" || answer.lowercased() == "yes" else {
      throw DroverError(.refused, "nothing was sent to \(recap.service)", remedy: "the task is as it was")
    }
  }
}

/// What a race costs, and how it ended.
enum RaceText {
  /// Before anything starts; in a machine's output it is no line of its own.
  static func showPrices(
    _ draft: TaskDraft, _ client: any EngineClient, _ words: Invocation, _ context: CommandContext
  ) async throws {
    guard !words.wantsJSON,
      case .prices(let prices) = try await client.ask(.prices(services: draft.race, model: draft.model))
    else { return }
    context.output.text(ServicePrice.words(prices, budget: draft.budget, howToLimit: "--budget"))
  }

  /// The best first; only those that took part.
  static func standing(_ ended: [TaskView]) -> String {
    let places = ended.first?.race?.ranking ?? []
    return ended.enumerated().map { index, task in
      let facts = places.first { $0.task == task.id }.map { ": \($0.words)" } ?? ""
      return "\(index + 1). \(task.id) \(task.service ?? "") \(task.state.rawValue)\(facts)"
    }.joined(separator: "\n") + (ended.first.map { "\n`drover task merge \($0.id)` takes the first" } ?? "")
  }
}
