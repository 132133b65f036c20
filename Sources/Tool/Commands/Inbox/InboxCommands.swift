import Base
import Domain
import Verbs

extension CommandLineTool {
  static let inboxHandlers: [CommandHandler] = [
    CommandHandler("inbox list", listInbox), CommandHandler("inbox answer", answer),
    CommandHandler("inbox rules", listRules), CommandHandler("inbox forget", forgetRules),
  ]

  @Sendable private static func listInbox(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let query = Query.inbox(all: words.has("all"), limit: words.number("limit") ?? 1000)
    guard case .inbox(let asks) = try await context.open().ask(query) else { return .failed }
    if words.wantsJSON {
      try context.output.json(asks)
    } else {
      context.output.text(InboxText.list(asks, for: context.output, isAudit: words.has("all")))
    }
    return .done
  }

  @Sendable private static func answer(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    guard let id = AskID(words.arguments[0]) else {
      throw DroverError(
        .usage, "\"\(words.arguments[0])\" is no id of the inbox",
        remedy: "ids look like A12; `drover inbox list` shows them")
    }
    // An engine of its own: the answer is for somebody who runs.
    let client = try await context.start()
    guard case .inbox(let asks) = try await client.ask(.inbox(all: true, limit: 10_000)),
      let ask = asks.first(where: { $0.id == id })
    else {
      throw DroverError(.notFound, "nothing was asked as \(id)", remedy: "`drover inbox list` shows what is open")
    }
    let answer = try InboxText.answer(words, to: ask)
    let command = Command.answer(
      ask: id, answer: answer, always: words.has("always"), seen: words.text("seen") ?? ask.hash)
    guard case .ask(let answered) = try await client.perform(command) else { return .failed }
    if words.wantsJSON {
      try context.output.json(answered)
    } else {
      context.output.text("\(answered.id) \(answered.answerWords ?? "")")
    }
    return .done
  }

  @Sendable private static func listRules(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    guard case .rules(let rules) = try await context.open().ask(.rules) else { return .failed }
    if words.wantsJSON {
      try context.output.json(rules)
    } else {
      context.output.text(InboxText.list(rules, for: context.output))
    }
    return .done
  }

  @Sendable private static func forgetRules(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    var rules: [RuleID] = []
    for word in words.arguments {
      guard let rule = RuleID(word) else {
        throw DroverError(
          .notFound, "\"\(word)\" is no standing permission",
          remedy: "ids look like P3; `drover inbox rules` shows them")
      }
      rules.append(rule)
    }
    let client = try await context.open()
    for rule in rules { _ = try await client.perform(.removeRule(rule: rule)) }
    if words.wantsJSON {
      try context.output.json(rules)
    } else {
      context.output.text(rules.map { "\($0) forgotten" }.joined(separator: "\n"))
    }
    return .done
  }
}

/// The inbox as people read it in a shell.
enum InboxText {
  static func list(_ asks: [AskView], for output: Output, isAudit: Bool) -> String {
    guard !asks.isEmpty else { return isAudit ? "nothing was ever asked" : "nothing waits for you" }
    var table = TextTable("ID", "TASK", "SERVICE", isAudit ? "ANSWER" : "KIND", "ASKS")
    for ask in asks {
      table.add(
        ask.id.description, ask.task?.description ?? ask.session?.description ?? "-", ask.service,
        isAudit ? outcome(ask) : ask.kind.rawValue, what(ask))
    }
    guard !isAudit, let first = asks.first else { return table.text(for: output) }
    return table.text(for: output) + "\n\(command(first))"
  }

  static func list(_ rules: [RuleView], for output: Output) -> String {
    guard !rules.isEmpty else { return "no standing permissions; `drover inbox answer ID allow --always` makes one" }
    var table = TextTable("ID", "WORKSPACE", "SERVICE", "TOOL", "ALWAYS ALLOWS", "BY", "SINCE")
    for rule in rules {
      table.add(
        rule.id.description, rule.workspace, rule.service, rule.tool, flat(rule.input), rule.by.description,
        rule.since.description)
    }
    return table.text(for: output)
  }

  /// One line about what is asked, with the exact words that answer.
  static func asked(_ ask: ApprovalAsked) -> String {
    line(ask.ask, ask.kind, ask.what)
  }

  static func line(_ ask: AskView) -> String { line(ask.id, ask.kind, what(ask)) }

  private static func line(_ id: AskID, _ kind: ApprovalAsked.Kind, _ what: String) -> String {
    let verb = kind == .question ? "asks" : "wants"
    return "\(id) \(verb): \(flat(what))  → drover inbox answer \(id) \(kind == .question ? "WORDS" : "allow|deny")"
  }

  static func answer(_ words: Invocation, to ask: AskView) throws(DroverError) -> AgentAnswer {
    let given = words.arguments.dropFirst().joined(separator: " ")
    switch (ask.kind, given) {
    case (_, "deny"): return .deny(reason: words.text("reason") ?? "the person said no")
    case (.approval, "allow"): return .allow
    case (.approval, _):
      throw DroverError(.usage, "\"\(given)\" answers no approval", remedy: "answer allow or deny")
    case (.question, ""):
      throw DroverError(.usage, "there is no answer", remedy: "name a choice, or say it in a sentence")
    case (.question, _):
      let choice = ask.options.first { $0.id == given || $0.name.lowercased() == given.lowercased() }
      return .reply(choice?.id ?? given)
    }
  }

  private static func command(_ ask: AskView) -> String {
    "drover inbox answer \(ask.id) \(ask.budget == nil ? choices(ask.kind) : "allow|deny")"
  }

  private static func choices(_ kind: ApprovalAsked.Kind) -> String {
    switch kind {
    case .approval: "allow|deny [--reason WORDS] [--always]"
    case .question: "WORDS"
    }
  }

  private static func outcome(_ ask: AskView) -> String {
    switch ask.state {
    case .open: "open"
    case .withdrawn: "withdrawn"
    case .answered:
      "\(ask.answerWords ?? "") by \(ask.answeredBy?.description ?? "-")\(ask.delivered == nil ? ", on its way" : "")"
    }
  }

  private static func what(_ ask: AskView) -> String {
    let options = ask.options.filter { $0.kind == nil }.map(\.name)
    let choices = options.isEmpty ? "" : " (\(options.joined(separator: " | ")))"
    return ask.kind == .question ? flat(ask.what) + choices : flat(ask.what)
  }

  /// One line, cut to what a screen shows; `--json` has all of it.
  private static func flat(_ text: String) -> String {
    let line = AskWords.flat(text)
    return line.count > 200 ? line.prefix(200) + "…" : line
  }
}
