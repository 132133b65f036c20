package import Base
package import Domain
import JSON

/// Which limit: a kind, and a workspace where it holds only there.
package struct BudgetKey: Hashable, Sendable {
  package let scope: BudgetScope
  package let workspace: String?

  package init(_ scope: BudgetScope, _ workspace: String?) {
    self.scope = scope
    self.workspace = workspace
  }
}

// MARK: - What was spent, and what may be

extension Store {
  /// The limits that a person set in this home, as they are at a moment: a fold of few events.
  package func budgets(at now: Timestamp) throws -> [BudgetKey: BudgetSet] {
    var (lasting, passing): ([BudgetKey: BudgetSet], [BudgetKey: BudgetSet]) = ([:], [:])
    for event in try moneyEvents("budgetSet", since: Timestamp(microseconds: 0)) {
      guard case .budgetSet(let data) = event.body else { continue }
      let key = BudgetKey(data.scope, data.workspace)
      if let until = data.until {
        passing[key] = until > now ? data : nil
      } else {
        (lasting[key], passing[key]) = (data.amount.map { _ in data }, nil)
      }
    }
    return lasting.merging(passing) { $1 }
  }

  /// What was booked from a moment on, by workspace; nil for what belongs to none that is known.
  package func spending(since: Timestamp) throws -> [(workspace: String?, spending: Spending)] {
    var workspaces: [TaskID: String] = [:]
    var sums: [String?: Spending] = [:]
    for event in try moneyEvents("usageBooked", since: since) {
      guard case .usageBooked(let data) = event.body else { continue }
      if let task = event.task, workspaces[task] == nil {
        workspaces[task] = try TaskTable.workspace(of: task, in: connection)
      }
      let workspace =
        if let task = event.task { workspaces[task] } else { try event.run.flatMap { try workspaceOfTurn($0) } }
      sums[workspace, default: Spending()].add(data.cost)
    }
    return sums.map { ($0.key, $0.value) }
  }

  /// Tasks in the order of their numbers, a page at a time; those that nothing happened to since a moment are left out.
  package func records(after number: Int, changedSince moment: Timestamp?, limit: Int) throws -> [TaskRecord] {
    let seq = try moment.map { try firstSeq(since: $0) } ?? 0
    return try TaskTable.records(after: number, changed: seq, limit: limit, in: connection)
  }

  private func workspaceOfTurn(_ run: RunID) throws -> String? {
    try SessionTable.turn(of: run, in: connection).flatMap {
      try SessionTable.record($0.session, in: connection)?.draft.workspace
    }
  }

  private func moneyEvents(_ type: String, since: Timestamp) throws -> [Event] {
    try EventTable.read(type: type, since: since, in: connection)
  }

  /// Times only ever grow with the numbers, but for a clock that was set back: then a few tasks too many are looked at.
  private func firstSeq(since moment: Timestamp) throws -> Int64 {
    var low: Int64 = 1
    var high = seq() + 1
    while low < high {
      let middle = (low + high) / 2
      let time = try connection.number("SELECT time FROM events WHERE seq >= ? ORDER BY seq LIMIT 1", [.int(middle)])
      if time < moment.microseconds { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
