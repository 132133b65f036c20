import CLIAgents
import Domain
import Testing

struct ReplyTests {
  /// What was really answered when the transcripts were recorded.
  private static let answers: [(String, AgentManifest.Input, Bool, String?)] = [
    (
      "claude/perm_allow", .streamJSON, true,
      #""response":{"behavior":"allow","updatedInput":{"file_path":"/repo/new.txt","content":"x\n"}}"#
    ),
    ("claude/perm_deny", .streamJSON, false, #""response":{"behavior":"deny","message":"no"}"#),
    ("codex/app_approval", .appServer, true, #"{"id":0,"result":{"decision":"accept"}}"#),
    ("codex/app_approval", .appServer, false, #"{"id":0,"result":{"decision":"decline"}}"#),
    (
      "acp/claude_allow", .acp, true,
      #"{"jsonrpc":"2.0","id":0,"result":{"outcome":{"outcome":"selected","optionId":"allow"}}}"#
    ),
    ("acp/claude_reject", .acp, false, #""optionId":"reject""#),
    ("acp/claude_reject", .argument, false, nil),
  ]

  @Test(arguments: answers)
  func `an answer allows once or refuses`(
    name: String, input: AgentManifest.Input, allows: Bool, expected: String?
  ) throws {
    let found = Transcripts.decode(name).compactMap { event -> ApprovalRequest? in
      if case .approval(let request) = event.body { request } else { nil }
    }
    let request = try #require(found.first)
    let reply = AgentReply.answer(request, allows ? .allow : .deny(reason: "no"), over: input)
    let text = reply.map { String(decoding: $0, as: UTF8.self) }
    #expect((text == nil) == (expected == nil))
    #expect(expected.map { text?.contains($0) == true } ?? true, "\(text ?? "")")
    #expect(text?.hasSuffix("\n") ?? true)
  }

  @Test
  func `what is not offered is not chosen`() {
    let bare = ApprovalRequest(id: "q-1", tool: "x", options: [Choice(id: "always", name: "a", kind: "allow_always")])
    #expect(AgentReply.answer(bare, .allow, over: .acp) == nil)
    #expect(AgentReply.answer(bare, .allow, over: .appServer) == nil)
    #expect(AgentReply.answer(bare, .allow, over: .streamJSON) == nil)
    let refused = AgentReply.answer(bare, .deny(reason: ""), over: .acp).map { String(decoding: $0, as: UTF8.self) }
    #expect(refused == "{\"jsonrpc\":\"2.0\",\"id\":\"q-1\",\"result\":{\"outcome\":{\"outcome\":\"cancelled\"}}}\n")
  }

  @Test
  func `messages and interrupts are lines of Claude's protocol`() {
    let message = String(decoding: AgentReply.message("a\n\"b\"", id: "u1"), as: UTF8.self)
    #expect(message.contains(#""content":"a\n\"b\"""#))
    #expect(message.contains(#""uuid":"u1""#))
    #expect(message.split(separator: "\n").count == 1)
    let stop = String(decoding: AgentReply.interrupt(id: "i1"), as: UTF8.self)
    #expect(stop.contains(#""request":{"subtype":"interrupt"}"#))
  }
}
