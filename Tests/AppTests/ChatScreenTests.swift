import Base
import Canvas
import Domain
import Loop
import PanelKit
import TestSupport
import Testing
import Widgets
import Wire

@testable import App
@testable import Chat

@Suite struct ChatScreenTests {
  @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 50)], [ColorDepth.truecolor, .mono])
  func theChatAtEverySize(size: (Int, Int), depth: ColorDepth) throws {
    var session = Session(columns: size.0, rows: size.1, depth: depth)
    session.openChat()
    try session.check("chat-\(size.0)x\(size.1)-\(depth)")
    guard depth == .truecolor else { return }
    session.send(.background(isDark: false))
    try session.check("chat-\(size.0)x\(size.1)-light", styles: size.0 == 80)
  }

  @Test(arguments: [
    ("nothing", [String]()), ("words", ["/", "c", "a"]), ("files", ["@", "c", "a", "r"]),
    ("tools", ["Esc", "o"]), ("sessions", ["Tab", "Tab"]),
  ])
  func otherChatsAt80x24(name: String, keys: [String]) throws {
    var session = Session(columns: 80, rows: 24)
    if name == "nothing" {
      session.press("5")
      session.chat(.loaded([]))
    } else {
      session.openChat()
    }
    session.chat(.files(["Sources/Cart.swift", "Sources/Card.swift", "README.md"]))
    for key in keys { session.press(key) }
    try session.check("chat-\(name)")
  }

  @Test func whatIsTypedIsTextAndEnterSendsIt() async {
    var session = Session(columns: 80, rows: 24)
    session.openChat()
    session.type("1 quick q?")
    #expect(session.model.view == .chat)
    await session.perform(session.press("Enter"))
    #expect(session.client.performed == [.session(.send(session: SessionID(number: 1), text: "1 quick q?"))])
    #expect(session.chatState.field.isEmpty)
  }

  @Test func theFirstWordsBeginAConversation() async {
    var session = Session(columns: 80, rows: 24)
    session.press("5")
    session.chat(.loaded([]))
    session.type("hello")
    await session.perform(session.press("Enter"))
    guard case .session(.create(let draft))? = session.client.performed.first else {
      return #expect(Bool(false), "no conversation was begun")
    }
    #expect(draft.name == "hello" && draft.workspace == "/work/shop")
    await session.perform(session.chat(.began(.sample(9))))
    #expect(session.client.performed.last == .session(.send(session: SessionID(number: 9), text: "hello")))
  }

  @Test func whatIsRefusedGoesBackIntoTheField() {
    var session = Session(columns: 80, rows: 24)
    session.press("5")
    session.chat(.loaded([]))
    session.type("hello")
    session.press("Enter")
    #expect(session.chatState.field.isEmpty)
    session.chat(.failed(DroverError(.unavailable, "no agent is there")))
    #expect(session.chatState.field.text == "hello" && session.model.status == "no agent is there")
    session.chat(.unsent("other", DroverError(.refused, "no")))
    #expect(session.chatState.field.text == "hello")
  }

  @Test func whatWasAskedComesBackToBeEdited() {
    var session = Session(columns: 80, rows: 24)
    session.openChat()
    session.send(.input(.key(KeyPress(.up))))
    #expect(session.chatState.field.text == "And the tax?")
    session.send(.input(.key(KeyPress(.up))))
    #expect(session.chatState.field.text == "How does the cart add up?")
    session.send(.input(.key(KeyPress(.down))))
    session.send(.input(.key(KeyPress(.down))))
    #expect(session.chatState.field.isEmpty)
  }

  @Test func ctrlCStopsAnAnswerAndElseClearsTheField() async {
    var session = Session(columns: 80, rows: 24)
    session.openChat(state: .running)
    await session.perform(session.press("Ctrl-C"))
    #expect(session.client.performed == [.session(.stop(session: SessionID(number: 1)))])
    session.chat(.loaded([.sample(1), .sample(2)]))
    session.type("half")
    session.press("Ctrl-C")
    #expect(session.chatState.field.isEmpty && session.model.view == .chat)
  }

  @Test func anAnswerElsewhereIsMarkedUnreadUntilItIsLookedAt() {
    var session = Session(columns: 80, rows: 24)
    session.openChat()
    session.chat(.changed(SessionID(number: 2), ended: true))
    #expect(session.text.contains("5 Chat (1)"))
    session.press("Esc")
    session.press("J")
    #expect(!session.text.contains("5 Chat (1)"))
  }

  @Test func whatIsHalfTypedStaysWithItsConversation() {
    var session = Session(columns: 80, rows: 24)
    session.openChat()
    session.type("half")
    session.press("Esc")
    session.press("J")
    #expect(session.chatState.field.isEmpty)
    session.press("K")
    #expect(session.chatState.field.text == "half")
  }

  @Test func aStreamedAnswerIsWhatAWholeOneIs() {
    let words = (0..<400).map { "word\($0) *is* `code`" }.joined(separator: "\n")
    var (pieces, whole) = (Conversation(), Conversation())
    for text in [true, false] {
      var one = Conversation()
      one.layOut(columns: 60, theme: Theme(), showsTools: false)
      one.load([.sample(1, "q", state: .running)])
      let chunks = text ? words.map(String.init) : [words]
      for chunk in chunks {
        one.add(
          [AgentEvent(offset: 0, body: .text(AgentText(text: chunk, message: "m", isPartial: true)))],
          to: TurnID(number: 1))
      }
      if text { pieces = one } else { whole = one }
    }
    #expect(pieces.lines == whole.lines && pieces.lines.allSatisfy { pieces.line($0) == whole.line($0) })
  }
}

