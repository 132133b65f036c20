import Base
import Domain
import Store

/// Collects what has been spent and what may be, and asks the machine. The figures come from the log each time: a day's
/// bookings are few, and nothing can be forgotten that a crash cut off.
struct BudgetDesk: Sendable {
  let store: Store
  let configured: any Configured
  let catalogue: ModelCatalogue
  /// Whether a service is paid by a subscription, in the environment of a task.
  let covered: @Sendable (_ service: String, _ environment: [String: String]) async -> Bool
  let clock: @Sendable () -> Timestamp

  /// Before a run: nil lets it begin. A command spends nothing that a budget could limit.
  func start(_ record: TaskRecord, service: String?) async throws -> BudgetMachine.Stop? {
    let service = service ?? record.draft.service
    guard service != "command" else { return nil }
    let machine = BudgetMachine(limits: try await limits(record.draft))
    guard !machine.limits.isEmpty else { return nil }
    var isKnown = service.map { catalogue.isPriceKnown(service: $0, model: record.draft.model) } ?? true
    if !isKnown, !machine.limits.subscriptionsCount, let service {
      isKnown = await covered(service, record.draft.environment)
    }
    return machine.start(
      .task(record.id), spent: try await spent(record), service: service, model: record.draft.model,
      isPriceKnown: isKnown)
  }

  /// While a task's agent runs: what must end it now. `beside` is what it has used and not reported yet.
  func check(_ task: TaskID, beside costs: [Cost] = []) async throws -> BudgetMachine.Stop? {
    guard let record = try await store.task(task) else { return nil }
    let machine = BudgetMachine(limits: try await limits(record.draft))
    guard !machine.limits.isEmpty else { return nil }
    var spent = try await spent(record)
    // What a subscription covers is no bill, also where nobody knows its price.
    let isCovered = costs.contains { $0.basis == .unknown } && !machine.limits.subscriptionsCount
    let service = record.activeAttempt?.service ?? record.draft.service ?? ""
    let drops = isCovered ? await covered(service, record.draft.environment) : false
    for cost in costs where cost.basis != .unknown || !drops {
      spent.run.add(cost)
      spent.task.add(cost)
      spent.day.add(cost)
      spent.workspace.add(cost)
    }
    return machine.check(.task(task), spent: spent)
  }

  /// The same for a conversation, before a turn or, with what it has used and not reported yet, while one is answered: it
  /// has no task's budget, every other holds.
  func check(
    _ session: SessionRecord, service: String, model: String?, run: Cost? = nil, beside costs: [Cost]? = nil
  ) async throws -> BudgetMachine.Stop? {
    var limits = try await limits(TaskDraft(prompt: "", workspace: session.draft.workspace))
    limits.task = nil
    guard !limits.isEmpty else { return nil }
    let machine = BudgetMachine(limits: limits)
    let isCovered = limits.subscriptionsCount ? false : await covered(service, session.draft.environment)
    var spent = BudgetMachine.Spent()
    if let run { spent.run.add(run) }
    for (workspace, day) in try await store.spending(since: dayBegan) {
      spent.day.add(day)
      if workspace == session.draft.workspace { spent.workspace.add(day) }
    }
    for cost in costs ?? [] where cost.basis != .unknown || !isCovered {
      spent.run.add(cost)
      spent.day.add(cost)
      spent.workspace.add(cost)
    }
    guard costs == nil else { return machine.check(.conversation, spent: spent) }
    let isKnown = isCovered || catalogue.isPriceKnown(service: service, model: model)
    return machine.start(.conversation, spent: spent, service: service, model: model, isPriceKnown: isKnown)
  }

  /// What a person is to be asked; nil where his leave would not let it go on.
  func question(_ record: TaskRecord, _ stop: BudgetMachine.Stop) async throws -> BudgetQuestion? {
    guard let used = stop.used else { return nil }
    if stop.isOfTheDay, try await isLowered(stop.scope, record.draft.workspace) { return nil }
    return BudgetQuestion(record.id, stop.scope, used, reason: stop.reason, dayEnds: dayEnds)
  }

