import CLIAgents
import Domain
import JSON
import Testing

struct ClaudeConversationTests {
  private static func initLine(_ uuids: String = "[]") -> String {
    #"{"type":"system","subtype":"init","session_id":"s1","model":"opus","user_message_uuids":\#(uuids)}"#
  }

  private static func result(_ uuids: String) -> String {
    #"{"type":"result","subtype":"success","is_error":false,"result":"ok","session_id":"s1","user_message_uuids":\#(uuids)}"#
  }

  private static func lifecycle(_ uuid: String, _ state: String) -> String {
    #"{"type":"command_lifecycle","command_uuid":"\#(uuid)","state":"\#(state)"}"#
  }

  private func uuid(_ talk: Talk) throws -> String { try #require(talk.sent.last?.line["uuid"]?.stringValue) }

  @Test
  func `the prompt is said at once, without a uuid, and its result is the rest`() {
    var talk = Talk(ClaudeConversation(Talk.start("claude")))
    #expect(talk.ids == ["open-prompt"])
    #expect(talk.sent[0].line["message"]?["content"] == "do it")
    #expect(talk.sent[0].line["uuid"] == nil)
    talk.hear([Self.initLine(), Self.result("[]")])
    #expect(talk.rests == 1)
    #expect(talk.ending?.outcome == .success)
    talk.end()
    #expect(talk.kinds.filter { $0 == .finished }.count == 1)
  }

  @Test
  func `a word that the turn took in ends with it; one that came too late is the next turn`() throws {
    var talk = Talk(ClaudeConversation(Talk.start("claude")))
    talk.hear(Self.initLine())
    talk.say("steer", id: "say-1")
    let first = try uuid(talk)
    talk.say("too late", id: "say-2")
    let second = try uuid(talk)
    #expect(first != second)
    #expect(talk.ids == ["open-prompt", "say-1", "say-2"])
    talk.hear([
      Self.lifecycle(first, "queued"), Self.lifecycle(second, "queued"), Self.lifecycle(first, "started"),
      Self.lifecycle(first, "completed"), Self.result("[\"\(first)\"]"),
    ])
    #expect(talk.rests == 0)
    talk.hear([Self.lifecycle(second, "started"), Self.initLine(), Self.result("[\"\(second)\"]")])
    #expect(talk.rests == 1)
    talk.hear(Self.lifecycle(second, "completed"))
    #expect(talk.rests == 1)
  }

  @Test
  func `a message that Claude drops as known does not hold the rest`() throws {
    var talk = Talk(ClaudeConversation(Talk.start("claude", session: .resume("s1"))))
    talk.say("again", id: "say-1")
    let known = try uuid(talk)
    talk.hear([Self.initLine(), Self.result("[]")])
    #expect(talk.rests == 0)
    talk.hear(Self.lifecycle(known, "completed"))
    #expect(talk.rests == 1)
  }

  @Test
  func `a replayed word is not said again once it was heard, and the ids are the same`() throws {
    var talk = Talk(ClaudeConversation(Talk.start("claude")))
    talk.say("more", id: "say-1")
    let uuid = try uuid(talk)
    var again = Talk(ClaudeConversation(Talk.start("claude")))
    again.hear([Self.initLine(), Self.lifecycle(uuid, "started"), Self.result("[\"\(uuid)\"]")])
    again.say("more", id: "say-1")
    #expect(again.ids == ["open-prompt"])
    let other = Talk(ClaudeConversation(Talk.start("claude", session: .resume("s1"))))
    var resumed = other
    resumed.say("more", id: "say-1")
    #expect(try self.uuid(resumed) != uuid)
  }

  @Test(arguments: [AgentAnswer.allow, .deny(reason: "no"), .reply("use git instead")])
  func `an approval is answered once, bound to what was shown`(answer: AgentAnswer) throws {
    var talk = Talk(ClaudeConversation(Talk.start("claude", permission: .ask)))
    talk.hear(Transcripts.lines("claude/perm_allow").prefix { !$0.contains("\"tool_result\"") })
    guard case .approval(let request) = talk.events.last?.body else { throw Unexpected() }
    talk.answer("nobody", .allow)
    talk.answer(request.id, answer)
    talk.answer(request.id, answer)
    #expect(talk.ids == ["open-prompt", "answer-\(request.id)"])
    let reply = try #require(talk.sent.last?.line["response"]?["response"])
    #expect(reply["behavior"] == (answer == .allow ? "allow" : "deny"))
    if answer == .allow { #expect(reply["updatedInput"]?["content"] == "x\n") }
    if case .reply(let words) = answer { #expect(reply["message"]?.stringValue == words) }
  }

  private static let asking =
    #"{"type":"control_request","request_id":"q1","request":{"subtype":"can_use_tool","tool_name":"AskUserQuestion","input":{"questions":[{"question":"Which?","options":[{"label":"A"},{"label":"B"}]},{"question":"Why?","options":[]}]}}}"#

  @Test
  func `several questions of one request are answered together`() throws {
    var talk = Talk(ClaudeConversation(Talk.start("claude")))
    talk.hear(Self.asking)
    #expect(talk.kinds == [.question, .question])
    talk.answer("q1.2", .reply("because"))
    talk.answer("q1.2", .reply("twice"))
    #expect(talk.ids == ["open-prompt"])
    talk.answer("q1", .reply("B"))
    let input = try #require(talk.sent.last?.line["response"]?["response"]?["updatedInput"])
    #expect(input["answers"] == ["Which?": "B", "Why?": "because"])
    #expect(input["questions"]?.arrayValue?.count == 2)
    talk.answer("q1", .reply("A"))
    #expect(talk.ids == ["open-prompt", "answer-q1"])
  }

  @Test
  func `what Claude takes back is not answered any more`() {
    var talk = Talk(ClaudeConversation(Talk.start("claude")))
    talk.hear([Self.asking, #"{"type":"control_cancel_request","request_id":"q1"}"#])
    talk.answer("q1", .deny(reason: ""))
    #expect(talk.ids == ["open-prompt"])
  }

  @Test
  func `half a line survives what the error stream wrote in between`() {
    let line = Array((Self.result("[]") + "\n").utf8)
    var talk = Talk(ClaudeConversation(Talk.start("claude")))
    talk.take(talk.conversation.feed(Array(line[..<40]), at: 0))
    talk.take(talk.conversation.feedErrors(Array("warning\n".utf8), at: 40))
    talk.take(talk.conversation.feed(Array(line[40...]), at: 48))
    #expect(talk.ending?.outcome == .success && talk.rests == 1)
    #expect(talk.events.last?.offset == Int64(line.count) + 8)
  }

  @Test
  func `an interrupt needs a turn, and a lost program is a crash with its last words`() {
    var talk = Talk(ClaudeConversation(Talk.start("claude")))
    talk.interrupt("stop-1")
    #expect(talk.ids == ["open-prompt", "stop-1"])
    talk.take(talk.conversation.feedErrors(Array("segfault at 0\n".utf8), at: 0))
    talk.end()
    #expect(talk.ending?.errorClass == .agentCrash)
    #expect(talk.ending?.message == "segfault at 0")
    var done = Talk(ClaudeConversation(Talk.start("claude")))
    done.hear([Self.initLine(), Self.result("[]")])
    done.interrupt("stop-1")
    #expect(done.ids == ["open-prompt"])
  }
}

struct Unexpected: Error {}