extension SessionView {
  static func sample(_ number: Int, _ name: String = "the cart", state: State = .idle) -> SessionView {
    var draft = SessionDraft(name: name, workspace: "/work/shop")
    draft.service = "claude"
    let record = SessionRecord(
      id: SessionID(number: number), uid: FullID(milliseconds: 1_795_233_906_789, random: UInt64(number), more: 2),
      draft: draft, created: Timestamp(microseconds: 1_795_233_906_789_000))
    var view = SessionView(record, last: nil, current: nil)
    view.state = state
    view.usage = Usage(input: 12_000, output: 800)
    return view
  }
}

extension TurnView {
  static func sample(_ number: Int, _ text: String, state: TurnRecord.State = .done) -> TurnView {
    var view = TurnView(
      TurnRecord(
        id: TurnID(number: number), session: SessionID(number: 1), text: text,
        asked: Timestamp(microseconds: 1_795_233_906_789_000)))
    view.state = state
    return view
  }
}

extension Session {
  var chatState: ChatState { model.states[.chat]?.value() ?? ChatState() }

  @discardableResult mutating func chat(_ message: ChatMessage) -> Effect<AppMessage> {
    program.update(&model, .panel(.chat, message))
  }

  mutating func openChat(state: SessionView.State = .idle) {
    press("5")
    let one = SessionID(number: 1)
    chat(.loaded([.sample(1, state: state), .sample(2, "names of places")]))
    chat(.turns(one, [.sample(1, "How does the cart add up?"), .sample(2, "And the tax?")]))
    let answer = """
      It adds the lines **in order**, and rounds at the end:

      ```swift
      let total = lines.map(\\.price).reduce(0, +)
      ```

      - `Cart.swift` holds the lines
      - `Tax.swift` is asked once
      """
    chat(
      .said(
        one, TurnID(number: 1),
        [
          AgentEvent(offset: 1, body: .thinking(AgentText(text: "I should read the cart.", message: "a"))),
          AgentEvent(
            offset: 2, body: .toolCall(ToolCall(id: "t", name: "Read", input: #"{"file_path":"Sources/Cart.swift"}"#))),
          AgentEvent(offset: 3, body: .toolResult(ToolResult(id: "t", output: "struct Cart {\n}\n"))),
          AgentEvent(offset: 4, body: .text(AgentText(text: answer, message: "b"))),
        ]))
    chat(.said(one, TurnID(number: 2), [AgentEvent(offset: 9, body: .text(AgentText(text: "It is added last.")))]))
  }
}
