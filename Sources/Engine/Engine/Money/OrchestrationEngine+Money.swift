import Base
import Domain
import Store

/// Budgets and what was spent.
extension OrchestrationEngine {
  func setBudget(_ budget: BudgetSet, by author: Author) async throws -> Reply {
    if let amount = budget.amount, amount == .zero {
      throw DroverError(.usage, "a budget of 0 lets nothing run", remedy: "name an amount like 1.50")
    }
    guard budget.workspace == nil || budget.scope == .workspace else {
      throw DroverError(
        .usage, "a budget for each \(budget.scope.rawValue) holds everywhere", remedy: "leave --workspace away")
    }
    let known = try await store.budgets(at: clock())
    if budget.amount == nil, known[BudgetKey(budget.scope, budget.workspace)] == nil {
      throw DroverError(
        .notFound, "no such budget was set here", remedy: "`drover budget list` shows those that there are")
    }
    try await store.write { transaction in
      try transaction.append(EventDraft(.budgetSet(budget), by: author))
      return
    }
    await budgetsChanged(budget.scope)
    return .done
  }

  func budgets() async throws -> [BudgetView] {
    let machine = await configured.machine().budgets
    let home = try await store.budgets(at: clock())
    let today = try await store.spending(since: budgetDesk.dayBegan)
    var rows: [BudgetView] = []
    func add(_ scope: BudgetScope, _ workspace: String?, _ configured: Money?) {
      let set = home[BudgetKey(scope, workspace)]
      guard let limit = set?.amount ?? configured else { return }
      var spent: Spending?
      if scope == .day || workspace != nil {
        spent = today.reduce(into: Spending()) {
          if workspace == nil || $1.workspace == workspace { $0.add($1.spending) }
        }
      }
      rows.append(
        BudgetView(
          scope: scope, workspace: workspace, limit: limit,
          origin: set == nil ? "configuration" : "home", until: set?.until, spent: spent,
          resets: spent == nil ? nil : budgetDesk.dayEnds))
    }
    add(.run, nil, machine.run)
    add(.task, nil, machine.task)
    add(.day, nil, machine.day)
    add(.workspace, nil, machine.workspace)
    for key in home.keys.sorted(by: { ($0.workspace ?? "") < ($1.workspace ?? "") }) where key.workspace != nil {
      add(key.scope, key.workspace, nil)
    }
    return rows
  }

  /// Of tasks and, where they are wanted, of conversations.
  func statistics(_ request: StatsRequest, withTurns: Bool = true) async throws -> [StatsRow] {
    var fold = StatsFold(request)
    var last = 0
    while true {
      let page = try await store.records(after: last, changedSince: request.since, limit: 1000)
      guard let newest = page.last else { break }
      for record in page { fold.add(record) }
      last = newest.id.number
    }
    guard withTurns else { return fold.answer }
    for session in try await store.sessionRecords() {
      for turn in try await store.turns(of: session.id, limit: .max) { fold.add(turn, of: session) }
    }
    return fold.answer
  }

  /// Refuses what may not begin, in the words of the door.
  func checkBudget(_ record: TaskRecord) async throws {
    guard let stop = try await budgetDesk.start(record, service: nil) else { return }
    throw DroverError(.refused, stop.reason, remedy: stop.remedy)
  }

  /// A new task: no agent gives it more than a person would let it have, and one that may not begin is not made.
  func checkBudget(of draft: TaskDraft, start: Bool, uid: FullID, by author: Author) async throws {
    if author.isAgent, let wanted = draft.budget {
      var plain = draft
      plain.budget = nil
      if let most = try await budgetDesk.limits(plain).task, wanted > most {
        throw DroverError(
          .refused, "an agent may not raise a budget: a task may cost $\(most)",
          remedy: "ask for less, or ask the person to raise it: drover budget set task \(wanted)")
      }
    }
    guard start else { return }
    try await checkBudget(TaskRecord(id: TaskID(number: 0), uid: uid, draft: draft, created: clock()))
  }

  /// What waited for money may go on: the wait is over, and the scheduler looks again. What was ended for its run's
  /// budget goes on only on a person's word, or when that budget was changed.
  func budgetsChanged(_ scope: BudgetScope?) async {
    let waiting = (try? await store.liveTasks())?.filter { $0.waiting?.needs == .budget } ?? []
    for record in waiting {
      // One that cannot be looked at or written to now goes on when its wait is over.
      do {
        if try await budgetDesk.start(record, service: nil) != nil { continue }
        let ask = if let id = record.waiting?.ask { try await store.ask(id) } else { AskView?.none }
        if ask?.budget?.scope == .run, scope != .run { continue }
      } catch { continue }
      await endWait(of: record.id)
    }
    await schedule()
  }

  /// A person's answer: with his leave more may be spent and it goes on, without it ends where it stands.
  func answerBudget(
    _ ask: AskView, _ budget: BudgetAsk, _ answer: AgentAnswer, always: Bool, seen: String, by author: Author
  ) async throws -> AskView {
    guard !always else {
      throw DroverError(
        .refused, "\(ask.id) is about money, which is never always allowed",
        remedy: "answer it once, or set a limit: drover budget set \(budget.scope.rawValue) AMOUNT")
    }
    let view = try await store.write { transaction in
      let now = try transaction.existing(ask.id)
      try InboxRules.check(now, answer, always: always, seen: seen)
      let given = try transaction.append(
        EventDraft(
          .approvalAnswered(ApprovalAnswered(ask: ask.id, answer: answer)), task: ask.task, run: ask.run, by: author))
      try transaction.append(
        EventDraft(
          .inputDelivered(InputDelivered(id: ask.id.description, offset: 0)), task: ask.task, run: ask.run, by: .engine)
      )
      if answer == .allow { try transaction.raise(budget, ask, by: author, cause: given.seq) }
      if let task = ask.task {
        let ended = TaskWaiting(refused: answer == .allow ? nil : true)
        try transaction.append(EventDraft(.taskWaiting(ended), task: task, by: author, cause: given.seq))
        if answer != .allow { try transaction.rankRace(of: task) }
      }
      return try transaction.existing(ask.id)
    }
    await budgetsChanged(nil)
    return view
  }
}

extension Transaction {
  /// The limit that was used up is raised to what was asked for; a run's needs no raising, the next one begins anew.
  fileprivate mutating func raise(_ budget: BudgetAsk, _ ask: AskView, by author: Author, cause: Int64) throws {
    switch budget.scope {
    case .run: break
    case .task:
      var edit = TaskEdit()
      edit.budget = budget.upTo
      try append(EventDraft(.taskEdited(TaskEdited(edit: edit)), task: ask.task, by: author, cause: cause))
    case .day, .workspace:
      let raised = BudgetSet(
        scope: budget.scope, workspace: budget.scope == .workspace ? ask.workspace : nil, amount: budget.upTo,
        until: budget.until)
      try append(EventDraft(.budgetSet(raised), by: author, cause: cause))
    }
  }
}
