import Domain
import JSON

/// `codex app-server`: JSON-RPC with pieces, approvals and usage as they come.
extension CodexDialect {
  mutating func notification(_ method: String, _ value: JSONValue, _ sink: inout EventSink) -> Bool {
    let params = value["params"] ?? .null
    switch method {
    case "thread/started": begin(params["thread"] ?? .null, model: nil, &sink)
    case "item/started": return item(params["item"] ?? .null, isOver: false, isNew: true, &sink)
    case "item/completed": return item(params["item"] ?? .null, isOver: true, isNew: false, &sink)
    case "item/agentMessage/delta": piece(params, isThought: false, &sink)
    case "item/reasoning/summaryTextDelta", "item/reasoning/textDelta": piece(params, isThought: true, &sink)
    case "thread/tokenUsage/updated": usage(params["tokenUsage"] ?? .null, &sink)
    case "account/rateLimits/updated": limits(params["rateLimits"] ?? .null, &sink)
    case "error": fault(params, &sink)
    case "turn/completed": end(params["turn"] ?? .null, &sink)
    case "item/commandExecution/requestApproval", "item/fileChange/requestApproval", "item/permissions/requestApproval":
      approve(method, value, &sink)
    case "item/tool/requestUserInput", "mcpServer/elicitation/request": ask(value, &sink)
    case "turn/started": hasTurned = true
    case "thread/status/changed", "thread/goal/cleared", "thread/goal/updated", "thread/name/updated",
      "mcpServer/startupStatus/updated", "deprecationNotice", "remoteControl/status/changed", "serverRequest/resolved",
      "turn/diff/updated", "item/commandExecution/outputDelta", "item/reasoning/summaryPartAdded", "turn/plan/updated":
      break
    default: return false
    }
    return true
  }

  private mutating func piece(_ params: JSONValue, isThought: Bool, _ sink: inout EventSink) {
    guard let id = params.text("itemId"), let piece = params.text("delta"), !piece.isEmpty else { return }
    texts.add(piece, to: id)
    let text = AgentText(text: piece, message: id, isPartial: true)
    sink.add(isThought ? .thinking(text) : .text(text))
  }

  /// A resumed thread tells its old total before its first turn: that is booked already, and the baseline from here. The
  /// first report without one counts only what its last request took.
  private mutating func usage(_ value: JSONValue, _ sink: inout EventSink) {
    guard let found = value["total"].map(Self.usage) else { return }
    guard hasTurned else { return total = found }
    if total == Usage(), let last = value["last"].map(Self.usage) { total = found.since(last) }
    book(total: found, &sink)
  }

  private mutating func limits(_ value: JSONValue, _ sink: inout EventSink) {
    let reached = value["rateLimitReachedType"].flatMap(\.stringValue)
    for window in ["primary", "secondary"] {
      guard let found = value[window], !found.isNull else { continue }
      let used = found["usedPercent"]?.doubleValue.map { $0 / 100 }
      let ends = found["resetsAt"]?.time
      if (used ?? 0) >= 1 { resetsAt = [resetsAt, ends].compactMap { $0 }.max() }
      let status: RateLimit.Status = reached != nil ? .rejected : (used ?? 0) >= 0.8 ? .warning : .allowed
      sink.add(
        .rateLimit(RateLimit(status: status, window: window, used: used, resetsAt: ends)))
    }
  }

  private func fault(_ params: JSONValue, _ sink: inout EventSink) {
    let error = params["error"] ?? params
    let message = Self.words(error)
    if params.bool("willRetry") {
      var retry = Self.retry(message) ?? AgentRetry(errorClass: .unknown, message: message)
      let known = Self.errorClass(error)
      if known != .unknown { retry.errorClass = known }
      if let more = error.text("additionalDetails") { retry.message += " (\(more))" }
      return sink.add(.retry(retry))
    }
    sink.add(.error(AgentFault(errorClass: Self.errorClass(error), message: message)))
  }

