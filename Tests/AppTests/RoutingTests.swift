import Board
import Canvas
import Domain
import Keymap
import Logs
import Loop
import PanelKit
import TestSupport
import Testing
import Widgets
import Wire

@testable import App

@Suite struct RoutingTests {
  @Test func keysLeadToViewsAndEscapeLeadsBack() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    for (key, view) in [("2", ViewID.logs), ("1", .board), ("]", .logs), ("[", .board), ("[", .inbox)] {
      session.press(key)
      #expect(session.model.view == view)
    }
    #expect(!session.press("Esc").quits)
    #expect(session.model.view == .board)
    session.press("2")
    #expect(!session.press("q").quits)
    #expect(session.model.view == .board)
    #expect(session.press("q").leaves)
  }

  @Test func aViewThatDoesNotExistHasNoKeyAndNoTab() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    session.press("3")
    #expect(session.model.view == .board && !session.text.contains("Services"))
  }

  @Test func aViewRemembersWhereOneStoodWhileItWasAway() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    session.press("j")
    let selected = session.model.board.selected?.id
    session.press("2")
    session.press("1")
    #expect(session.model.board.selected?.id == selected && selected == TaskID(number: 2))
  }

  @Test func clickingATabShowsItsView() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    let place = AppView.tabs(session.model, session.program).places(in: AppView.tabLine(of: Rect(session.model.size)))
    session.send(.input(.mouse(MouseEvent(.press(.left), column: place[1].place.column + 1, row: 0))))
    #expect(session.model.view == .logs)
  }

  @Test func helpAndPaletteKnowTheViewInFront() {
    var session = Session(columns: 80, rows: 120)
    session.fill()
    session.press("2")
    session.press("?")
    for binding in LogsAction.keymap.bindings { #expect(session.text.contains(binding.words)) }
    for binding in session.program.views.bindings { #expect(session.text.contains(binding.words)) }
    #expect(!session.text.contains("raise priority"))
    session.press("Esc")
    for key in [":", "b", "o", "a", "r", "d", "Enter"] { session.press(key) }
    #expect(session.model.view == .board)
  }

  @Test func aLogIsReachedFromACard() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    #expect(session.press("L").runs.contains("logs.find"))
    #expect(session.model.view == .logs && session.text.contains("loading"))
  }
}
