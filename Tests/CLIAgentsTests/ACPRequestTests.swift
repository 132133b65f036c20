import CLIAgents
import Domain
import JSON
import Testing

/// Files and terminals that an ACP agent wants of its client.
struct ACPRequestTests {
  private func ready(_ permission: Permission) -> Talk {
    var start = Talk.start("acp", permission: permission)
    start.servesRequests = true
    var talk = Talk(ACPConversation(start, modeNames: []))
    talk.hear(#"{"jsonrpc":"2.0","id":"open-initialize","result":{"protocolVersion":1,"agentCapabilities":{}}}"#)
    talk.hear(#"{"jsonrpc":"2.0","id":"open-session","result":{"sessionId":"s1"}}"#)
    return talk
  }

  private static func ask(_ id: Int, _ method: String, _ params: String) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":{"sessionId":"s1",\#(params)}}"#
  }

  @Test(arguments: [(Permission.plan, false), (.ask, true), (.edits, true), (.auto, true)])
  func whatIsOffered(permission: Permission, writes: Bool) {
    let offered = ready(permission).sent[0].line["params"]?["clientCapabilities"]
    #expect(offered?["fs"]?["readTextFile"] == true)
    #expect(offered?["fs"]?["writeTextFile"] == .bool(writes) && offered?["terminal"] == .bool(writes))
  }

  /// 0: served at once, 1: asked for first, 2: refused.
  @Test(arguments: [
    (Permission.plan, 0, 2, 2), (.ask, 0, 1, 1), (.edits, 0, 0, 1), (.auto, 0, 0, 0),
  ])
  func whatEachModeCovers(permission: Permission, read: Int, write: Int, create: Int) {
    let wishes = [
      ("fs/read_text_file", #""path":"/repo/a""#, read),
      ("fs/write_text_file", #""path":"/repo/a","content":"x""#, write),
      ("terminal/create", #""command":"make","args":["all"]"#, create),
    ]
    for (method, params, expected) in wishes {
      var talk = ready(permission)
      let before = talk.sent.count
      talk.hear(Self.ask(7, method, params))
      let asked = talk.events.contains { $0.kind == .approval }
      let isRefused = talk.sent.count > before && talk.sent.last?.line["error"] != nil
      #expect(
        [talk.served.count == 1, asked, isRefused] == [expected == 0, expected == 1, expected == 2], "\(method)")
    }
  }

  @Test func aLeaveIsBoundToItsWishAndAnAnswerGoesBackUnderItsId() {
    var talk = ready(.ask)
    talk.hear(Self.ask(7, "terminal/create", #""command":"make""#))
    talk.answer("serve:7", .allow)
    #expect(talk.served.map(\.id) == ["serve-7"])
    talk.serve("serve-7", .terminal("terminal-7"))
    #expect(talk.sent.last?.line["id"] == 7 && talk.sent.last?.line["result"]?["terminalId"] == "terminal-7")
    talk.hear(Self.ask(8, "terminal/wait_for_exit", #""terminalId":"terminal-7""#))
    talk.serve("serve-8", .ended(.exited(3)))
    #expect(talk.sent.last?.line["result"]?["exitCode"] == 3)
    talk.hear(Self.ask(9, "terminal/create", #""command":"rm""#))
    talk.answer("serve:9", .deny(reason: "no"))
    #expect(talk.served.count == 2 && talk.sent.last?.line["error"]?["message"] == "no")
  }

  @Test func aLeaveThatTheAgentWasGivenCountsOnce() {
    var talk = ready(.edits)
    talk.hear(
      Self.ask(
        5, "session/request_permission",
        #""toolCall":{"toolCallId":"c","kind":"execute","title":"make"},"options":[{"optionId":"y","name":"Yes","kind":"allow_once"}]"#
      ))
    talk.answer("5", .allow)
    talk.hear(Self.ask(6, "terminal/create", #""command":"make""#))
    #expect(talk.served.count == 1)
    talk.hear(Self.ask(7, "terminal/create", #""command":"make""#))
    #expect(talk.served.count == 1 && talk.events.filter { $0.kind == .approval }.count == 2)
  }

  @Test(arguments: [(150, 150), (100, 0), (40, 40)])
  func whatWasBookedBeforeAResumeIsNotBookedAgain(total: Int, new: Int) {
    var start = Talk.start("acp", session: .resume("s1"))
    start.earlier = total == 150 ? nil : AgentStart.Earlier(usage: Usage(input: 100), amount: .zero)
    var talk = Talk(ACPConversation(start, modeNames: []))
    talk.hear(
      #"{"jsonrpc":"2.0","id":"open-initialize","result":{"protocolVersion":1,"agentCapabilities":{"loadSession":true}}}"#
    )
    talk.hear(#"{"jsonrpc":"2.0","id":"open-session","result":{}}"#)
    talk.hear(
      #"{"jsonrpc":"2.0","id":"open-prompt","result":{"stopReason":"end_turn","usage":{"inputTokens":\#(total)}}}"#)
    let booked = talk.events.compactMap { event -> Int? in
      if case .usage(let report) = event.body { report.usage.input } else { nil }
    }
    #expect(booked.reduce(0, +) == new)
  }
}