  private mutating func end(_ turn: JSONValue, _ sink: inout EventSink) {
    let status = turn.text("status") ?? "unknown"
    let outcome: AgentOutcome =
      switch status {
      case "completed": .success
      case "interrupted": .cancelled
      default: .failed
      }
    finish(outcome, error: turn.given("error"), reason: status, &sink)
  }

  private func approve(_ method: String, _ value: JSONValue, _ sink: inout EventSink) {
    let params = value["params"] ?? .null
    let isCommand = method == "item/commandExecution/requestApproval"
    let patch = params.text("itemId").flatMap { patches[$0] }
    sink.add(
      .approval(
        ApprovalRequest(
          id: value["id"]?.asText ?? "",
          tool: isCommand ? "shell" : method.contains("fileChange") ? "apply_patch" : "permissions",
          input: params.text("command") ?? patch ?? params.asText, title: params.text("cwd"),
          reason: params.text("reason"),
          call: params.text("itemId"), options: Self.choices(params.list("availableDecisions")))))
  }

  /// What may be answered; without a list the four words that every version takes. `decline` is taken also where only
  /// `cancel` is offered, which would end the turn. Rules that the agent would write for itself are not offered.
  private static func choices(_ offered: [JSONValue]) -> [Choice] {
    let kinds = [
      ("accept", "allow_once"), ("acceptForSession", "allow_always"), ("decline", "reject_once"),
      ("cancel", "reject_once"),
    ]
    let words = offered.compactMap(\.stringValue)
    return kinds.filter { offered.isEmpty || words.contains($0.0) || $0.0 == "decline" }.map {
      Choice(id: $0.0, name: $0.0, kind: $0.1)
    }
  }

  /// One request may hold several questions; the first has the id of the request, the others a number behind it.
  private func ask(_ value: JSONValue, _ sink: inout EventSink) {
    let params = value["params"] ?? .null
    let id = value["id"]?.asText ?? ""
    let found = params.list("questions")
    for (place, question) in (found.isEmpty ? [params] : found).enumerated() {
      let text = question.text("question") ?? question.text("message") ?? "the agent asks"
      let options = question.list("options").map { $0.text("label") ?? $0.asText }
      sink.add(
        .question(
          AgentQuestion(
            id: place == 0 ? id : "\(id).\(place + 1)", text: text, options: options.map { Choice(id: $0, name: $0) },
            input: params.asText)))
    }
  }

  // MARK: - The old MCP server

  /// Only the events that repeat nothing are read; the items beside them say the same in other words.
  mutating func mcpEvent(_ event: JSONValue, _ sink: inout EventSink) -> Bool {
    switch event.text("type") {
    case "session_configured":
      begin(AgentSession(id: event.text("session_id") ?? "", model: event.text("model")), &sink)
    case "agent_message": sink.add(.text(AgentText(text: event.text("message") ?? "")))
    case "agent_reasoning": sink.add(.thinking(AgentText(text: event.text("text") ?? "")))
    case "exec_command_begin":
      let command = event.list("command").map(\.asText).joined(separator: " ")
      sink.add(.toolCall(ToolCall(id: event.text("call_id") ?? "", name: "shell", input: command)))
    case "exec_command_end":
      let output = BoundedText(event.text("aggregated_output") ?? "")
      let code = event.int("exit_code")
      sink.add(
        .toolResult(
          ToolResult(
            id: event.text("call_id") ?? "", output: output.text, isError: code != 0, exitCode: code,
            cutBytes: output.cutBytes)))
    case "token_count":
      if let total = event["info"]?["total_token_usage"] { book(total: Self.usage(total), &sink) }
    case "task_complete": finish(.success, error: nil, reason: "task_complete", &sink)
    case "turn_aborted": finish(.cancelled, error: nil, reason: "turn_aborted", &sink)
    case "error": finish(.failed, error: event, reason: "error", &sink)
    case "stream_error":
      let message = event.text("message") ?? ""
      sink.add(.retry(Self.retry(message) ?? AgentRetry(errorClass: Self.errorClass(event), message: message)))
    case "mcp_startup_complete", "task_started", "raw_response_item", "raw_response_completed", "item_started",
      "item_completed", "user_message", "agent_message_content_delta":
      break
    default: return false
    }
    return true
  }
}
