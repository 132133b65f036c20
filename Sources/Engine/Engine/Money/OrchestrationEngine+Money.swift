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
    let known = try await store.budgets()
    if budget.amount == nil, known[BudgetKey(budget.scope, budget.workspace)] == nil {
      throw DroverError(
        .notFound, "no such budget was set here", remedy: "`drover budget list` shows those that there are")
    }
    try await store.write { transaction in
      try transaction.append(EventDraft(.budgetSet(budget), by: author))
      return
    }
    await budgetsChanged()
    return .done
  }

  func budgets() async throws -> [BudgetView] {
    let machine = await configured.machine().budgets
    let home = try await store.budgets()
    let today = try await store.spending(since: budgetDesk.dayBegan)
    var rows: [BudgetView] = []
    func add(_ scope: BudgetScope, _ workspace: String?, _ configured: Money?) {
      guard let limit = home[BudgetKey(scope, workspace)] ?? configured else { return }
      var spent: Spending?
      if scope == .day || workspace != nil {
        spent = today.reduce(into: Spending()) {
          if workspace == nil || $1.workspace == workspace { $0.add($1.spending) }
        }
      }
      rows.append(
        BudgetView(
          scope: scope, workspace: workspace, limit: limit,
          origin: home[BudgetKey(scope, workspace)] == nil ? "configuration" : "home", spent: spent,
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

  func statistics(_ request: StatsRequest) async throws -> [StatsRow] {
    var fold = StatsFold(request)
    var last = 0
    while true {
      let page = try await store.records(after: last, changedSince: request.since, limit: 1000)
      guard let newest = page.last else { return fold.answer }
      for record in page { fold.add(record) }
      last = newest.id.number
    }
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

  /// What waited for money may go on: the wait is over, and the scheduler looks again.
  private func budgetsChanged() async {
    let waiting = (try? await store.liveTasks())?.filter { $0.waiting?.needs == .budget } ?? []
    for record in waiting {
      // One that cannot be looked at or written to now goes on when its wait is over.
      do { if try await budgetDesk.start(record, service: nil) != nil { continue } } catch { continue }
      let _: Void? = try? await store.write { transaction in
        try transaction.append(EventDraft(.taskWaiting(TaskWaiting()), task: record.id, by: .engine))
        return
      }
    }
    await schedule()
  }
}
