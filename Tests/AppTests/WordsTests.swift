import Board
import Canvas
import Domain
import Loop
import PanelKit
import TestSupport
import Testing
import Wire

@testable import App

@Suite struct WordsTests {
  @Test(arguments: [
    ("status", "3 todo, 0 running"), ("theme", "theme NAME: auto"), ("diff T9", "there is no task T9"),
    ("cancelall", "nothing runs"), ("task", "say what is to be done"),
    ("cost", "0 tokens"), ("attach", "attach HOST"), ("nonsense", "there is no word nonsense"),
  ])
  func everyWordSaysWhatItDid(line: String, words: String) {
    var session = Session(columns: 120, rows: 24)
    session.fill()
    session.type(":" + line)
    session.press("Enter")
    #expect(session.model.status.contains(words))
  }

  @Test func aWordIsCompletedAndHelpListsThemAll() {
    var session = Session(columns: 80, rows: 120)
    session.fill()
    session.type(":canc")
    #expect(session.text.contains("cancel every task that runs"))
    session.press("Esc")
    session.press("?")
    for word in SlashWord.allCases { #expect(session.text.contains(word.words)) }
  }

  @Test func mergingByAWordAsksFirst() async {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    session.type(":merge T1")
    #expect(session.press("Enter").isNone || session.model.layers.count == 1)
    #expect(session.text.contains("Merge T1?"))
  }

  @Test func detachingLeavesAndQuittingAsks() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    session.board(.refreshed([.sample(5, "it runs", in: .running)]))
    session.type(":quit")
    #expect(!session.press("Enter").quits && session.text.contains("under way"))
    session.press("Esc")
    session.type(":detach")
    #expect(session.press("Enter").leaves)
  }

  @Test func whereOneStoodComesBack() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    for key in ["/", "b", "u", "g", "Enter", "2", "v", "w"] { session.press(key) }
    session.app(.draftsDue)
    let kept = session.model.drafts
    #expect(kept.screen?.view == "logs" && kept.screen?.views["board"]?["filter"] == "bug")
    var next = Session(columns: 80, rows: 24, drafts: kept)
    next.fill()
    #expect(next.model.view == .logs && next.model.board.filter == "bug")
    next.app(.draftsDue)
    #expect(next.model.drafts.screen?.views["logs"] == ["detail": "full", "wrap": "off"])
  }
}

extension Session {
  mutating func type(_ text: String) {
    for character in text { press(character == " " ? "Space" : String(character)) }
  }
}
