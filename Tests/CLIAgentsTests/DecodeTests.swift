import Base
import CLIAgents
import Domain
import Glibc
import JSON
import Testing

struct DecodeTests {
  /// A line that says that the transcript ran to its end; what was killed has none.
  private static let lastWords = [
    #""type":"result""#, #""turn.completed""#, #""turn.failed""#, #""turn/completed""#, #""stopReason""#,
    #""task_complete""#,
  ]

  @Test(arguments: Transcripts.all)
  func `every transcript decodes and ends where it says so`(name: String) throws {
    let bytes = Transcripts.transcript(name)
    let events = Transcripts.decode(name)
    let lines = bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    let words = Self.lastWords
    if lines.contains(where: { line in words.contains { line.contains($0) } }) {
      #expect(events.contains { $0.kind == .finished }, "\(name)")
    }
    #expect(events.map(\.offset) == events.map(\.offset).sorted())
    #expect(events.allSatisfy { $0.offset <= Int64(bytes.count) })
    for event in events {
      #expect(try JSONCoder.decode(AgentEvent.self, from: JSONCoder.encode(event)) == event)
    }
  }

  static let endings: [(String, AgentOutcome?, ErrorClass?)] = [
    ("claude/err_400_context", .failed, .contextTooLong), ("claude/err_400_credit", .failed, .quota),
    ("claude/err_401", nil, nil), ("claude/err_404_model", .failed, .modelUnknown),
    ("claude/err_429_long_retry_after", .failed, .quota), ("claude/err_429_once_retry_after", .success, nil),
    ("claude/err_429_persistent", .failed, .quota), ("claude/err_500_persistent", .failed, .overloaded),
    ("claude/err_529_persistent", .failed, .overloaded), ("claude/err_bad_json", .failed, .network),
    ("claude/err_bad_tool_input", .success, nil), ("claude/err_bad_tool_name", .success, nil),
    ("claude/err_conn_refused", .failed, .network), ("claude/err_conn_reset", .failed, .network),
    ("claude/err_empty_200", .failed, .network), ("claude/err_reset_midstream_once", .success, nil),
    ("claude/err_silent_server", nil, nil), ("claude/err_silent_server_timeout", nil, nil),
    ("claude/err_silent_server_watchdog", nil, nil), ("claude/err_truncated_stream", .failed, .network),
    ("claude/err_429_subscription", .failed, .quota), ("claude/si_question", .success, nil),
    ("claude/si_lifecycle", .success, nil), ("codex/app_resume", .success, nil),
    ("claude/no_key", .failed, .authentication), ("claude/max_turns", .failed, .taskFailure),
    ("claude/max_budget", .failed, .taskFailure), ("claude/sigint_tool", .cancelled, nil),
    ("claude/si_interrupt_stream", .cancelled, nil), ("claude/denied_default", .success, nil),
    ("codex/err_400_context", .failed, .contextTooLong), ("codex/err_401", .failed, .authentication),
    ("codex/err_404_model", .failed, .modelUnknown), ("codex/err_429_once", .success, nil),
    ("codex/err_429_persistent", .failed, .quota), ("codex/err_429_quota", .failed, .quota),
    ("codex/err_429_usage_limit", .failed, .quota), ("codex/err_500_once", .success, nil),
    ("codex/err_500_persistent", .failed, .overloaded), ("codex/err_503_overloaded", .failed, .overloaded),
    ("codex/err_529", .failed, .overloaded), ("codex/err_bad_json", .failed, .network),
    ("codex/err_conn_refused", nil, nil), ("codex/err_conn_reset", .failed, .network),
    ("codex/err_empty_200", .failed, .network), ("codex/err_idle_stream", .failed, .network),
    ("codex/err_reset_midstream_once", .success, nil), ("codex/err_stream_context", .failed, .contextTooLong),
    ("codex/err_stream_failed", .failed, .overloaded), ("codex/no_env_key", .failed, .authentication),
    ("codex/app_errors", .failed, .quota), ("codex/app_steer_interrupt", .cancelled, nil),
    ("made/gemini-success", .success, nil), ("made/gemini-quota", .failed, .quota),
    ("made/gemini-json", .success, nil), ("made/qwen-success", .success, nil),
    ("made/opencode-success", .success, nil), ("made/opencode-old-denied", .failed, .quota),
    ("made/aider-success", .success, nil), ("made/aider-auth", .failed, .authentication),
    ("aider/success", .success, nil), ("aider/err_401", .failed, .authentication),
    ("aider/err_429", .failed, .quota), ("aider/err_context", .failed, .contextTooLong),
    ("acp/vibe_cancel", .cancelled, nil), ("acp/claude_allow", .success, nil),
  ]

  @Test(arguments: endings)
  func `a transcript ends as its program did`(name: String, outcome: AgentOutcome?, errorClass: ErrorClass?) throws {
    let last = Transcripts.decode(name).compactMap { event -> AgentFinished? in
      if case .finished(let finished) = event.body { finished } else { nil }
    }.last
    #expect(last?.outcome == outcome)
    #expect(last?.errorClass == errorClass)
    // aider ends with 0 whatever happened.
    guard !name.hasPrefix("made/"), !name.hasPrefix("aider/") else { return }
    let meta = try JSONParser.parse(#require(Transcripts.bytes("Fixtures/\(name).meta.json")))
    if let outcome, outcome != .cancelled, meta["stdin_sent"] == nil {
      #expect((meta["exit"]?.intValue == 0) == (outcome == .success))
    }
  }

  @Test
  func `every error transcript is in the table`() {
    let told = Set(Self.endings.map(\.0))
    let missing = Transcripts.all.filter { $0.contains("/err_") && !told.contains($0) }
    #expect(missing.isEmpty)
  }

  private static let golden =
    Transcripts.names("acp") + Transcripts.names("made")
    + [
      "success_tools", "partial", "perm_allow", "perm_deny", "si_interrupt_stream", "si_multi_turn", "subagent", "mcp",
      "err_401", "err_429_persistent", "denied_default", "json_output", "hooks", "max_turns",
    ].map { "claude/\($0)" }
    + [
      "success_shell", "apply_patch", "mcp", "err_401", "err_400_context", "err_conn_refused", "app_basic",
      "app_approval", "app_steer_interrupt", "app_errors", "mcpserver_0147", "sigkill_tool", "sandbox_ww_git",
    ].map { "codex/\($0)" }

  /// Written anew with DROVER_GOLDEN=1, to be read before it is committed.
  @Test(arguments: golden)
  func `what is decoded stays as it was approved`(name: String) throws {
    var found: [UInt8] = []
    for event in Transcripts.decode(name) { found += try JSONCoder.encode(event) + [0x0A] }
    let path = "Golden/Decode/\(name.split(separator: "/").joined(separator: "-")).jsonl"
    if getenv("DROVER_GOLDEN") != nil { Transcripts.write(found, to: path) }
    #expect(Transcripts.bytes(path) == found, "\(path)")
  }
}
