package import Base

/// What a budget is for.
package enum BudgetScope: String, Hashable, Sendable, Codable, CaseIterable {
  case run, task
  /// All that is spent on a day, which begins at midnight UTC.
  case day
  /// A day's spending in one repository.
  case workspace
}

/// Limits as they are configured; nil for none.
package struct BudgetLimits: Hashable, Sendable {
  package var run: Money?
  package var task: Money?
  package var day: Money?
  package var workspace: Money?
  package var subscriptionsCount = false

  package init() {}
}

/// A person sets a limit, or takes it back (no amount). Without a workspace it holds in each.
package struct BudgetSet: Hashable, Sendable, Codable {
  package var scope: BudgetScope
  package var workspace: String?
  package var amount: Money?
  /// Only until then; afterwards what was set before holds again.
  package var until: Timestamp?

  package init(scope: BudgetScope, workspace: String? = nil, amount: Money?, until: Timestamp? = nil) {
    self.scope = scope
    self.workspace = workspace
    self.amount = amount
    self.until = until
  }
}

/// What a person is asked when money is used up: to allow it is to let `upTo` be spent.
package struct BudgetAsk: Hashable, Sendable, Codable {
  package var scope: BudgetScope
  package var spent: Money
  package var limit: Money
  /// In all; for a run, by the next one.
  package var upTo: Money
  /// The end of the day, for what holds for a day.
  package var until: Timestamp?

  package init(scope: BudgetScope, spent: Money, limit: Money, upTo: Money, until: Timestamp? = nil) {
    self.scope = scope
    self.spent = spent
    self.limit = limit
    self.upTo = upTo
    self.until = until
  }
}

/// Money spent, with what cannot be said as money kept apart.
package struct Spending: Hashable, Sendable, Codable {
  package var amount = Money.zero
  /// What a subscription covered, at list prices: shown with ≈, and counted only where that is configured.
  package var covered = Money.zero
  /// Something was used whose price nobody knows.
  package var hasUnknown = false

  package init() {}

  package mutating func add(_ cost: Cost) {
    switch cost.basis {
    case .subscription: covered = covered + (cost.amount ?? .zero)
    case .reported, .catalogue: amount = amount + (cost.amount ?? .zero)
    case .unknown:
      amount = amount + (cost.amount ?? .zero)
      hasUnknown = true
    }
    if cost.amount == nil { hasUnknown = hasUnknown || cost.basis != .subscription }
  }

  /// What counts against a limit.
  package func counted(withSubscriptions counts: Bool) -> Money { counts ? amount + covered : amount }
}

/// A limit and where it stands, for `budget list` and the screens.
package struct BudgetView: Hashable, Sendable, Codable {
  package var scope: BudgetScope
  package var workspace: String?
  package var limit: Money
  /// `configuration` or `home`.
  package var origin: String
  /// Raised only until then; nil for a limit that stays.
  package var until: Timestamp?
  /// Of today; nil for runs and tasks, which each have their own.
  package var spent: Spending?
  /// When it begins anew.
  package var resets: Timestamp?

  package init(
    scope: BudgetScope, workspace: String?, limit: Money, origin: String, until: Timestamp? = nil,
    spent: Spending? = nil, resets: Timestamp? = nil
  ) {
    self.until = until
    self.scope = scope
    self.workspace = workspace
    self.limit = limit
    self.origin = origin
    self.spent = spent
    self.resets = resets
  }
}
