import Base
import Board
import Canvas
import Domain
import Keymap
import Loop
import PanelKit
import TestSupport
import Testing
import Widgets
import Wire

@testable import App

@Suite struct AppTests {
  @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 50)], [ColorDepth.truecolor, .mono])
  func theBoardAtEverySize(size: (Int, Int), depth: ColorDepth) throws {
    var session = Session(columns: size.0, rows: size.1, depth: depth)
    session.fill()
    session.press("j")
    try session.check("board-\(size.0)x\(size.1)-\(depth)")
    guard depth == .truecolor else { return }
    session.send(.background(isDark: false))
    try session.check("board-\(size.0)x\(size.1)-light")
  }

  @Test(arguments: [
    ("welcome", [String](), false), ("help", ["?"], true), ("help-search", ["?", "f", "i", "l"], true),
    ("palette", ["Ctrl-P", "d", "i", "s"], true), ("command-line", [":", "t"], true),
    ("filter", ["/", "b", "u", "g"], true),
    ("new-task", ["n", "h", "i"], true), ("card", ["Enter"], true), ("discard", ["D"], true),
    ("marked", ["Space", "Space"], true),
  ])
  func everyLayerAt80x24(name: String, keys: [String], isFilled: Bool) throws {
    var session = Session(columns: 80, rows: 24)
    if isFilled { session.fill() } else { session.empty() }
    for key in keys { session.press(key) }
    try session.check("app-\(name)")
  }

  @Test func aTooSmallTerminalIsToldWhatIsNeeded() {
    var session = Session(columns: 39, rows: 9)
    session.fill()
    #expect(session.text.contains("drover needs 40x10; this is"))
  }

  @Test func nothingTrapsAtAnySize() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    for key in ["", "?", "Ctrl-P", ":", "/", "n", "Enter", "D"] {
      if !key.isEmpty { session.press(key) }
      for columns in [1, 2, 39, 40, 59, 60, 109, 110, 500] {
        for rows in [1, 2, 9, 10, 24, 200] { session.resize(columns, rows) }
      }
      session.press("Esc")
    }
    #expect(session.model.layers.isEmpty)
  }

  @Test func escapeClosesOneLayerAtATimeAndNeverQuits() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    for key in ["/", "b", "Enter", "Space", "z", ":"] { session.press(key) }
    session.press("Esc")
    #expect(session.model.layers.isEmpty && session.model.board.filter == "b")
    session.press("Esc")
    #expect(session.model.board.filter.isEmpty && !session.model.board.marked.isEmpty)
    session.press("Esc")
    #expect(session.model.board.marked.isEmpty && session.model.board.isZoomed)
    session.press("Esc")
    #expect(!session.model.board.isZoomed)
    #expect(!session.press("Esc").quits)
  }

  @Test func aZoomedColumnHasTheWholeWidth() {
    var session = Session(columns: 120, rows: 24)
    session.fill()
    #expect(session.text.contains("Done"))
    session.press("z")
    #expect(!session.text.contains("Done") && session.text.contains("Todo 3"))
    session.press("Esc")
    #expect(session.text.contains("Done"))
  }

  @Test func ctrlCTwiceQuitsAndAnotherKeyDisarmsIt() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    #expect(!session.press("Ctrl-C").quits)
    session.press("j")
    #expect(!session.press("Ctrl-C").quits)
    #expect(session.press("Ctrl-C").leaves)
  }

  @Test func aPasteIsTextWhateverIsInIt() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    session.send(.input(.paste("q\nD\nY", isCut: false)))
    #expect(session.model.layers.isEmpty && session.client.performed.isEmpty)
    session.press("n")
    session.send(.input(.paste("line one\nq", isCut: false)))
    guard case .form(let form)? = session.model.layers.last else { return #expect(Bool(false), "the form is gone") }
    #expect(form[.prompt].text == "line one\nq")
  }

  @Test func discardIsDefaultNoAndNamesWhatGoes() async {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    session.press("D")
    #expect(session.text.contains("Discard T1?"))
    #expect(session.press("Enter").isNone)
    #expect(session.model.layers.isEmpty)
    session.press("D")
    #expect(!session.press("Y").isNone)
  }

  @Test func theHelpListsExactlyTheKeysThatAct() {
    var session = Session(columns: 80, rows: 120)
    session.fill()
    session.press("?")
    for binding in BoardAction.keymap.bindings { #expect(session.text.contains(binding.words)) }
    for binding in GlobalAction.keymap.bindings { #expect(session.text.contains(binding.words)) }
  }

  @Test func aClickSelectsAndASecondOneOpens() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    let click = MouseEvent(.press(.left), column: 5, row: 6)
    let release = MouseEvent(.release(.left), column: 5, row: 6)
    for event in [click, release] { session.send(.input(.mouse(event))) }
    #expect(session.model.board.selected?.id == TaskID(number: 2) && !session.model.board.isDetailFocused)
    for event in [click, release] { session.send(.input(.mouse(event))) }
    #expect(session.model.board.isDetailFocused)
  }

  @Test func aCardThatMovesKeepsTheSelection() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    session.board(.refreshed([.sample(1, "fix the bug in the cart", in: .running)]))
    #expect(session.model.board.focused == .running)
    #expect(session.model.board.selected?.id == TaskID(number: 1))
    #expect(session.model.board[.todo].total == 2)
  }

  /// Most of a frame is kept from the one before; it must never be told from one that is drawn anew.
  @Test(arguments: [(80, 24), (120, 40), (200, 50)]) func whatIsKeptLooksLikeWhatIsDrawnAnew(columns: Int, rows: Int) {
    var chance = SeededGenerator(seed: UInt64(columns))
    var session = Session(columns: columns, rows: rows)
    session.fill()
    let many = (10..<60).map { TaskView.sample($0, "task \($0)", in: .review) }
    session.board(.loaded(.review, TaskPage(tasks: many, total: many.count, seq: 4), isFirst: true))
    let keys = ["j", "j", "j", "k", "g", "G", "l", "h", "Space", "z", "f", "Enter", "Esc", "Ctrl-D", "Ctrl-U", "?"]
    for turn in 0..<300 {
      switch Int.random(in: 0..<12, using: &chance) {
      case 0:
        session.board(.refreshed([.sample(Int.random(in: 10..<60, using: &chance), "changed \(turn)", in: .review)]))
      case 1: session.board(.filtered(turn.isMultiple(of: 2) ? "1" : ""))
      case 2: session.send(.background(isDark: turn.isMultiple(of: 2)))
      default: session.press(keys.randomElement(using: &chance) ?? "j")
      }
      #expect(session.isDrawnAsAnew, "turn \(turn)")
    }
  }

  @Test func noTextTakesTheKeyThatSuspends() {
    for keys in [["n", "x"], [":", "x"], ["/", "x"], ["5", "x"], ["?"], ["D"]] {
      var session = Session(columns: 80, rows: 24)
      session.fill()
      for key in keys { session.press(key) }
      let before = session.text
      #expect(session.press("Ctrl-Z").screenRequests == [.suspend], "\(keys)")
      #expect(session.text == before, "\(keys)")
    }
  }

  @Test func helpStopsAtItsEnd() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    session.press("?")
    for _ in 0..<30 { session.press("PgDn") }
    let end = session.text
    session.press("Up")
    #expect(session.text != end)
    session.press("Down")
    #expect(session.text == end)
  }

  @Test func aClickDoesWhatTheKeyWouldDo() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    session.press("D")
    session.mouse(.press(.left), session.place(of: "[n] no"))
    #expect(session.model.layers.isEmpty)
    session.press("D")
    #expect(!session.mouse(.press(.left), session.place(of: "[Y] ")).runs.isEmpty && session.model.layers.isEmpty)
    session.press("Ctrl-P")
    session.press("h")
    session.press("e")
    session.press("l")
    session.mouse(.press(.left), session.place(of: "help  (?)"))
    guard case .help = session.model.layers.last else { return #expect(Bool(false), "no help") }
  }

  @Test func theLastLineNamesTheKeysOfWhatLiesOverTheView() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    let foot = { (session: Session) in session.text.split(separator: "\n").last.map(String.init) ?? "" }
    #expect(foot(session).contains("new task"))
    session.press("D")
    #expect(foot(session).contains("discard") && !foot(session).contains("new task"))
    session.press("Esc")
    session.press("?")
    #expect(foot(session).contains("Esc close"))
  }

  /// The remedy stands at the end of a sentence: it must not be what is cut.
  @Test func aLongSentenceIsShownWhole() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    let words = String(repeating: "words that go on and on, ", count: 6) + "and the remedy"
    session.board(.failed(DroverError(.failed, words)))
    #expect(session.text.contains("and the remedy") || session.text.contains("remedy"))
    #expect(session.model.toasts.toasts.count == 1)
  }

  /// To look for agents costs more than to draw a board: only who has no task is told of them.
  @Test func agentsAreAskedForOnceAndOnlyWhereThereIsNoTask() {
    func asked(_ counts: [TaskState: Int]) -> Int {
      var session = Session(columns: 80, rows: 24)
      return TaskState.allCases.reduce(0) { sum, state in
        let tasks = (0..<(counts[state] ?? 0)).map { TaskView.sample($0 + 1, "x", in: state) }
        let page = TaskPage(tasks: tasks, total: tasks.count, seq: 1)
        let effect = session.app(.panel(.board, BoardMessage.loaded(state, page, isFirst: true)))
        return sum + effect.runs.filter { $0 == "welcome.agents" }.count
      }
    }
    #expect(asked([:]) == 1)
    for state in TaskState.allCases { #expect(asked([state: 1]) == 0, "\(state)") }
  }

  @Test func theWelcomeSaysWhoCouldWork() throws {
    var session = Session(columns: 80, rows: 24)
    session.empty()
    session.app(.agents([]))
    #expect(session.text.contains("no agent is ready"))
    session.resize(40, 10)
    #expect(session.text.contains("Welcome to Drover"))
  }
}
