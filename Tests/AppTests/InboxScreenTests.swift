import Base
import Canvas
import Domain
import Loop
import PanelKit
import TestSupport
import Testing
import Wire

@testable import App
@testable import Inbox

@Suite struct InboxScreenTests {
  @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 50)], [ColorDepth.truecolor, .mono])
  func theInboxAtEverySize(size: (Int, Int), depth: ColorDepth) throws {
    var session = Session(columns: size.0, rows: size.1, depth: depth)
    session.openInbox()
    try session.check("inbox-\(size.0)x\(size.1)-\(depth)")
  }

  @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 50)])
  func theInboxOnALightBackgroundAndEmpty(size: (Int, Int)) throws {
    var session = Session(columns: size.0, rows: size.1)
    session.send(.background(isDark: false))
    session.openInbox()
    try session.check("inbox-\(size.0)x\(size.1)-light", styles: size.0 == 80)
    session.inbox(.loaded([]))
    if size.0 == 80 { try session.check("inbox-nothing") }
  }

  @Test func theRowOfTabsSaysThatSomethingWaitsBeforeAnybodyLooked() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    session.inbox(.loaded([.sample(1), .sample(2)]))
    #expect(session.text.contains("i Inbox (2)"))
  }

  @Test func anAnswerNamesExactlyWhatWasShown() async {
    var session = Session(columns: 80, rows: 24)
    session.openInbox()
    await session.perform(session.press("a"))
    await session.perform(session.press("j"))
    #expect(
      session.client.performed == [.answer(ask: AskID(number: 1), answer: .allow, always: false, seen: "hash-1")])
  }

  @Test func severalAtOnceAndAlwaysAreAskedAboutAndDefaultToNo() async {
    var session = Session(columns: 80, rows: 24)
    session.openInbox()
    session.press("A")
    #expect(session.text.contains("Always allow exactly this here?"))
    await session.perform(session.press("Enter"))
    session.press("*")
    session.press("a")
    #expect(session.text.contains("Allow 2 requests once?"))
    await session.perform(session.press("Esc"))
    #expect(session.client.performed.isEmpty)
    session.press("a")
    await session.perform(session.press("Y"))
    #expect(session.client.performed.count == 2)
  }

  @Test func whatIsAlwaysAllowedCanBeTakenBack() async {
    var session = Session(columns: 80, rows: 24)
    session.openInbox()
    session.press("u")
    #expect(session.text.contains("nothing to undo"))
    session.press("A")
    await session.perform(session.press("Y"))
    session.inbox(.answered([AskID(number: 1)], "always allowed here", always: true))
    await session.perform(session.press("u"))
    #expect(session.client.performed.last == .removeRule(rule: RuleID(number: 7)))
  }

  @Test func theRequestThatWasLookedAtComesBack() {
    var session = Session(columns: 80, rows: 24)
    session.openInbox()
    session.press("G")
    session.app(.draftsDue)
    let there = session.model.states[.inbox]?.value(as: InboxState.self)?.selected?.id
    var next = Session(columns: 80, rows: 24, drafts: session.model.drafts)
    next.fill()
    next.openInbox()
    #expect(next.model.states[.inbox]?.value(as: InboxState.self)?.selected?.id == there && there != AskID(number: 1))
  }

  @Test func aDenialCarriesAWordAndAQuestionItsChoice() async {
    var session = Session(columns: 80, rows: 24)
    session.openInbox()
    session.press("w")
    session.type("not now")
    await session.perform(session.press("Enter"))
    session.press("G")
    session.press("r")
    session.type("2")
    await session.perform(session.press("Enter"))
    #expect(
      session.client.performed == [
        .answer(ask: AskID(number: 1), answer: .deny(reason: "not now"), always: false, seen: "hash-1"),
        .answer(ask: AskID(number: 3), answer: .reply("red"), always: false, seen: "hash-3"),
      ])
  }

  @Test func nothingIsAnsweredByLooking() async {
    var session = Session(columns: 80, rows: 24)
    session.openInbox()
    for key in ["j", "k", "G", "g", "Space", "y", "h", "h", "Esc", "/", "x", "Esc", "c", "i", "Esc"] {
      await session.perform(session.press(key))
    }
    #expect(session.client.performed.isEmpty)
  }
}

extension AskView {
  static func sample(_ number: Int, kind: ApprovalAsked.Kind = .approval) -> AskView {
    let input = kind == .approval ? #"{"command":"rm -rf build/\#(number)"}"# : "Which colour?"
    let options = kind == .approval ? [] : [Choice(id: "blue", name: "Blue"), Choice(id: "red", name: "Red")]
    let asked = ApprovalAsked(
      ask: AskID(number: number), kind: kind, request: "r\(number)", tool: kind == .approval ? "Bash" : "ask",
      input: input, reason: kind == .approval ? "cleans up before it builds" : nil, options: options,
      hash: "hash-\(number)", offset: 1)
    return AskView(
      asked: asked, task: TaskID(number: number), run: RunID(number: 7), service: "claude", workspace: "/work/shop",
      at: Timestamp(microseconds: 1_795_233_906_789_000))
  }
}

extension Session {
  @discardableResult mutating func inbox(_ message: InboxMessage) -> Effect<AppMessage> {
    program.update(&model, .panel(.inbox, message))
  }

  mutating func openInbox() {
    press("i")
    inbox(.loaded([.sample(1), .sample(2), .sample(3, kind: .question)]))
  }

  /// Does what an update wants done and tells the program what came of it.
  mutating func perform(_ effect: Effect<AppMessage>) async {
    for operation in effect.operations {
      guard case .run(let run) = operation else { continue }
      let (messages, box) = AsyncStream<AppMessage>.makeStream()
      await run.work(Send { box.yield($0) })
      box.finish()
      for await message in messages where !message.isTiming { _ = program.update(&model, message) }
    }
  }
}

extension AppMessage {
  fileprivate var isTiming: Bool { if case .draftsDue = self { true } else { false } }
}
