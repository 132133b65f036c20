import Base
import Domain
import Testing

@testable import Engine

@Suite struct ClashRulesTests {
  @Test(arguments: [
    ([3...3], [30...30], false), ([3...5], [5...9], true), ([3...5], [6...9], true), ([3...5], [7...9], false),
    ([0...Int.max], [7...9], true),
  ])
  func linesMeetWhereGitCannotMergeThem(one: [ClosedRange<Int>], other: [ClosedRange<Int>], meet: Bool) {
    let (one, other) = (TouchedLines(ranges: one), TouchedLines(ranges: other))
    #expect(one.meets(other) == meet && other.meets(one) == meet)
    let clash = ClashRules.clash(["a": one, "b": one], ["a": other, "c": one])
    #expect(clash?.files == ["a"] && clash?.isHot == meet)
    #expect(ClashRules.clash(["b": one], ["c": one]) == nil)
  }

  @Test func onlyWorkAtTheSameTimeInTheSameRepositoryCounts() {
    let one = Facts.started(verify: nil).record
    var other = Facts(2)
    other.happens(.taskStartAsked(TaskStartAsked(fresh: false)))
    other.happens(.worktreeMade(WorktreeMade(path: "/v", branch: "task-2", baseCommit: "c", base: "main")))
    other.happens(.runStarted(.sample))
    #expect(ClashRules.others(of: one, among: [one, other.record]).map(\.id) == [other.record.id])
    var elsewhere = other.record
    elsewhere.draft.workspace = "/elsewhere"
    var gone = other.record
    gone.trashed = TaskRecord.Trash(time: Timestamp(microseconds: 9), folder: nil, hidden: false)
    #expect(ClashRules.others(of: one, among: [elsewhere, gone, Facts(3).record]).isEmpty)
  }
}
