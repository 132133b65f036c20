import Base
import Testing

@testable import Domain

/// What a race is ranked by, in the order in which it counts.
struct RaceTests {
  @Test(arguments: [
    ("work before none", Facts(files: 1), Facts(files: 0)),
    ("none before failure", Facts(files: 0), Facts(outcome: .failed)),
    ("proven before unproven", Facts(verified: true, lines: 99), Facts(lines: 1)),
    ("unproven before disproven", Facts(), Facts(verified: false)),
    ("small before large", Facts(lines: 3, cost: "2"), Facts(lines: 4, cost: "1")),
    ("counted before uncounted", Facts(lines: 300), Facts(lines: nil)),
    ("cheap before dear", Facts(cost: "1", seconds: 9), Facts(cost: "2", seconds: 1)),
    ("known before unknown", Facts(cost: "9"), Facts(cost: nil)),
    ("fast before slow", Facts(seconds: 1), Facts(seconds: 2)),
  ])
  func ranks(name: String, better: Facts, worse: Facts) {
    let (first, second) = (worse.record(1), better.record(2))
    #expect(RacePlace.ranked([first, second]).map(\.task) == [second.id, first.id], "\(name)")
  }

  struct Facts: Sendable {
    var outcome = Outcome.Kind.succeeded
    var files = 1
    var verified: Bool?
    var lines: Int? = 5
    var cost: String? = "1"
    var seconds: Int64 = 1

    func record(_ number: Int) -> TaskRecord {
      let draft = TaskDraft(prompt: "p", workspace: "/w")
      var record = TaskRecord(
        id: TaskID(number: number), uid: FullID(milliseconds: 1, random: 2, more: 3), draft: draft,
        created: Timestamp(microseconds: 0))
      var attempt = TaskRecord.Attempt(
        run: RunID(number: number), service: "s", reason: "", started: Timestamp(microseconds: 0))
      attempt.finished = Timestamp(microseconds: seconds * 1_000_000)
      attempt.outcome = Outcome(outcome)
      attempt.verified = verified
      attempt.changedFiles = (0..<files).map { "f\($0)" }
      attempt.changedLines = lines
      attempt.cost = cost.map { Cost(amount: Money($0), basis: .reported) }
      record.attempts = [attempt]
      return record
    }
  }
}
