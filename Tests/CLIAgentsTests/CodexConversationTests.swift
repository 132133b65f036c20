import CLIAgents
import Domain
import JSON
import Testing

struct CodexConversationTests {
  private static let hello = [
    #"{"id":"open-initialize","result":{"userAgent":"x"}}"#,
    #"{"id":"open-thread","result":{"thread":{"id":"t1","cwd":"/repo"},"model":"gpt"}}"#,
  ]

  private static func turn(_ id: String) -> String {
    #"{"method":"turn/started","params":{"threadId":"t1","turn":{"id":"\#(id)","status":"inProgress"}}}"#
  }

  private static func over(_ id: String, _ status: String = "completed") -> String {
    #"{"method":"turn/completed","params":{"threadId":"t1","turn":{"id":"\#(id)","status":"\#(status)","error":null}}}"#
  }

  private func running() -> Talk {
    var talk = Talk(CodexConversation(Talk.start("codex")))
    talk.hear(Self.hello + [#"{"id":"open-prompt","result":{"turn":{"id":"u1","status":"inProgress"}}}"#])
    talk.hear(Self.turn("u1"))
    return talk
  }

  private static let beginnings: [(AgentStart.Session, Permission, String, String, String)] = [
    (.new, .edits, "thread/start", "workspace-write", "on-request"),
    (.resume("t1"), .ask, "thread/resume", "workspace-write", "untrusted"),
    (.fork("t1"), .auto, "thread/fork", "danger-full-access", "never"),
    (.new, .plan, "thread/start", "read-only", "never"),
  ]

  @Test(arguments: beginnings)
  func `the handshake names thread, model and mode`(
    session: AgentStart.Session, permission: Permission, method: String, sandbox: String, approval: String
  ) {
    var talk = Talk(
      CodexConversation(Talk.start("codex", permission: permission, session: session, model: "gpt-5.5")))
    #expect(talk.ids == ["open-initialize"])
    talk.hear(Self.hello[0])
    #expect(talk.ids == ["open-initialize", "open-initialized", "open-thread"])
    let thread = talk.sent.last?.line
    #expect(thread?["method"]?.stringValue == method)
    #expect(thread?["params"]?["sandbox"]?.stringValue == sandbox)
    #expect(thread?["params"]?["approvalPolicy"]?.stringValue == approval)
    #expect(thread?["params"]?["model"] == "gpt-5.5")
    #expect(thread?["params"]?["threadId"]?.stringValue == (session == .new ? nil : "t1"))
    talk.hear(Self.hello[1])
    #expect(talk.lastMethod == "turn/start")
    #expect(talk.sent.last?.line["params"]?["input"]?[0]?["text"] == "do it")
  }

  @Test
  func `a word in mid-turn steers, and its turn's end is the rest`() {
    var talk = running()
    talk.say("steer", id: "say-1")
    #expect(talk.lastMethod == "turn/steer")
    #expect(talk.sent.last?.line["params"]?["expectedTurnId"] == "u1")
    talk.hear([#"{"id":"say-1","result":{"turnId":"u1"}}"#, Self.over("u1")])
    #expect(talk.rests == 1)
    talk.say("next", id: "say-2")
    #expect(talk.lastMethod == "turn/start")
    talk.hear([#"{"id":"say-2","result":{"turn":{"id":"u2"}}}"#, Self.turn("u2"), Self.over("u2")])
    #expect(talk.rests == 2)
    #expect(Set(talk.ids).count == talk.ids.count)
  }

  @Test
  func `a steer that is refused becomes a turn of its own, before the rest`() {
    var talk = running()
    talk.say("late", id: "say-1")
    talk.hear([Self.over("u1")])
    #expect(talk.rests == 0)
    talk.hear(#"{"id":"say-1","error":{"code":-32600,"message":"no active turn to steer"}}"#)
    #expect(talk.ids.last == "next-say-1")
    #expect(talk.lastMethod == "turn/start")
    #expect(!talk.kinds.contains(.error))
    talk.hear([#"{"id":"next-say-1","result":{"turn":{"id":"u2"}}}"#, Self.over("u2")])
    #expect(talk.rests == 1)
  }

  @Test
  func `what is said before there is a thread waits, and an interrupt waits for its turn`() {
    var talk = Talk(CodexConversation(Talk.start("codex")))
    talk.say("and this", id: "say-1")
    talk.interrupt("stop-1")
    #expect(talk.ids == ["open-initialize"])
    talk.hear(Self.hello)
    #expect(talk.ids.last == "open-prompt")
    talk.hear(Self.turn("u1"))
    #expect(talk.ids.suffix(2) == ["stop-1", "say-1"])
    #expect(talk.sent[talk.sent.count - 2].line["params"]?["turnId"] == "u1")
  }

  private static let fatal: [(String, ErrorClass)] = [
    (#"{"id":"open-thread","error":{"code":-32600,"message":"no rollout found for thread id t1"}}"#, .unknown),
    (#"{"id":"open-initialize","error":{"code":-1,"message":"status 401"}}"#, .authentication),
  ]

  @Test(arguments: fatal)
  func `a handshake that is refused is a failed ending and a rest`(line: String, known: ErrorClass) {
    var talk = Talk(CodexConversation(Talk.start("codex", session: .resume("t1"))))
    if line.contains("thread\"") { talk.hear(Self.hello[0]) }
    talk.hear(line)
    #expect(talk.ending?.outcome == .failed)
    #expect(talk.ending?.errorClass == known)
    #expect(talk.rests == 1)
    talk.end()
    #expect(talk.kinds.filter { $0 == .finished }.count == 1)
  }

  @Test
  func `a patch is shown where it is asked for, and rights are granted as shown`() throws {
    var talk = running()
    talk.hear([
      #"{"method":"item/started","params":{"item":{"type":"fileChange","id":"f1","changes":[{"path":"a.txt","kind":{"type":"add"},"diff":"hi"}],"status":"inProgress"}}}"#,
      #"{"method":"item/fileChange/requestApproval","id":0,"params":{"itemId":"f1","reason":null}}"#,
      #"{"method":"item/permissions/requestApproval","id":1,"params":{"itemId":"p1","permissions":{"network":{"enabled":true},"fileSystem":null}}}"#,
    ])
    guard case .approval(let patch) = talk.events[talk.events.count - 2].body else { throw Unexpected() }
    #expect(patch.input.contains("a.txt") && patch.input.contains("hi"))
    talk.answer("0", .allow)
    #expect(talk.sent.last?.line == ["id": 0, "result": ["decision": "accept"]])
    talk.answer("1", .allow)
    #expect(talk.sent.last?.line["result"] == ["permissions": ["network": ["enabled": true]], "scope": "turn"])
    talk.answer("1", .allow)
    #expect(talk.ids.suffix(2) == ["answer-0", "answer-1"])
  }

  @Test
  func `questions go back by their ids, and a request that nobody knows is refused at once`() {
    var talk = running()
    talk.hear(
      #"{"method":"item/tool/requestUserInput","id":3,"params":{"questions":[{"id":"k","question":"Which?","options":[{"label":"A"}]}]}}"#
    )
    talk.answer("3", .reply("A"))
    #expect(talk.sent.last?.line["result"] == ["answers": ["k": ["answers": ["A"]]]])
    talk.hear(#"{"method":"item/tool/call","id":4,"params":{}}"#)
    #expect(talk.sent.last?.line["error"]?["code"] == -32601)
    #expect(talk.ids.last == "refuse-4")
  }
}
