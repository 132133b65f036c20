import Domain
import Store

/// Answers of people to what agents ask, and the standing permissions that come of them.
extension OrchestrationEngine {
  /// Commits the intent; whoever talks with the agent sends it and writes down that it arrived.
  func answer(_ id: AskID, _ answer: AgentAnswer, always: Bool, seen: String, by author: Author) async throws -> AskView
  {
    if answer == .allow, let wish = try await store.ask(id), wish.givesTree == true, let session = wish.session {
      try InboxRules.check(wish, answer, always: always, seen: seen)
      guard !always else {
        throw DroverError(
          .refused, "\(session) only reads where it is, so nothing is always allowed there",
          remedy: "answer it once: it gets a worktree, where standing permissions hold")
      }
      _ = try await giveTree(to: session, for: wish, by: author)
      return try await store.ask(id) ?? wish
    }
    if let ask = try await store.ask(id), let budget = ask.budget {
      return try await answerBudget(ask, budget, answer, always: always, seen: seen, by: author)
    }
    let view = try await store.write { transaction in
      let ask = try transaction.existing(id)
      try InboxRules.check(ask, answer, always: always, seen: seen)
      let event = try transaction.append(
        EventDraft(
          .approvalAnswered(ApprovalAnswered(ask: id, answer: answer)), task: ask.task, run: ask.run, by: author))
      if always {
        let folder = try ask.task.flatMap { try transaction.task($0) }?.worktree ?? ask.workspace
        let rule = RuleAdded(
          rule: try transaction.nextRule(), workspace: ask.workspace, service: ask.service, tool: ask.tool,
          input: ApprovalScope.subject(ask.input, folder: folder), folder: "worktree", ask: id)
        try transaction.append(EventDraft(.ruleAdded(rule), by: author, cause: event.seq))
      }
      return try transaction.existing(id)
    }
    if let run = view.run { runs?.agents?.desk.look(run) }
    return view
  }

  func removeRule(_ id: RuleID, by author: Author) async throws -> Reply {
    try await store.write { transaction in
      guard try transaction.rules().contains(where: { $0.id == id }) else {
        throw DroverError(
          .notFound, "there is no standing permission \(id)", remedy: "`drover inbox rules` lists those that there are")
      }
      try transaction.append(EventDraft(.ruleRemoved(RuleRemoved(rule: id)), by: author))
      return .done
    }
  }

  /// A running agent is told in the middle of its turn; else the next attempt goes on with these words.
  func continueTask(_ id: TaskID, _ prompt: String, by author: Author) async throws -> TaskView {
    guard !prompt.isEmpty else {
      throw DroverError(.usage, "there is nothing to go on with", remedy: "say what is to be done next")
    }
    let known = try await record(id)
    try await checkRunnable(known.draft)
    if known.activeAttempt == nil {
      try await requireTrust(known.draft.workspace, base: known.baseCommit ?? known.draft.base)
    }
    let record = try await store.write { transaction in
      let record = try transaction.existing(id)
      try InboxRules.checkContinue(record)
      if let attempt = record.activeAttempt {
        let sent = PromptSent(id: "say-\((attempt.inputs?.count ?? 0) + 1)", text: prompt)
        try transaction.append(EventDraft(.promptSent(sent), task: id, run: attempt.run, by: author))
      } else {
        let words = [record.startAsked == nil ? nil : record.askedPrompt, prompt].compactMap(\.self)
        let asked = TaskStartAsked(prompt: words.joined(separator: "\n\n"), fresh: false)
        try transaction.append(EventDraft(.taskStartAsked(asked), task: id, by: author))
        if record.startAsked != nil, let waiting = record.waiting, waiting.until != nil, waiting.needs == nil {
          try transaction.append(EventDraft(.taskWaiting(TaskWaiting(waiting: waiting)), task: id, by: .engine))
        }
      }
      return try transaction.existing(id)
    }
    if let run = record.activeAttempt?.run { runs?.agents?.desk.look(run) }
    return TaskView(record)
  }

