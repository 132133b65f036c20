import Base
import Domain
import JSON

/// Claude Code's stream-json, with and without partial messages and the control protocol; also the single object of
/// `--output-format json`. Qwen Code speaks a near relative.
struct ClaudeDialect: LineDialect {
  private var session: AgentSession?
  var texts = OpenTexts()
  /// The message that each speaker (the agent, or a helper by its tool call) is streaming, and what kind its block has.
  var streaming: [String: (message: String, block: String)] = [:]
  var tools: [String: String] = [:]
  private var turn = ClaudeTurn()

  mutating func read(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    if let lines = value.arrayValue {
      for line in lines where !read(line, &sink) { keep(line, &sink) }
      return !lines.isEmpty
    }
    switch value.text("type") {
    case "system": return system(value, &sink)
    case "assistant": assistant(value, &sink)
    case "user": user(value, &sink)
    case "stream_event": return stream(value, &sink)
    case "result": result(value, &sink)
    case "control_request": return control(value, &sink)
    case "control_response": return answer(value, &sink)
    case "rate_limit_event": return limits(value, &sink)
    case "control_cancel_request", "command_lifecycle", "keep_alive": break
    default: return false
    }
    return true
  }

  private func keep(_ value: JSONValue, _ sink: inout EventSink) {
    let kept = BoundedText(value.asText)
    sink.add(.raw(RawLine(text: kept.text, cutBytes: kept.cutBytes)))
  }

  // MARK: - System

  private mutating func system(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    switch value.text("subtype") {
    case "init", "session_start": begin(value, &sink)
    case "api_retry": sink.add(.retry(Self.retry(value)))
    case "model_fallback":
      let (from, to) = (value.text("original_model") ?? "?", value.text("fallback_model") ?? "?")
      let trigger = value.text("trigger") ?? ""
      sink.add(
        .retry(
          AgentRetry(
            errorClass: ErrorRules.byCode(trigger) ?? .overloaded, message: "\(trigger): \(to) instead of \(from)")
        ))
    case "permission_denied":
      let tool = value.text("tool_name") ?? "a tool"
      sink.add(.error(AgentFault(errorClass: .permission, message: value.text("message") ?? "\(tool) was denied")))
    case "status", "thinking_tokens", "hook_started", "hook_response", "task_started", "task_progress", "task_updated",
      "task_notification", "ui_invalidate":
      break
    default: return false
    }
    return true
  }

  /// A new line of this kind stands before every turn; it is told only when it says something new.
  private mutating func begin(_ value: JSONValue, _ sink: inout EventSink) {
    turn = ClaudeTurn()
    guard let id = value.text("session_id") else { return }
    let found = AgentSession(
      id: id, model: value.text("model"), folder: value.text("cwd"), version: value.text("claude_code_version"),
      permission: value.text("permissionMode"))
    if found != session { sink.add(.session(found)) }
    session = found
  }

  private static func retry(_ value: JSONValue) -> AgentRetry {
    let status = value.int("error_status")
    let word = value.text("error") ?? ""
    let known = status.flatMap(ErrorRules.byStatus) ?? ErrorRules.byCode(word)
    return AgentRetry(
      attempt: value.int("attempt"), of: value.int("max_retries"),
      seconds: value["retry_delay_ms"]?.doubleValue.map { $0 / 1000 },
      errorClass: known ?? (status == nil ? .network : .unknown),
      message: [status.map { "status \($0)" }, word.isEmpty ? nil : word].compactMap { $0 }.joined(separator: ", "))
  }

  private mutating func limits(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    guard let info = value["rate_limit_info"] else { return false }
    let status: RateLimit.Status =
      switch info.text("status") {
      case "rejected": .rejected
      case "allowed_warning": .warning
      default: .allowed
      }
    let resetsAt = info["resetsAt"]?.time
    if status == .rejected { turn.resetsAt = resetsAt }
    sink.add(
      .rateLimit(
        RateLimit(
          status: status, window: info.text("rateLimitType"), used: info["utilization"]?.doubleValue,
          resetsAt: resetsAt)))
    return true
  }

  // MARK: - Ending

  private mutating func result(_ value: JSONValue, _ sink: inout EventSink) {
    if session == nil, let id = value.text("session_id") {
      session = AgentSession(id: id)
      sink.add(.session(AgentSession(id: id)))
    }
    if !turn.spoke, !value.bool("is_error"), let text = value.text("result"), !text.isEmpty {
      sink.add(.text(AgentText(text: text)))
    }
    let ending = ClaudeEnding(value, turn: turn)
    for report in ending.reports { sink.add(.usage(report)) }
    sink.add(.finished(ending.finished))
    turn = ClaudeTurn()
    streaming.removeAll()
    tools.removeAll()
  }

  mutating func spoke() { turn.spoke = true }
  mutating func failed(_ word: String) { turn.errorWord = word }
}

/// What is remembered of a turn until its result comes.
struct ClaudeTurn: Sendable {
  /// Whether the text of the result was already said.
  var spoke = false
  /// The word of an error message that the program made up in place of an answer.
  var errorWord: String?
  /// When the limit that refused it ends.
  var resetsAt: Timestamp?
}
