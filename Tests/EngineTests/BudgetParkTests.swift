import Base
import Domain
import Testing

@testable import Engine
@testable import Store

/// Money that is used up parks a task and asks the person; each answer does what was asked, whatever dies between.
@Suite(.timeLimit(.minutes(1))) struct BudgetParkTests {
  private static func host() -> ScriptedHost {
    ScriptedHost { host, name, words in
      switch (name, words) {
      case ("R1", "interrupt"): host.prints("fail taskFailure stopped", name)
      case ("R1", _): ["session S-1", "usage 1"].forEach { host.prints($0, name) }
      default: host.prints("done", name)
      }
    }
  }

  /// One that has used up a cent of a cent, whose engine died once since.
  private func parked(_ place: Place, _ scope: BudgetScope) async throws -> (TaskID, AskView) {
    let limit = try #require(Money("0.01"))
    if scope != .task {
      _ = try await place.engine.perform(.setBudget(budget: BudgetSet(scope: scope, amount: limit)))
    }
    let task = try await place.start("work", budget: scope == .task ? limit : nil)
    let ask = try await place.ask()
    try await place.replaceEngine()
    return (task, ask)
  }

  @Test(arguments: [
    (BudgetScope.run, "0.01", Waiting.Subject.approval), (.task, "0.02", .approval), (.day, "0.02", .quota),
    (.workspace, "0.02", .quota),
  ])
  func leaveLetsItGoOnInItsOwnSession(scope: BudgetScope, upTo: String, subject: Waiting.Subject) async throws {
    let place = try Place(Self.host())
    let (task, ask) = try await parked(place, scope)
    let view = try await place.view(task)
    #expect(view.state == .running && view.waiting?.for == subject && view.waiting?.needs == .budget)
    #expect(view.waiting?.reason.contains("drover inbox answer A1 allow") == true && view.waiting?.ask == ask.id)
    #expect(ask.budget?.scope == scope && ask.budget?.upTo == Money(upTo) && ask.run == RunID(number: 1))
    await #expect(throws: DroverError.self) {
      try await place.engine.perform(
        .answer(ask: ask.id, answer: .allow, always: false, seen: ask.hash), by: .agent(RunID(number: 1)))
    }
    await #expect(throws: DroverError.self) {
      try await place.engine.perform(.answer(ask: ask.id, answer: .allow, always: true, seen: ask.hash))
    }
    _ = try await place.engine.perform(.answer(ask: ask.id, answer: .allow, always: false, seen: ask.hash))
    #expect(try await place.rested(task).state == .review)
    let record = try #require(try await place.store.task(task))
    #expect(record.attempts.count == 2 && record.attempts[1].resumes == "S-1")
    #expect(try await place.store.inbox(all: true, limit: 9).map(\.answer) == ["allow"])
    let before = try await place.store.projections()
    try await place.store.rebuildProjections()
    #expect(try await place.store.projections() == before)
    await place.close()
  }

  @Test func aRefusalEndsItWithTheReason() async throws {
    let place = try Place(Self.host())
    let (task, ask) = try await parked(place, .task)
    _ = try await place.engine.perform(.answer(ask: ask.id, answer: .deny(reason: "no"), always: false, seen: ask.hash))
    let view = try await place.rested(task)
    #expect(view.state == .failed && view.reason?.contains("T1 has cost $0.01 of the $0.01 that are allowed") == true)
    await place.close()
  }

  /// Each way on without the inbox ends the wait, or begins another; nobody is asked what nobody waits for.
  @Test(arguments: ["edit", "cancel", "discard", "continue"])
  func anotherWayTakesTheQuestionAlong(way: String) async throws {
    let place = try Place(Self.host())
    let (task, ask) = try await parked(place, .task)
    var edit = TaskEdit()
    edit.budget = Money("5")
    let command: Command =
      switch way {
      case "edit": .editTask(task: task, edit: edit)
      case "cancel": .cancelTask(task: task)
      case "discard": .discardTask(task: task, hide: false)
      default: .continueTask(task: task, prompt: "go on")
      }
    if way == "discard" { _ = try await place.engine.perform(.cancelTask(task: task)) }
    _ = try await place.engine.perform(command)
    if way == "edit" { #expect(try await place.rested(task).state == .review) }
    await place.until { try await place.store.ask(ask.id)?.state == .withdrawn }
    if way == "continue" { #expect(try await place.ask().id != ask.id) }
    #expect(try await place.store.task(task)?.attempts.count == (way == "edit" ? 2 : 1))
    await place.close()
  }

  @Test func aDaysMoneyThatWasAllowedOnceIsGoneTheNextDay() async throws {
    let place = try Place(Self.host())
    let (task, ask) = try await parked(place, .day)
    _ = try await place.engine.perform(.answer(ask: ask.id, answer: .allow, always: false, seen: ask.hash))
    _ = try await place.rested(task)
    guard case .budgets(let today) = try await place.engine.ask(.budgets) else { return #expect(Bool(false)) }
    #expect(today.map(\.limit) == [Money("0.02")] && today[0].until != nil)
    place.clock.advance(by: .seconds(86_400))
    guard case .budgets(let next) = try await place.engine.ask(.budgets) else { return #expect(Bool(false)) }
    #expect(next.map(\.limit) == [Money("0.01")] && next[0].until == nil)
    await place.close()
  }

  /// What a run may cost is not raised by an unrelated change: only a person's word, or that limit itself, lets it go on.
  @Test func aChangeOfAnotherBudgetAnswersNothing() async throws {
    let place = try Place(Self.host())
    let (task, ask) = try await parked(place, .run)
    _ = try await place.engine.perform(.setBudget(budget: BudgetSet(scope: .day, amount: Money("9"))))
    #expect(try await place.store.ask(ask.id)?.state == .open)
    _ = try await place.engine.perform(.setBudget(budget: BudgetSet(scope: .run, amount: Money("1"))))
    #expect(try await place.rested(task).state == .review)
    #expect(try await place.store.ask(ask.id)?.state == .withdrawn)
    await place.close()
  }
}
