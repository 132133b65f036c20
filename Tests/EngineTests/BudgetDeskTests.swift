import Base
import Domain
import Foundation
import Store
import Testing

@testable import Engine

@Suite struct BudgetDeskTests {
  struct Fixed: Configured {
    var machineBudgets = BudgetLimits()
    var repositoryBudgets = BudgetLimits()

    func machine() async -> MachineSettings {
      var settings = MachineSettings()
      settings.budgets = machineBudgets
      return settings
    }

    func workspace(_ path: String, trusted: String?) async throws -> WorkspaceSettings {
      var settings = WorkspaceSettings()
      settings.budgets = repositoryBudgets
      return settings
    }

    func changes() async -> AsyncStream<Void> { AsyncStream { $0.finish() } }
  }

  private func withStore(_ body: (Store) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drover-budget-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try Store(home: Home(path: folder), clock: { Self.now })
    try await body(store)
    await store.close()
  }

  private static let now = Timestamp(microseconds: 1_795_233_906_789_000)

  private func desk(_ store: Store, _ configured: Fixed, isCovered: Bool = false) -> BudgetDesk {
    BudgetDesk(
      store: store, configured: configured, catalogue: ModelCatalogue(), covered: { _, _ in isCovered },
      clock: { Self.now })
  }

  private func engine(_ store: Store, _ configured: Fixed) -> OrchestrationEngine {
    OrchestrationEngine(
      store: store, author: .commandLine, version: "1", clock: { Self.now },
      ids: { FullID(milliseconds: 1, random: .random(in: 0 ... .max), more: 1) }, configured: configured)
  }

  /// Set in the home, configured by the person, what the repository's layer leaves of that, the task's own; what holds.
  @Test(
    arguments: [
      (nil, nil, nil, nil, nil), (nil, "5", "5", nil, "5"), (nil, "5", "2", nil, "2"), ("9", "5", "5", nil, "9"),
      ("9", "5", "2", nil, "2"), ("1", "5", "2", nil, "1"), (nil, nil, "2", nil, "2"), ("9", "5", "2", "7", "7"),
    ] as [(String?, String?, String?, String?, String?)])
  func thePersonsWordHoldsAndARepositoryMayOnlyLowerIt(
    home: String?, machine: String?, repository: String?, task: String?, holds: String?
  ) async throws {
    try await withStore { store in
      var configured = Fixed()
      configured.machineBudgets.task = machine.flatMap { Money($0) }
      configured.repositoryBudgets.task = repository.flatMap { Money($0) }
      if let home {
        let budget = BudgetSet(scope: .task, amount: Money(home))
        _ = try await engine(store, configured).perform(.setBudget(budget: budget))
      }
      var draft = TaskDraft(prompt: "p", workspace: "/w")
      draft.budget = task.flatMap { Money($0) }
      #expect(try await desk(store, configured).limits(draft).task == holds.flatMap { Money($0) })
    }
  }

  @Test(arguments: [(false, true), (true, false)])
  func whatHasNoKnownPriceStartsOnlyUnderASubscription(isCovered: Bool, isRefused: Bool) async throws {
    try await withStore { store in
      var configured = Fixed()
      configured.machineBudgets.day = Money("5")
      var draft = TaskDraft(prompt: "p", workspace: "/w")
      draft.service = "codex"
      let record = TaskRecord(
        id: TaskID(number: 1), uid: FullID(milliseconds: 0, random: 0, more: 0), draft: draft, created: Self.now)
      let stop = try await desk(store, configured, isCovered: isCovered).start(record, service: nil)
      #expect((stop != nil) == isRefused)
    }
  }

  @Test func anAgentNeverRaisesABudget() async throws {
    try await withStore { store in
      var configured = Fixed()
      configured.machineBudgets.task = Money("1")
      let engine = engine(store, configured)
      let agent = Author("agent:R1")
      await #expect(throws: DroverError.self) {
        try await engine.perform(.setBudget(budget: BudgetSet(scope: .day, amount: Money("9"))), by: agent)
      }
      var draft = TaskDraft(prompt: "p", workspace: "/w")
      draft.budget = Money("2")
      let greedy = draft
      await #expect(throws: DroverError.self) {
        try await engine.perform(.createTask(draft: greedy, start: false), by: agent)
      }
      draft.budget = Money("0.50")
      guard case .task = try await engine.perform(.createTask(draft: draft, start: false), by: agent) else {
        return #expect(Bool(false), "no task")
      }
    }
  }

  @Test func aSubscriptionIsNoBill() async throws {
    try await withStore { store in
      let report = UsageReport(usage: Usage(input: 1), cost: Cost(amount: Money("0.5"), basis: .reported))
      let unknown = UsageReport(usage: Usage(input: 1))
      var spending = Spending()
      for report in [report, unknown] {
        spending.add(desk(store, Fixed()).price(report, asked: nil, isCovered: true))
      }
      #expect(spending.amount == .zero && spending.covered == Money("0.5") && !spending.hasUnknown)
      #expect(desk(store, Fixed()).price(report, asked: nil).basis == .reported)
    }
  }
}