  /// What must be there before an attempt is asked for; said at once instead of as a failed run.
  func checkRunnable(_ draft: TaskDraft) async throws {
    guard draft.service != "command" else { return }
    guard let options = agentOptions else { throw DroverError.noAgents }
    let known = await options.agents.known()
    let permission = draft.permission ?? options.permission
    guard let named = draft.service else {
      let record = TaskRecord(
        id: TaskID(number: 1), uid: FullID(milliseconds: 0, random: 0, more: 0), draft: draft, created: started)
      let health = try await ServiceDesk(store: store, agents: options.agents, clock: clock).health(known)
      _ = try ServiceChoice.choose(record, permission: permission, known: known, health: health)
      return
    }
    guard let facts = known.first(where: { $0.name == named }) else {
      if let problem = await options.agents.unreadable().first {
        throw DroverError(
          .unavailable, "there is no service \(named), and \(problem)", remedy: "mend the file that is named")
      }
      throw DroverError(
        .unavailable, "there is no service \(named)",
        remedy: "one of: \((known.map(\.name) + ["command"]).joined(separator: ", "))")
    }
    let health = try await ServiceDesk(store: store, agents: options.agents, clock: clock).health([facts])
    guard health[named]?.state != .disabled else {
      throw DroverError(
        .refused, "\(named) is disabled: \(health[named]?.reason ?? "")",
        remedy: "`drover service enable \(named)`, or take it out of agents.disabled")
    }
    guard facts.program != nil else {
      throw DroverError(
        .unavailable, "\(named) is not installed", remedy: "install it, then: drover service show \(named)")
    }
    guard facts.permissions.contains(permission) else {
      throw DroverError(
        .refused, "\(named) cannot keep the permission \(permission.rawValue)",
        remedy: "it keeps: \(facts.permissions.map(\.rawValue).joined(separator: ", "))")
    }
  }
}

/// What must hold before an answer or a further prompt is taken.
enum InboxRules {
  static func check(_ ask: AskView, _ answer: AgentAnswer, always: Bool, seen: String) throws(DroverError) {
    let id = ask.id
    switch ask.state {
    case .open: break
    case .answered:
      throw DroverError(
        .refused, "\(id) was answered already: \(ask.answer ?? "") by \(ask.answeredBy?.description ?? "somebody")",
        remedy: "`drover inbox list` shows what is open")
    case .withdrawn:
      throw DroverError(
        .refused, "nobody waits for \(id) any more: \(ask.text ?? "")", remedy: "`drover inbox list` shows what is open"
      )
    }
    guard seen == ask.hash else {
      throw DroverError(
        .refused, "\(id) asks for something else than what was shown",
        remedy: "`drover inbox list` shows what it asks now")
    }
    switch (ask.kind, answer) {
    case (.approval, .reply):
      throw DroverError(.usage, "\(id) asks for leave, not for words", remedy: "answer allow or deny")
    case (.question, .allow):
      throw DroverError(.usage, "\(id) asks for words, not for leave", remedy: "answer with a choice or a sentence")
    case (.approval, .allow), (.approval, .deny), (.question, .reply), (.question, .deny): break
    }
    guard !always || answer == .allow && ask.cutBytes == 0 else {
      throw DroverError(
        .refused, "only a leave whose whole input was shown can be made a standing one",
        remedy: "answer it once, without --always")
    }
  }

  static func checkContinue(_ record: TaskRecord) throws(DroverError) {
    let id = record.id
    guard record.trashed == nil else {
      throw DroverError(.refused, "\(id) is in the trash", remedy: "`drover task restore \(id)` brings it back")
    }
    guard record.draft.service != "command" else {
      throw DroverError(
        .refused, "\(id) runs a command, which takes no further prompt",
        remedy: "`drover task retry \(id)` runs it again in its worktree")
    }
    guard record.state != .done else {
      throw DroverError(.refused, "\(id) is done", remedy: "make a new task")
    }
    try TrimRules.checkNoneWaits(record)
  }
}

extension Transaction {
  func existing(_ id: AskID) throws -> AskView {
    guard let found = try ask(id) else {
      throw DroverError(.notFound, "nothing was asked as \(id)", remedy: "`drover inbox list` shows what is open")
    }
    return found
  }
}
