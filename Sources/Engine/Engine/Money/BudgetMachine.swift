import Domain

/// Whether money may still be spent. Pure, and closed where something is not known: a limit that cannot be held against
/// a figure stops the run instead of letting it through.
struct BudgetMachine: Sendable {
  struct Limits: Hashable, Sendable {
    var run: Money?
    var task: Money?
    var day: Money?
    var workspace: Money?
    var subscriptionsCount = false

    init() {}

    var isEmpty: Bool { run == nil && task == nil && day == nil && workspace == nil }
  }

  struct Spent: Hashable, Sendable {
    var run = Spending()
    var task = Spending()
    var day = Spending()
    var workspace = Spending()

    init() {}
  }

  /// Why nothing more may be spent, and what a person can do.
  struct Stop: Hashable, Sendable {
    var scope: BudgetScope
    var reason: String
    var remedy: String
    /// Over at the end of the day by itself.
    var isOfTheDay: Bool
  }

  let limits: Limits

  init(limits: Limits) { self.limits = limits }

  /// Before a run begins: what has no known price does not start under a budget.
  func start(_ task: TaskID, spent: Spent, service: String?, model: String?, isPriceKnown: Bool) -> Stop? {
    guard !limits.isEmpty else { return nil }
    guard isPriceKnown || service == nil else {
      let subject = model.map { "what \($0) costs" } ?? "what \(service ?? "it") costs without --model"
      return Stop(
        scope: .task, reason: "\(subject) is not known, and a budget is set",
        remedy: "name a model with a known price (drover service models), or take the budget away: drover budget list",
        isOfTheDay: false)
    }
    var fresh = spent
    fresh.run = Spending()
    return check(task, spent: fresh)
  }

  /// While it runs, after each thing that was booked.
  func check(_ task: TaskID, spent: Spent) -> Stop? {
    let scopes: [(BudgetScope, Money?, Spending)] = [
      (.run, limits.run, spent.run), (.task, limits.task, spent.task), (.workspace, limits.workspace, spent.workspace),
      (.day, limits.day, spent.day),
    ]
    for (scope, limit, spending) in scopes {
      guard let limit else { continue }
      if spending.counted(withSubscriptions: limits.subscriptionsCount) >= limit {
        return stop(scope, task, Self.sentence(scope, task, spending, limit, limits.subscriptionsCount))
      }
      if spending.hasUnknown { return stop(scope, task, Self.unknown(scope, task, limit)) }
    }
    return nil
  }

  private func stop(_ scope: BudgetScope, _ task: TaskID, _ reason: String) -> Stop {
    let isOfTheDay = scope == .day || scope == .workspace
    let remedy =
      switch scope {
      case .run: "`drover budget set run AMOUNT` raises it; then `drover task continue \(task) \"go on\"`"
      case .task: "`drover task edit \(task) --budget AMOUNT` raises it; then `drover task continue \(task) \"go on\"`"
      case .day, .workspace:
        "it goes on at midnight UTC, or once `drover budget set \(scope.rawValue) AMOUNT` raises it"
      }
    return Stop(scope: scope, reason: reason, remedy: remedy, isOfTheDay: isOfTheDay)
  }

  private static func sentence(
    _ scope: BudgetScope, _ task: TaskID, _ spending: Spending, _ limit: Money, _ subscriptionsCount: Bool
  ) -> String {
    let amount = spending.counted(withSubscriptions: subscriptionsCount)
    return "\(subject(scope, task)) cost $\(amount) of the $\(limit) that are allowed"
  }

  private static func unknown(_ scope: BudgetScope, _ task: TaskID, _ limit: Money) -> String {
    "\(subject(scope, task)) cost something that is not known, and only $\(limit) are allowed"
  }

  private static func subject(_ scope: BudgetScope, _ task: TaskID) -> String {
    switch scope {
    case .run: "this run has"
    case .task: "\(task) has"
    case .day: "today's runs have"
    case .workspace: "today's runs in this workspace have"
    }
  }
}
