import Domain
import Loop
import PanelKit
import Testing
import Wire

@testable import App
@testable import Chat

/// What is written is seen while it is written, and what was typed is answered.
@Suite struct ChatFieldTests {
  private func opened(_ columns: Int = 80, _ rows: Int = 24) -> Session {
    var session = Session(columns: columns, rows: rows)
    session.openChat()
    return session
  }

  @Test func theFieldGrowsWithItsLines() {
    var session = opened()
    for (number, line) in ["first", "second", "third"].enumerated() {
      if number > 0 { session.press("Ctrl-J") }
      session.type(line)
    }
    for line in ["first", "second", "third"] {
      #expect(session.text.contains("│ \(line)") || session.text.contains("┃ \(line)"))
    }
  }

  @Test func theFieldGrowsWithALongLineUpToAThirdOfTheView() {
    var session = opened()
    let words = (1...60).map { "word\($0)" }
    session.type(words.prefix(15).joined(separator: " "))
    #expect(session.text.contains("word1 ") && session.text.contains("word15"))
    session.type(" " + words.dropFirst(15).joined(separator: " "))
    #expect(!session.text.contains("word1 ") && session.text.contains("word60"))
    let rows = session.text.split(separator: "\n").filter { $0.contains("┃") && $0.contains("word") }
    #expect(rows.count == 22 / 3)
  }

  @Test(arguments: [("/service nonexist", "there is no service nonexist"), ("/model foo", "knows no model foo")])
  func whatIsNotThereIsRefusedWithWhatIs(line: String, words: String) async {
    var session = opened(200, 50)
    session.type(line)
    await session.perform(session.press("Enter"))
    #expect(session.client.performed.isEmpty)
    #expect(session.model.status.contains(words))
    #expect(session.model.status.contains(line.hasPrefix("/s") ? "claude" : "opus"))
  }

  @Test(arguments: [("/service codex", SessionEdit(service: "codex")), ("/model opus", SessionEdit(model: "opus"))])
  func whatIsThereIsTaken(line: String, edit: SessionEdit) async {
    var session = opened()
    session.type(line)
    await session.performAll(session.press("Enter"))
    #expect(session.client.performed == [.session(.edit(session: SessionID(number: 1), edit: edit))])
  }

  @Test func aSwitchWithoutAConversationAsksForOne() {
    var session = opened()
    session.type("/switch ")
    session.press("Enter")
    #expect(!session.model.status.contains("conversation ;"))
    #expect(session.model.status.contains("which"))
  }

  @Test func withoutAConversationTheChoiceIsKeptForTheNext() async {
    var session = Session(columns: 80, rows: 24)
    session.press("5")
    session.chat(.loaded([]))
    session.type("/service codex")
    await session.performAll(session.press("Enter"))
    #expect(session.chatState.service == "codex" && session.client.performed.isEmpty)
    session.type("/model opus")
    await session.performAll(session.press("Enter"))
    #expect(session.chatState.model == nil && session.model.status == "codex knows no model opus; it has gpt-5")
  }

  @Test func aSearchSaysHowManyItFound() {
    var session = opened(120, 40)
    for key in ["Esc", "/", "z", "z", "z", "Enter"] { session.press(key) }
    #expect(session.model.status == "nothing matches zzz" && session.text.contains("no hit"))
    session.press("Esc")
    for key in ["/", "C", "a", "r", "t", "Enter"] { session.press(key) }
    #expect(session.text.contains(" hits"))
  }

  @Test func noKeyIsPromisedThatTheFieldTakes() {
    var session = opened(200, 50)
    let request = ApprovalRequest(id: "1", tool: "Bash", input: #"{"command":"make"}"#)
    let event = AgentEvent(offset: 20, body: .approval(request))
    session.chat(.said(SessionID(number: 1), TurnID(number: 2), [event]))
    #expect(session.text.contains("Bash make") && !session.text.contains("; i answers"))
  }
}

extension Session {
  /// Does what comes of it, and what comes of that.
  mutating func performAll(_ effect: Effect<AppMessage>) async {
    var effects = [effect]
    while !effects.isEmpty {
      let effect = effects.removeFirst()
      for operation in effect.operations {
        guard case .run(let run) = operation else { continue }
        let (messages, box) = AsyncStream<AppMessage>.makeStream()
        await run.work(Send { box.yield($0) })
        box.finish()
        for await message in messages {
          if case .panel = message { effects.append(program.update(&model, message)) }
        }
      }
    }
  }
}
