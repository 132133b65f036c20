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
    /// By how much; nil where it is not known what was spent, which more money would not help.
    var used: Used?
  }

  /// For whom money is spent.
  enum Payer: Hashable, Sendable {
    case task(TaskID)
    /// It has no budget of its own.
    case conversation
  }

  struct Used: Hashable, Sendable {
    var spent: Money
    var limit: Money
  }

  let limits: Limits

  init(limits: Limits) { self.limits = limits }

  /// Before a run begins: what has no known price does not start under a budget.
  func start(_ payer: Payer, spent: Spent, service: String?, model: String?, isPriceKnown: Bool) -> Stop? {
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
    return check(payer, spent: fresh)
  }

  /// While it runs, after each thing that was booked.
  func check(_ payer: Payer, spent: Spent) -> Stop? {
    for scope in [BudgetScope.run, .task, .workspace, .day] {
      guard let (limit, spending) = standing(scope, spent) else { continue }
      let used = Used(spent: spending.counted(withSubscriptions: limits.subscriptionsCount), limit: limit)
      if used.spent >= limit {
        var stop = stop(scope, payer, Self.words(scope, payer, used))
        stop.used = used
        return stop
      }
      if spending.hasUnknown { return stop(scope, payer, Self.unknown(scope, payer, limit)) }
    }
    return nil
  }

  /// A limit and what counts against it; nil where there is none.
  func standing(_ scope: BudgetScope, _ spent: Spent) -> (limit: Money, spending: Spending)? {
    switch scope {
    case .run: limits.run.map { ($0, spent.run) }
    case .task: limits.task.map { ($0, spent.task) }
    case .workspace: limits.workspace.map { ($0, spent.workspace) }
    case .day: limits.day.map { ($0, spent.day) }
    }
  }

  private func stop(_ scope: BudgetScope, _ payer: Payer, _ reason: String) -> Stop {
    let isOfTheDay = scope == .day || scope == .workspace
    let remedy =
      switch (payer, scope) {
      case (.conversation, _): "`drover budget set \(scope.rawValue) AMOUNT` raises it"
      case (.task(let task), .run):
        "`drover budget set run AMOUNT` raises it; then `drover task continue \(task) \"go on\"`"
      case (.task(let task), .task):
        "`drover task edit \(task) --budget AMOUNT` raises it; then `drover task continue \(task) \"go on\"`"
      case (.task, .day), (.task, .workspace):
        "it goes on at midnight UTC, or once `drover budget set \(scope.rawValue) AMOUNT` raises it"
      }
    return Stop(scope: scope, reason: reason, remedy: remedy, isOfTheDay: isOfTheDay)
  }

  static func words(_ scope: BudgetScope, _ payer: Payer, _ used: Used) -> String {
    "\(subject(scope, payer)) cost $\(used.spent) of the $\(used.limit) that are allowed"
  }

  private static func unknown(_ scope: BudgetScope, _ payer: Payer, _ limit: Money) -> String {
    "\(subject(scope, payer)) cost something that is not known, and only $\(limit) are allowed"
  }

  private static func subject(_ scope: BudgetScope, _ payer: Payer) -> String {
    switch (scope, payer) {
    case (.run, _): "this run has"
    case (.task, .task(let task)): "\(task) has"
    case (.task, .conversation): "this conversation has"
    case (.day, _): "today's runs have"
    case (.workspace, _): "today's runs in this workspace have"
    }
  }
}
