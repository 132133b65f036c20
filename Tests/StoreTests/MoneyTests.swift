import Base
import Domain
import Testing

@testable import Store

@Suite struct MoneyTests {
  @Test func spendingIsSummedByWorkspaceFromAMomentOn() async throws {
    let folder = try TemporaryHome()
    let store = try Store(home: folder.home, clock: { Timestamp(microseconds: 5_000_000) })
    try await store.write { transaction in
      let draft = TaskDraft(prompt: "p", workspace: "/w")
      let uid = FullID(milliseconds: 1, random: 2, more: 3)
      let task = try transaction.nextTask()
      try transaction.append(
        EventDraft(.taskCreated(TaskCreated(uid: uid, draft: draft)), task: task, by: .commandLine))
      for basis in [Cost.Basis.reported, .subscription, .unknown] {
        let cost = Cost(amount: basis == .unknown ? nil : Money("0.25"), basis: basis)
        let booked = UsageBooked(usage: Usage(input: 1), cost: cost, offset: 1)
        try transaction.append(EventDraft(.usageBooked(booked), task: task, by: .engine))
      }
      for (amount, workspace) in [(Money("1"), nil), (Money("2"), nil), (Money("3"), "/w"), (nil, "/w")] {
        let budget = BudgetSet(scope: .workspace, workspace: workspace, amount: amount)
        try transaction.append(EventDraft(.budgetSet(budget), by: .commandLine))
      }
    }
    let today = try await store.spending(since: Timestamp(microseconds: 5_000_000))
    #expect(today.map(\.workspace) == ["/w"])
    #expect(today.first?.spending.amount == Money("0.25"))
    #expect(today.first?.spending.covered == Money("0.25"))
    #expect(today.first?.spending.hasUnknown == true)
    #expect(try await store.spending(since: Timestamp(microseconds: 5_000_001)).isEmpty)
    #expect(
      try await store.budgets(at: Timestamp(microseconds: 0)).compactMapValues(\.amount) == [
        BudgetKey(.workspace, nil): Money(billionths: 2_000_000_000)
      ])
    #expect(try await store.records(after: 0, changedSince: nil, limit: 10).count == 1)
    #expect(try await store.records(after: 0, changedSince: Timestamp(microseconds: 6_000_000), limit: 10).isEmpty)
    await store.close()
  }
}
