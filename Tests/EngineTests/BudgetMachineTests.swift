import Base
import Domain
import Testing

@testable import Engine

@Suite struct BudgetMachineTests {
  private let task = BudgetMachine.Payer.task(TaskID(number: 3))

  private func machine(_ change: (inout BudgetMachine.Limits) -> Void) -> BudgetMachine {
    var limits = BudgetMachine.Limits()
    change(&limits)
    return BudgetMachine(limits: limits)
  }

  private func spending(_ amount: String, covered: String = "0", unknown: Bool = false) -> Spending {
    var spending = Spending()
    spending.amount = Money(amount) ?? .zero
    spending.covered = Money(covered) ?? .zero
    spending.hasUnknown = unknown
    return spending
  }

  @Test func withoutALimitEverythingGoesOn() {
    var spent = BudgetMachine.Spent()
    spent.day = spending("1000000", unknown: true)
    let free = machine { _ in }
    #expect(free.check(task, spent: spent) == nil)
    #expect(free.start(task, spent: spent, service: "codex", model: "secret", isPriceKnown: false) == nil)
  }

  @Test(arguments: [
    (BudgetScope.run, "this run has cost $1.50 of the $1.50 that are allowed", false),
    (.task, "T3 has cost $1.50 of the $1.50 that are allowed", false),
    (.workspace, "today's runs in this workspace have cost $1.50 of the $1.50 that are allowed", true),
    (.day, "today's runs have cost $1.50 of the $1.50 that are allowed", true),
  ])
  func eachLimitStopsWithItsOwnSentence(scope: BudgetScope, reason: String, isOfTheDay: Bool) throws {
    let limit = Money("1.50")
    let machine = machine { limits in
      switch scope {
      case .run: limits.run = limit
      case .task: limits.task = limit
      case .day: limits.day = limit
      case .workspace: limits.workspace = limit
      }
    }
    var spent = BudgetMachine.Spent()
    for path in [\BudgetMachine.Spent.run, \.task, \.day, \.workspace] {
      spent[keyPath: path] = spending("1.499999999")
    }
    #expect(machine.check(task, spent: spent) == nil)
    for path in [\BudgetMachine.Spent.run, \.task, \.day, \.workspace] { spent[keyPath: path] = spending("1.50") }
    let stop = try #require(machine.check(task, spent: spent))
    #expect(stop.reason == reason && stop.isOfTheDay == isOfTheDay && stop.scope == scope)
    #expect(!stop.remedy.isEmpty)
  }

  @Test func whatNobodyKnowsStopsUnderALimitAndDoesNotStart() throws {
    let machine = machine { $0.task = Money("5") }
    var spent = BudgetMachine.Spent()
    spent.task = spending("0.10", unknown: true)
    let stop = try #require(machine.check(task, spent: spent))
    #expect(stop.reason == "T3 has cost something that is not known, and only $5.00 are allowed")
    let start = try #require(
      machine.start(task, spent: .init(), service: "codex", model: "secret", isPriceKnown: false))
    #expect(start.reason == "what secret costs is not known, and a budget is set")
    #expect(machine.start(task, spent: .init(), service: "claude", model: nil, isPriceKnown: true) == nil)
  }

  @Test(arguments: [(false, true), (true, false)])
  func aSubscriptionCountsOnlyWhereThatIsConfigured(counts: Bool, goesOn: Bool) {
    let machine = machine {
      $0.day = Money("1")
      $0.subscriptionsCount = counts
    }
    var spent = BudgetMachine.Spent()
    spent.day = spending("0.20", covered: "3")
    #expect((machine.check(task, spent: spent) == nil) == goesOn)
  }

  @Test func whatAnEarlierRunCostDoesNotKeepTheNextFromItsOwnLimit() {
    let machine = machine { $0.run = Money("1") }
    var spent = BudgetMachine.Spent()
    spent.run = spending("2")
    #expect(machine.check(task, spent: spent) != nil)
    #expect(machine.start(task, spent: spent, service: "claude", model: nil, isPriceKnown: true) == nil)
  }
}

@Suite struct StatsFoldTests {
  private func record(_ number: Int, day: Int, seconds: [Int], kind: Outcome.Kind = .succeeded) -> TaskRecord {
    var record = TaskRecord(
      id: TaskID(number: number), uid: FullID(milliseconds: 0, random: 0, more: 0),
      draft: TaskDraft(prompt: "p", workspace: "/w"), created: Timestamp(microseconds: 0))
    for (index, duration) in seconds.enumerated() {
      let start = Int64(day) * 86_400_000_000
      var seq: Int64 = 0
      func happens(_ body: EventBody, at time: Int64) {
        seq += 1
        record.apply(
          Event(
            seq: seq, time: Timestamp(microseconds: time), task: record.id, run: RunID(number: number * 100 + index),
            by: .engine, cause: nil, body: body))
      }
      happens(.runStarted(RunStarted(service: "claude", reason: "", host: "local", token: "1", attempt: 1)), at: start)
      happens(
        .usageBooked(
          UsageBooked(
            usage: Usage(input: 10, output: 1),
            cost: Cost(amount: Money("0.10"), basis: index == 0 ? .reported : .subscription), offset: 1)), at: start)
      happens(
        .runFinished(RunFinished(outcome: Outcome(kind), badges: [])), at: start + Int64(duration) * 1_000_000)
    }
    return record
  }

  @Test func sumsByGroupWithTheTotalLast() throws {
    var fold = StatsFold(StatsRequest(by: .day))
    fold.add(record(1, day: 20_000, seconds: [1, 3]))
    fold.add(record(2, day: 20_001, seconds: [10], kind: .failed))
    let rows = fold.answer
    #expect(rows.map(\.key) == ["2024-10-04", "2024-10-05", "total"])
    let total = try #require(rows.last)
    #expect(total.runs == 3 && total.succeeded == 2 && total.failed == 1)
    #expect(total.usage == Usage(input: 30, output: 3))
    #expect(total.spent.amount == Money("0.20") && total.spent.covered == Money("0.10") && !total.spent.hasUnknown)
    #expect(total.p50 == 3 && total.p95 == 10)
    #expect(total.success == 2.0 / 3)
  }

  @Test func whatBeganEarlierDoesNotCount() {
    var fold = StatsFold(StatsRequest(since: Timestamp(microseconds: 20_001 * 86_400_000_000), by: .task))
    fold.add(record(1, day: 20_000, seconds: [1]))
    #expect(fold.answer.isEmpty)
  }

  /// It has no task that somebody could edit or go on with.
  @Test func aConversationIsToldOfTheLimitAlone() throws {
    var limits = BudgetMachine.Limits()
    limits.day = Money("1")
    var spent = BudgetMachine.Spent()
    spent.day.add(Cost(amount: Money("2"), basis: .reported))
    let stop = try #require(BudgetMachine(limits: limits).check(.conversation, spent: spent))
    #expect(stop.reason == "today's runs have cost $2.00 of the $1.00 that are allowed")
    #expect(stop.remedy == "`drover budget set day AMOUNT` raises it")
  }
}
