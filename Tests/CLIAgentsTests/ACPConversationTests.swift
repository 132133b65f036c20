import CLIAgents
import Domain
import JSON
import Testing

struct ACPConversationTests {
  private static let hello =
    #"{"jsonrpc":"2.0","id":"open-initialize","result":{"protocolVersion":1,"agentCapabilities":{"loadSession":true},"agentInfo":{"name":"x","version":"1"}}}"#

  private static func session(_ more: String) -> String {
    #"{"jsonrpc":"2.0","id":"open-session","result":{"sessionId":"s1"\#(more)}}"#
  }

  private static let modes =
    #","modes":{"currentModeId":"ask","availableModes":[{"id":"ask"},{"id":"accept-edits"}]}"#
  private static let options =
    #","configOptions":[{"id":"m","category":"mode","currentValue":"ask","options":[{"value":"ask"},{"value":"plan"}]}]"#

  private static func stop(_ id: String, _ reason: String = "end_turn") -> String {
    #"{"jsonrpc":"2.0","id":"\#(id)","result":{"stopReason":"\#(reason)"}}"#
  }

  private func talk(_ permission: Permission, names: [String], session: AgentStart.Session = .new) -> Talk {
    Talk(ACPConversation(Talk.start("acp", permission: permission, session: session), modeNames: names))
  }

  @Test(arguments: [
    (Permission.ask, ["ask"], modes, "session/prompt"),
    (.edits, ["edits", "accept-edits"], modes, "session/set_mode"),
    (.plan, ["plan"], options, "session/set_config_option"),
    (.edits, [], "", "session/prompt"), (.auto, ["auto"], "", "session/prompt"),
  ])
  func `the mode is chosen by name before the prompt`(
    permission: Permission, names: [String], offer: String, method: String
  ) {
    var talk = talk(permission, names: names)
    talk.hear([Self.hello, Self.session(offer)])
    #expect(talk.lastMethod == method)
    if method != "session/prompt" {
      talk.hear(#"{"jsonrpc":"2.0","id":"open-mode","result":{}}"#)
      #expect(talk.lastMethod == "session/prompt")
    }
    talk.hear(Self.stop("open-prompt"))
    #expect(talk.rests == 1)
    #expect(talk.ending?.outcome == .success)
  }

  @Test(arguments: [(Permission.auto, ["yolo"], modes), (.plan, ["plan"], "")])
  func `a mode that is not offered is refused`(permission: Permission, names: [String], offer: String) {
    var talk = talk(permission, names: names)
    talk.hear([Self.hello, Self.session(offer)])
    #expect(talk.ending?.errorClass == .permission)
    #expect(talk.rests == 1)
    #expect(talk.ids == ["open-initialize", "open-session"])
  }

  @Test
  func `what is said in a turn waits for its end, and a stop cancels what was asked`() {
    var talk = talk(.ask, names: [])
    talk.hear([Self.hello, Self.session("")])
    talk.say("next", id: "say-1")
    #expect(talk.ids.last == "open-prompt")
    talk.hear(Self.permission(kind: "execute", path: nil))
    talk.interrupt("stop-1")
    #expect(talk.ids.suffix(2) == ["stop-1", "answer-7"])
    #expect(talk.sent.last?.line["result"]?["outcome"]?["outcome"] == "cancelled")
    talk.answer("7", .allow)
    talk.hear(Self.stop("open-prompt", "cancelled"))
    #expect(talk.ending?.outcome == .cancelled)
    #expect(talk.ids.last == "say-1" && talk.rests == 0)
    talk.hear(Self.stop("say-1"))
    #expect(talk.rests == 1)
  }

  private static func permission(kind: String, path: String?) -> String {
    let places = path.map { #","locations":[{"path":"\#($0)"}]"# } ?? ""
    return
      #"{"jsonrpc":"2.0","id":7,"method":"session/request_permission","params":{"sessionId":"s1","toolCall":{"toolCallId":"c","kind":"\#(kind)"\#(places)},"options":[{"optionId":"y","name":"Yes","kind":"allow_once"},{"optionId":"n","name":"No","kind":"reject_once"}]}}"#
  }

  private static let kept: [(Permission, String, String?, Bool)] = [
    (.edits, "edit", "/repo/a.txt", true), (.edits, "edit", "/etc/passwd", false), (.edits, "edit", nil, false),
    (.edits, "edit", "/repo/../x", false), (.edits, "edit", "/repository/x", false),
    (.edits, "execute", "/repo/a", false),
    (.auto, "execute", nil, true), (.ask, "edit", "/repo/a.txt", false),
  ]

  @Test(arguments: kept)
  func `an agent without modes is kept to the mode by our answers`(
    mode: Permission, kind: String, path: String?, isAllowed: Bool
  ) {
    var talk = talk(mode, names: ["whatever"])
    talk.hear([Self.hello, Self.session(""), Self.permission(kind: kind, path: path)])
    #expect(talk.kinds.contains(.approval) == !isAllowed)
    #expect((talk.ids.last == "answer-7") == isAllowed)
    talk.answer("7", .deny(reason: ""))
    #expect(talk.sent.last?.line["result"]?["outcome"]?["optionId"]?.stringValue == (isAllowed ? "y" : "n"))
  }

  @Test
  func `a loaded session is not told again`() {
    var talk = talk(.ask, names: [], session: .resume("s9"))
    talk.hear([
      Self.hello,
      #"{"jsonrpc":"2.0","method":"session/update","params":{"sessionId":"s9","update":{"sessionUpdate":"agent_message_chunk","content":{"type":"text","text":"old"}}}}"#,
      #"{"jsonrpc":"2.0","id":"open-session","result":{}}"#,
    ])
    #expect(talk.sent.contains { $0.line["method"] == "session/load" })
    #expect(talk.kinds == [.session])
    #expect(talk.sent.last?.line["params"]?["sessionId"] == "s9")
  }

  @Test(arguments: [
    #"{"jsonrpc":"2.0","id":"open-initialize","result":{"protocolVersion":2}}"#,
    #"{"jsonrpc":"2.0","id":"open-initialize","error":{"code":-32000,"message":"log in"}}"#,
  ])
  func `a handshake that fails ends the talk`(line: String) {
    var talk = talk(.ask, names: [])
    talk.hear(line)
    #expect(talk.ending?.outcome == .failed && talk.rests == 1)
    talk.end()
    #expect(talk.kinds.filter { $0 == .finished }.count == 1)
  }

  @Test
  func `what is not offered is refused, so that nobody waits`() {
    var talk = talk(.ask, names: [])
    talk.hear(#"{"jsonrpc":"2.0","id":"r","method":"fs/read_text_file","params":{"path":"/x"}}"#)
    #expect(talk.sent.last?.line["error"]?["code"] == -32601)
  }
}