  /// The same for an attempt that was ended for it, with what was booked in the end.
  func question(_ record: TaskRecord, endedFor scope: BudgetScope, words: String) async throws -> BudgetQuestion? {
    let machine = BudgetMachine(limits: try await limits(record.draft))
    let spent = try await spent(record)
    guard let (limit, spending) = machine.standing(scope, spent), !spending.hasUnknown else { return nil }
    let used = BudgetMachine.Used(
      spent: spending.counted(withSubscriptions: machine.limits.subscriptionsCount), limit: limit)
    // What the agent had not reported in the end was counted when it was stopped: the words of then hold.
    let reason = used.spent < limit ? words : BudgetMachine.words(scope, .task(record.id), used)
    return try await question(
      record,
      BudgetMachine.Stop(
        scope: scope, reason: reason, remedy: "", isOfTheDay: scope == .day || scope == .workspace, used: used))
  }

  /// Whether a repository's own lower limit holds, which no leave of a person lifts.
  private func isLowered(_ scope: BudgetScope, _ path: String) async throws -> Bool {
    let trusted = try await store.trusted(workspace: path)
    let lower = try await configured.workspace(path, trusted: trusted).budgets
    let machine = await configured.machine().budgets
    return scope == .day ? lower.day != machine.day : lower.workspace != machine.workspace
  }

  /// What a report is booked as; what a subscription covers is no bill, even where nobody knows its price.
  func price(_ report: UsageReport, asked model: String?, isCovered: Bool = false) -> Cost {
    let cost = catalogue.cost(of: report, asked: model)
    return isCovered ? Cost(amount: cost.amount, basis: .subscription) : cost
  }

  /// Midnight UTC.
  var dayBegan: Timestamp {
    let day: Int64 = 86_400 * 1_000_000
    return Timestamp(microseconds: clock().microseconds / day * day)
  }

  var dayEnds: Timestamp { Timestamp(microseconds: dayBegan.microseconds + 86_400 * 1_000_000) }

  private func spent(_ record: TaskRecord) async throws -> BudgetMachine.Spent {
    var spent = BudgetMachine.Spent()
    if let cost = record.activeAttempt?.cost { spent.run.add(cost) }
    for attempt in record.attempts { if let cost = attempt.cost { spent.task.add(cost) } }
    for (workspace, day) in try await store.spending(since: dayBegan) {
      spent.day.add(day)
      if workspace == record.draft.workspace { spent.workspace.add(day) }
    }
    return spent
  }

  /// What the person set in this home comes before what is configured; a repository may only lower either. A task's own
  /// budget is the person's word for that task.
  func limits(_ draft: TaskDraft) async throws -> BudgetMachine.Limits {
    let trusted = try await store.trusted(workspace: draft.workspace)
    let workspace = try await configured.workspace(draft.workspace, trusted: trusted).budgets
    let machine = await configured.machine().budgets
    let home = try await store.budgets(at: clock())
    func limit(_ scope: BudgetScope, _ path: KeyPath<BudgetLimits, Money?>) -> Money? {
      let set = home[BudgetKey(scope, draft.workspace)] ?? home[BudgetKey(scope, nil)]
      let own = set?.amount ?? machine[keyPath: path]
      guard let lower = workspace[keyPath: path] else { return own }
      return lower == machine[keyPath: path] ? own : min(own ?? lower, lower)
    }
    var limits = BudgetMachine.Limits()
    limits.run = limit(.run, \.run)
    limits.task = draft.budget ?? limit(.task, \.task)
    limits.day = limit(.day, \.day)
    limits.workspace = limit(.workspace, \.workspace)
    limits.subscriptionsCount = machine.subscriptionsCount
    return limits
  }
}

extension Spending {
  mutating func add(_ other: Spending) {
    amount = amount + other.amount
    covered = covered + other.covered
    hasUnknown = hasUnknown || other.hasUnknown
  }
}
