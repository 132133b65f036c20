import Base
import Testing

@testable import Domain

/// What closing a task keeps, and what the way back finds.
@Suite struct ClosingTests {
  private static func at(_ seconds: Int64) -> Timestamp { Timestamp(microseconds: seconds * 1_000_000) }

  private static func record(_ outcome: Outcome.Kind? = .succeeded) -> TaskRecord {
    let draft = TaskDraft(prompt: "p", workspace: "/w")
    var record = TaskRecord(
      id: TaskID(number: 1), uid: FullID(milliseconds: 1, random: 2, more: 3), draft: draft, created: at(0))
    guard let outcome else { return record }
    record.attempts = [(10, 13), (900, 904)].enumerated().map { index, span in
      var attempt = TaskRecord.Attempt(
        run: RunID(number: index + 1), service: "s", reason: "", started: at(Int64(span.0)))
      attempt.finished = at(Int64(span.1))
      attempt.outcome = Outcome(outcome)
      return attempt
    }
    return record
  }

  private static func event(_ body: EventBody, at seconds: Int64 = 5_000) -> Event {
    Event(seq: 1, time: at(seconds), task: TaskID(number: 1), run: nil, by: .screen, cause: nil, body: body)
  }

  @Test(arguments: [Outcome.Kind.succeeded, .failed, nil])
  func whatIsOpenedAgainStandsWhereItStood(outcome: Outcome.Kind?) {
    var record = Self.record(outcome)
    let before = record
    record.apply(Self.event(.taskClosed(Note(reason: ""))))
    #expect(record.state == .done)
    record.apply(Self.event(.taskReopened(Note(reason: ""))))
    #expect(record == before)
  }

  @Test func whatIsClosedWhileItWaitsForItsTurnNeverStarts() {
    var record = Self.record(nil)
    record.apply(Self.event(.taskStartAsked(TaskStartAsked(fresh: false))))
    record.apply(Self.event(.taskClosed(Note(reason: ""))))
    #expect(record.startAsked == nil && record.state == .done)
    record.apply(Self.event(.taskReopened(Note(reason: ""))))
    #expect(record.startAsked == nil && record.state == .todo)
  }

  @Test func theLoserOfARaceStaysWhenItIsOpenedAgain() {
    var record = Self.record()
    record.race = Race(tasks: [TaskID(number: 1), TaskID(number: 2)], lostTo: TaskID(number: 2))
    record.apply(Self.event(.taskClosed(Note(reason: ""))))
    record.apply(Self.event(.taskReopened(Note(reason: ""))))
    #expect(!record.hasLost)
  }

  @Test func neitherAMergeNorAClosingMovesTheEndOfTheWork() {
    for body in [
      EventBody.taskClosed(Note(reason: "")), .taskMerged(TaskMerged(into: "main", commit: "c", strategy: "merge")),
    ] {
      var record = Self.record()
      record.apply(Self.event(body))
      let view = TaskView(record)
      #expect(view.finished == Self.at(904) && view.worked == 7 && view.started == Self.at(10))
    }
  }

  @Test func whatWasClosedWithoutWorkEndedThen() {
    var record = Self.record(nil)
    record.apply(Self.event(.taskClosed(Note(reason: ""))))
    #expect(record.finished == Self.at(5_000) && record.worked == nil)
  }

  @Test func anAttemptThatIsUnderWayCountsFromItsOwnStart() {
    var record = Self.record()
    record.attempts.append(
      TaskRecord.Attempt(run: RunID(number: 3), service: "s", reason: "", started: Self.at(2_000)))
    let view = TaskView(record)
    #expect(view.finished == nil && view.worked == 7 && view.workingSince == Self.at(2_000))
  }
}
