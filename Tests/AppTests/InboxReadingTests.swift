import Domain
import Loop
import PanelKit
import Testing
import Wire

@testable import App
@testable import Inbox

/// Nobody allows what he could not read.
@Suite struct InboxReadingTests {
  private static let danger = "rm -rf /important/thing"

  private static func long(_ number: Int) -> AskView {
    var ask = AskView.sample(number)
    let lines = (1...60).map { "echo line \($0)" } + [danger]
    ask.input = #"{"command":"\#(lines.joined(separator: "\\n"))"}"#
    ask.worktree = "/home/me/.local/state/drover/worktrees/shop-3fa2b1/task-\(number)"
    return ask
  }

  private func opened(_ asks: [AskView], _ columns: Int = 80, _ rows: Int = 24) -> Session {
    var session = Session(columns: columns, rows: rows)
    session.press("i")
    session.inbox(.loaded(asks))
    return session
  }

  @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 50)])
  func whereItWouldRunIsInSightHoweverLongTheTextIs(size: (Int, Int)) {
    var session = opened([Self.long(1)], size.0, size.1)
    #expect(session.text.contains("shop-3fa2b1/task-1"))
    for key in ["Tab", "G"] { session.press(key) }
    #expect(session.text.contains("shop-3fa2b1/task-1"))
  }

  @Test(
    arguments: [["Tab", "Ctrl-D"], ["Tab", "j"], ["z", "Ctrl-D"], ["z", "j"]], [(40, 10), (80, 24), (120, 40)])
  func theEndOfALongTextComesIntoSight(keys: [String], size: (Int, Int)) {
    var session = opened([Self.long(1), Self.long(2)], size.0, size.1)
    #expect(!session.text.contains(Self.danger) && session.text.contains("echo line 1"))
    var isSeen = false
    for key in keys + Array(repeating: keys[1], count: 70) {
      session.press(key)
      isSeen = isSeen || session.text.contains(Self.danger)
    }
    #expect(isSeen)
    for key in ["g", "G", "Ctrl-U", "k", "g"] { session.press(key) }
    #expect(session.text.contains("  echo line 1 "))
  }

  @Test func theWheelScrollsWhatItStandsOver() {
    var session = opened([Self.long(1), Self.long(2)])
    let place = session.place(of: "  echo line 9")
    for _ in 0..<40 { session.mouse(.wheel(columns: 0, rows: 3), place) }
    #expect(session.text.contains(Self.danger) && session.text.contains("A1 Bash"))
  }

  @Test(arguments: ["a", "A"])
  func whatWasNotReadIsSaidBeforeItIsAllowed(key: String) async {
    var session = opened([Self.long(1)])
    await session.perform(session.press(key))
    #expect(session.client.performed.isEmpty)
    #expect(session.text.contains("lines not shown"))
    await session.perform(session.press("Enter"))
    #expect(session.client.performed.isEmpty, "the default is no")
    session.press(key)
    await session.perform(session.press("Y"))
    #expect(session.client.performed.count == 1)
  }

  @Test(arguments: [(40, 10), (80, 24), (120, 40)])
  func whatWasReadToItsEndIsAllowedAtOnce(size: (Int, Int)) async {
    var session = opened([Self.long(1)], size.0, size.1)
    session.press("Tab")
    for _ in 0..<80 { session.press("Ctrl-D") }
    await session.perform(session.press("a"))
    #expect(session.client.performed.count == 1)
  }

  @Test func jumpingToTheEndIsNotReading() async {
    var session = opened([Self.long(1)])
    for key in ["Tab", "G"] { session.press(key) }
    await session.perform(session.press("a"))
    #expect(session.client.performed.isEmpty && session.text.contains("lines not shown"))
  }

  @Test(arguments: [(40, 10), (80, 24)])
  func aBatchSaysHowMuchOfItNobodySaw(size: (Int, Int)) async {
    var session = opened([.sample(1), Self.long(2), Self.long(3)], size.0, size.1)
    for key in ["*", "a"] { session.press(key) }
    #expect(session.text.contains("lines not shown"))
    await session.perform(session.press("Enter"))
    #expect(session.client.performed.isEmpty)
  }

  @Test func whatWouldRunIsNamedAndNotWhere() {
    var ask = AskView.sample(1)
    (ask.tool, ask.input, ask.title, ask.worktree) = ("shell", "rm -rf build", "/tmp/home/task-1", "/tmp/home/task-1")
    var other = ask
    (other.id, other.input, other.title) = (AskID(number: 2), "make install", "/opt/elsewhere")
    var session = opened([ask, other])
    #expect(session.text.contains("shell rm -rf build "))
    #expect(session.text.contains("shell make install (in /opt/elsewhere)"))
    session.press("A")
    #expect(session.text.contains("A1 T1: shell rm -rf build "))
    for key in ["n", "*", "a"] { session.press(key) }
    #expect(session.text.contains("A2 T1: shell make install (in /opt/elsewhere)"))
  }

  @Test func whatWasCutIsNeverAllowedWithoutAWord() async {
    var ask = AskView.sample(1)
    ask.cutBytes = 900
    var session = opened([ask])
    await session.perform(session.press("a"))
    #expect(session.client.performed.isEmpty && session.text.contains("900 bytes not shown"))
  }

  @Test func aReasonThatWasRefusedIsThereToBeSentAgain() {
    var session = opened([.sample(1)])
    session.press("w")
    session.type("not now")
    session.press("Enter")
    session.inbox(.refused([AskID(number: 1)], DroverError(.refused, "something else was shown")))
    session.press("w")
    #expect(session.text.contains("deny: not now"))
  }

  @Test func aHalfWrittenReasonStaysWithItsRequest() async {
    var session = opened([.sample(1), .sample(2)])
    session.press("w")
    session.type("because of")
    session.press("Esc")
    session.press("j")
    session.press("w")
    #expect(!session.text.contains("because of"))
    session.press("Esc")
    session.press("k")
    session.press("w")
    #expect(session.text.contains("deny: because of"))
    session.press("Esc")
    session.app(.draftsDue)
    var next = Session(columns: 80, rows: 24, drafts: session.model.drafts)
    next.fill()
    next.press("i")
    next.inbox(.loaded([.sample(1), .sample(2)]))
    for key in ["g", "w"] { next.press(key) }
    #expect(next.text.contains("deny: because of"))
    await next.perform(next.press("Enter"))
    #expect(
      next.client.performed == [
        .answer(ask: AskID(number: 1), answer: .deny(reason: "because of"), always: false, seen: "hash-1")
      ])
    next.inbox(.answered([AskID(number: 1)], "denied", always: false))
    next.inbox(.loaded([.sample(1), .sample(2)]))
    next.press("w")
    #expect(!next.text.contains("because of"), "what was sent is no draft")
  }

  @Test func aHalfWrittenAnswerStaysWithItsQuestion() {
    var session = opened([.sample(1, kind: .question)])
    session.press("r")
    session.type("the red")
    session.press("Esc")
    session.press("r")
    #expect(session.text.contains("A1: the red"))
  }

  @Test func theLastLineOffersOnlyWhatHelps() {
    var session = opened([.sample(1)], 200, 50)
    #expect(!session.text.contains("answer a question") && session.text.contains("a allow once"))
    session.inbox(.loaded([.sample(1, kind: .question)]))
    #expect(session.text.contains("answer a question") && !session.text.contains("a allow once"))
    session.inbox(.loaded([]))
    #expect(!session.text.contains("answer a question") && !session.text.contains("a allow once"))
  }
}
