import Base
import Canvas
import Domain
import Loop
import PanelKit
import TestSupport
import Testing
import Widgets

@testable import Board

/// What verbs ask, what they refuse at once, and what takes them back.
@Suite struct VerbTests {
  private static func keys(to state: TaskState) -> [String] {
    Array(repeating: "l", count: TaskState.allCases.firstIndex(of: state) ?? 0)
  }

  private static func table(at state: TaskState, columns: Int = 80, rows: Int = 24) -> Table {
    var table = Table(columns: columns, rows: rows)
    table.fill()
    for key in keys(to: state) { table.press(key) }
    return table
  }

  @Test func closingAsksFirstAndCanBeTakenBack() async {
    var table = Self.table(at: .review)
    table.press("C")
    #expect(table.client.performed.isEmpty && table.dialog?.title == "Close T7 without merging?")
    #expect(table.dialog?.focused == 0 && table.dialog?.buttons.first?.key == "n")
    for message in await table.answer("Y") { table.send(message) }
    table.dialog = nil
    _ = await table.press("u").messages()
    let task = TaskID(number: 7)
    #expect(table.client.performed == [.closeTask(task: task), .reopenTask(task: task)])
  }

  /// Nothing is asked that could only be refused.
  @Test(arguments: [
    (TaskState.todo, "m", "T1 has not run"), (.running, "m", "T4 is running"), (.done, "m", "T9 is done"),
    (.failed, "m", "T8 has failed"), (.running, "D", "T4 is running"), (.running, "C", "T4 is running"),
    (.done, "C", "T9 is done already"), (.review, "s", "T7 waits for your review"), (.done, "s", "T9 is done"),
    (.running, "s", "T4 is running already"), (.todo, "r", "T1 has not run yet"), (.running, "r", "T4 is running"),
    (.done, "r", "T9 is done"), (.review, "x", "T7 is not running"), (.done, "x", "T9 is not running"),
    (.done, "c", "T9 is done"),
  ])
  func whatCannotBeIsRefusedAtOnceWithTheReason(state: TaskState, key: String, why: String) async {
    var table = Self.table(at: state)
    _ = await table.press(key).messages()
    #expect(table.dialog == nil && table.said.hasPrefix(why), "\(table.said)")
    #expect(table.client.performed.isEmpty && table.state.input == nil)
  }

  @Test func oneThatCannotKeepsAllThatAreMarkedFromHalfAVerb() async {
    var table = Self.table(at: .todo)
    table.press("Space")
    for _ in 0..<2 { table.press("l") }
    table.press("Space")
    _ = await table.press("m").messages()
    #expect(table.dialog == nil && table.said.contains("T1 has not run"), "\(table.said)")
    #expect(table.said.contains("none of the 2 marked"))
  }

  @Test(arguments: [(40, 10), (60, 16), (80, 24)], ["D", "m", "C"])
  func noTitleIsSoLongThatTheLossIsNotSeen(size: (Int, Int), key: String) {
    for title in [String(repeating: "漢", count: 500), String(repeating: "x", count: 3_000)] {
      var table = Table(columns: size.0, rows: size.1)
      var task = TaskView.sample(7, title, in: .review, run: 1, service: "claude")
      (task.worktree, task.branch, task.base) = ("/home/a/worktrees/task-7", "task-7", "main")
      table.send(.loaded(.review, TaskPage(tasks: [task], total: 1, seq: 3), isFirst: true))
      for key in Self.keys(to: .review) + [key] { table.press(key) }
      let text = table.text.split(separator: "\n").map { $0.filter { !"│┃|".contains($0) } }.joined(separator: " ")
      let words = text.split(separator: " ").joined(separator: " ")
      let loss = ["D": "goes to the trash", "m": "no verify command is set", "C": "stays on branch task-7"][key] ?? ""
      #expect(loss.split(separator: " ").allSatisfy { words.contains($0) }, "\(table.text)")
      #expect(table.text.contains("T7") && table.text.contains("[Y]"))
    }
  }

  @Test func aMergeSaysWhatIsNotProven() {
    var table = Self.table(at: .review)
    table.press("m")
    let body = table.dialog.map { "\($0.body.text)" } ?? ""
    #expect(body.contains("no verify command is set") && body.contains("proof changed") && body.contains("conflict:"))
  }

  @Test func aMergeSaysWhatVerifySaid() {
    var table = Table()
    var task = TaskView.sample(7, "x", in: .review, run: 1)
    (task.verify, task.verified) = ("make test", true)
    table.send(.loaded(.review, TaskPage(tasks: [task], total: 1, seq: 3), isFirst: true))
    for key in ["l", "l", "m"] { table.press(key) }
    #expect(table.dialog?.body.text.contains("\nverify passed: make test") == true)
    #expect(table.dialog?.isDangerous == false)
  }

  @Test func aDiscardSaysHowManyFilesGo() {
    var table = Table()
    var task = TaskView.sample(7, "x", in: .review, run: 1)
    (task.worktree, task.changedFiles) = ("/w", 3)
    table.send(.loaded(.review, TaskPage(tasks: [task], total: 1, seq: 3), isFirst: true))
    for key in ["l", "l", "D"] { table.press(key) }
    #expect(table.dialog?.body.text.contains("3 changed files") == true)
  }
}
