import Base
import Canvas
import Domain
import Loop
import PanelKit
import TestSupport
import Testing
import Widgets
import Wire

@testable import Board

/// What cards and columns say where there is little room.
@Suite struct CardTests {
  /// Cards that have all there is to say in their first row.
  private static func crowded(_ table: inout Table) {
    for (index, state) in TaskState.allCases.enumerated() {
      var task = TaskView.sample(12_340 + index, "a", in: state, run: state == .todo ? nil : 40, service: "codex")
      task.model = "gpt-5.5-with-a-long-name"
      task.cost = Cost(amount: Money("0.4321"), basis: .reported)
      task.workspace = "/work/\(index)"
      table.send(.loaded(state, TaskPage(tasks: [task], total: 1, seq: 3), isFirst: true))
    }
  }

  @Test(arguments: [(40, 10), (60, 16), (72, 20), (80, 24), (100, 30), (120, 40), (200, 50)], [false, true])
  func anIdIsAlwaysWholeAndNoNumberIsCut(size: (Int, Int), isAccessible: Bool) {
    var table = Table(columns: size.0, rows: size.1, theme: isAccessible ? .accessible() : Theme(.dark))
    Self.crowded(&table)
    for (column, _) in BoardView.places(table.state, in: Rect(column: 0, row: 0, columns: size.0, rows: size.1)) {
      #expect(table.text.contains("T\(12_340 + (TaskState.allCases.firstIndex(of: column) ?? 0))"))
    }
    for cut in (0...9).flatMap({ ["\($0)…", "\($0)m…", "\($0)m0…", "\($0)~", "\($0)m~"] }) {
      #expect(!table.text.contains(cut), "\(cut)")
    }
  }

  @Test func timeAndMoneyComeBeforeServiceAndModel() {
    var table = Table(columns: 120, rows: 40)
    Self.crowded(&table)
    #expect(table.text.contains("◆ T12342  $0.43 9m20s"), "\(table.text)")
  }

  @Test func whatFindsNoRoomAboveStandsBesideTheLastLine() {
    var table = Table(columns: 80, rows: 24)
    Self.crowded(&table)
    table.send(.filtered("T12342"))
    let lines = table.text.split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.contains("◆ T12342") } && lines.contains { $0.contains(" 9m") })
  }

  /// What was closed a day later took no day.
  @Test(arguments: [(0.1, "0.1s"), (0.3, "0.3s"), (565, "9m25s")])
  func aDoneCardSaysHowLongTheWorkTook(worked: Double, words: String) {
    var table = Table(columns: 120, rows: 40)
    var task = TaskView.sample(1, "x", in: .done, run: 1, service: "command")
    task.worked = worked
    task.finished = Table.now.advanced(by: .seconds(86_400))
    table.send(.loaded(.done, TaskPage(tasks: [task], total: 1, seq: 3), isFirst: true))
    #expect(table.text.contains(words))
  }

  @Test func aSecondAttemptThatRunsDoesNotCountTheNightBeforeIt() {
    var table = Table(columns: 120, rows: 40)
    var task = TaskView.sample(1, "x", in: .running, run: 2, service: "command")
    task.started = Table.now.advanced(by: .seconds(-86_400))
    (task.worked, task.workingSince) = (60, Table.now.advanced(by: .seconds(-120)))
    table.send(.loaded(.running, TaskPage(tasks: [task], total: 1, seq: 3), isFirst: true))
    #expect(table.text.contains(" 3m"), "\(table.text)")
  }

  @Test func aStateIsSaidOnceWhereItsSignIsAWord() {
    var table = Table(columns: 120, rows: 40, theme: .accessible())
    table.fill()
    let words = table.text.split(separator: "\n").map(String.init)
    #expect(words[0].contains("Todo 3") && !words[0].contains("todo") && !words[0].contains("running"))
  }

  @Test func aColumnFoldsAtOnceAndStillSaysWhatItHolds() {
    var table = Table(columns: 120, rows: 40)
    table.fill()
    table.press("l")
    let area = Rect(column: 0, row: 0, columns: 120, rows: 40)
    func place() -> Rect? { BoardView.places(table.state, in: area).first { $0.column == .running }?.place }
    let wide = place()
    table.press("f")
    let strip = place()
    #expect(strip?.columns == 5 && table.state.focused == .running && table.state.selected == nil)
    let inside = table.text.split(separator: "\n").map { Array($0) }.map {
      String($0[(strip?.column ?? 0)...].prefix(6))
    }
    #expect(inside.joined().contains("◐") && inside.joined().contains("3"))
    for letter in "Running" { #expect(inside.contains { $0.contains(letter) }, "\(letter)") }
    table.press("D")
    #expect(table.dialog == nil, "what is not seen is not discarded")
    table.press("f")
    #expect(place() == wide && table.state.selected?.id == TaskID(number: 4))
  }

  @Test func aClickOnAFoldedColumnOpensIt() {
    var table = Table(columns: 120, rows: 40)
    table.fill()
    table.press("f")
    table.mouse(.press(.left), 2, 3)
    #expect(!table.state[.todo].isFolded && table.state.selected?.id == TaskID(number: 1))
  }

  /// Where only one column is seen, folding it says so and keeps the names of the others.
  @Test func aFoldedColumnThatStandsAloneSaysHowItOpens() {
    var table = Table(columns: 60, rows: 16)
    table.fill()
    table.press("f")
    #expect(table.text.contains("f or Enter shows what is in it") && table.text.contains("Done 1"))
    table.press("Enter")
    #expect(table.state.selected?.id == TaskID(number: 1) && !table.state.isDetailFocused)
  }

  @Test func aFoldedColumnIsReadAloudInWords() {
    var table = Table(columns: 120, rows: 40, theme: .accessible())
    table.fill()
    table.press("l")
    table.press("f")
    let lines = table.text.split(separator: "\n")
    #expect(lines[0].contains(">Run") && lines[1].contains("  3  "), "\(table.text)")
  }

  @Test func everyColumnCanBeFoldedAndACardThatIsAskedForUnfoldsItsOwn() {
    var table = Table(columns: 120, rows: 40)
    table.fill()
    for _ in TaskState.allCases {
      table.press("f")
      table.press("l")
    }
    #expect(TaskState.allCases.allSatisfy { table.state[$0].isFolded } && table.text.contains("◆"))
    _ = table.panel.show(.task(TaskID(number: 7)), &table.state)
    #expect(table.state.selected?.id == TaskID(number: 7) && !table.state[.review].isFolded)
  }

  @Test func aCardThatMovesIntoAFoldedColumnDoesNotTakeTheSelectionAlong() {
    var table = Table(columns: 120, rows: 40)
    table.fill()
    table.press("l")
    table.press("f")
    table.press("h")
    table.send(.refreshed([.sample(1, "begun", in: .running, run: 50)]))
    #expect(table.state.focused == .todo && table.state.selected?.id == TaskID(number: 2))
  }

  @Test(arguments: [(60, 16), (40, 10)]) func oneColumnAtATimeNamesTheOthers(columns: Int, rows: Int) throws {
    var table = Table(columns: columns, rows: rows)
    table.fill()
    #expect(BoardView.places(table.state, in: Rect(column: 0, row: 0, columns: columns, rows: rows)).count == 1)
    let first = table.text.split(separator: "\n").first.map(String.init) ?? ""
    for words in ["Todo 3", columns < 60 ? "Run 3" : "Running 3", "Done 1"] {
      #expect(first.contains(words), "\(first)")
    }
    try GoldenScreen.check(table.canvas, "Board/alone-\(columns)x\(rows)", styles: true)
  }
}
