import Domain
import JSON

/// The Agent Client Protocol, version 1: JSON-RPC with `session/update` for what happens, `session/request_permission` for
/// questions, and the reply to `session/prompt` as the end of a turn.
struct ACPDialect: LineDialect {
  private var session: String?
  private var version: String?
  private var total = Usage()
  private var money: Money?
  private var toldMoney: Money?
  private var calls: Set<String> = []
  /// Booked for this session before; forgotten where the agent turns out to begin anew.
  private var earlier: AgentStart.Earlier?

  init(after earlier: AgentStart.Earlier? = nil) { self.earlier = earlier }

  mutating func read(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    if let method = value.text("method") { return call(method, value, &sink) }
    if let result = value["result"] { return reply(result, &sink) }
    guard let error = value["error"] else { return false }
    fail(error, &sink)
    return true
  }

  private mutating func call(_ method: String, _ value: JSONValue, _ sink: inout EventSink) -> Bool {
    let params = value["params"] ?? .null
    switch method {
    case "session/update": return update(params["update"] ?? .null, &sink)
    case "session/request_permission": approve(value["id"]?.asText ?? "", params, &sink)
    case "fs/read_text_file", "fs/write_text_file":
      let name = method == "fs/read_text_file" ? "read" : "write"
      sink.add(
        .toolCall(ToolCall(id: value["id"]?.asText ?? "", name: name, input: params.asText, title: params.text("path")))
      )
    case "terminal/create":
      sink.add(.toolCall(ToolCall(id: value["id"]?.asText ?? "", name: "terminal", input: params.asText)))
    case "terminal/output", "terminal/wait_for_exit", "terminal/kill", "terminal/release": break
    default: return false
    }
    return true
  }

  // MARK: - Replies

  /// A reply is known by what it holds: our own requests are not in the output.
  private mutating func reply(_ result: JSONValue, _ sink: inout EventSink) -> Bool {
    if let info = result["agentInfo"] { version = info.text("version") }
    if let id = result.text("sessionId") { begin(id, result, &sink) }
    if let stop = result.text("stopReason") { end(stop, result, &sink) }
    return true
  }

  private mutating func begin(_ id: String, _ result: JSONValue, _ sink: inout EventSink) {
    guard id != session else { return }
    session = id
    sink.add(
      .session(
        AgentSession(
          id: id, model: result["models"]?.text("currentModelId"), version: version,
          permission: result["modes"]?.text("currentModeId"))))
  }

  private mutating func end(_ stop: String, _ result: JSONValue, _ sink: inout EventSink) {
    let report = report(result["usage"])
    if let report { sink.add(.usage(report)) }
    let outcome: AgentOutcome =
      switch stop {
      case "end_turn": .success
      case "cancelled": .cancelled
      default: .failed
      }
    sink.add(
      .finished(
        AgentFinished(
          outcome: outcome, errorClass: outcome == .failed ? .taskFailure : nil, usage: report?.usage,
          cost: report?.cost, reason: stop)))
    calls.removeAll()
  }

  /// Tokens and money are counted for the whole session.
  private mutating func report(_ found: JSONValue?) -> UsageReport? {
    var usage = Usage()
    if let found, !found.isNull {
      let now = Usage(
        found, input: "inputTokens", output: "outputTokens", read: "cachedReadTokens", write: "cachedWriteTokens",
        reasoning: "thoughtTokens")
      if let earlier, now.total >= earlier.usage.total, total == Usage() { total = earlier.usage }
      usage = now.since(total)
      total = now
    }
    var cost = Cost.unknown
    if let earlier, toldMoney == nil, let money, money >= earlier.amount { toldMoney = earlier.amount }
    earlier = nil
    if let money, money != toldMoney {
      let told = toldMoney?.billionths ?? 0
      cost = Cost(amount: Money(billionths: max(0, money.billionths - told)), basis: .reported)
      toldMoney = money
    }
    guard usage != Usage() || cost.amount != nil else { return nil }
    return UsageReport(usage: usage, cost: cost, total: total)
  }

  private func fail(_ error: JSONValue, _ sink: inout EventSink) {
    let message = [error.text("message"), error["data"].map(\.asText)].compactMap { $0 }.joined(separator: ": ")
    let known: ErrorClass = error.int("code") == -32000 ? .authentication : ErrorRules.byText(message)
    sink.add(.error(AgentFault(errorClass: known, message: message, isFatal: true)))
    sink.add(.finished(AgentFinished(outcome: .failed, errorClass: known, message: message, reason: "error")))
  }

  // MARK: - Updates

  private mutating func update(_ update: JSONValue, _ sink: inout EventSink) -> Bool {
    switch update.text("sessionUpdate") {
    case "agent_message_chunk": if let text = Self.piece(update) { sink.add(.text(text)) }
    case "agent_thought_chunk": if let text = Self.piece(update) { sink.add(.thinking(text)) }
    case "tool_call", "tool_call_update": tool(update, &sink)
    case "usage_update": money = update["cost"]?["amount"]?.money ?? money
    case "user_message_chunk", "plan", "plan_update", "plan_removed", "available_commands_update",
      "current_mode_update", "config_option_update", "session_info_update":
      break
    default: return false
    }
    return true
  }

  private static func piece(_ update: JSONValue) -> AgentText? {
    let content = update["content"] ?? .null
    let text = content.text("text") ?? (content.text("type").map { "[\($0)]" } ?? "")
    return text.isEmpty ? nil : AgentText(text: text, message: update.text("messageId"), isPartial: true)
  }

  /// A call may be told first by an update, and its end by the call itself.
  private mutating func tool(_ update: JSONValue, _ sink: inout EventSink) {
    guard let id = update.text("toolCallId") else { return }
    if calls.insert(id).inserted {
      let name = update["_meta"]?.text("tool_name") ?? update.text("kind") ?? update.text("title") ?? "tool"
      sink.add(
        .toolCall(ToolCall(id: id, name: name, input: update["rawInput"]?.asText ?? "", title: update.text("title"))))
    }
    guard let status = update.text("status"), status == "completed" || status == "failed" else { return }
    if status == "completed" { changes(update, id, &sink) }
    let content = update.list("content").filter { $0.text("type") == "content" }
    let whole = content.isEmpty ? update["rawOutput"]?.asText ?? "" : JSONValue.array(content).contentText
    let output = BoundedText(whole)
    sink.add(
      .toolResult(ToolResult(id: id, output: output.text, isError: status == "failed", cutBytes: output.cutBytes)))
  }

  private func changes(_ update: JSONValue, _ call: String, _ sink: inout EventSink) {
    for diff in update.list("content") where diff.text("type") == "diff" {
      let isNew = diff["oldText"].map(\.isNull) ?? true
      sink.add(.fileChange(FileChange(path: diff.text("path") ?? "", change: isNew ? .add : .update, call: call)))
    }
  }

  private func approve(_ id: String, _ params: JSONValue, _ sink: inout EventSink) {
    let call = params["toolCall"] ?? .null
    let options = params.list("options").map {
      Choice(id: $0.text("optionId") ?? "", name: $0.text("name") ?? "", kind: $0.text("kind"))
    }
    sink.add(
      .approval(
        ApprovalRequest(
          id: id, tool: call.text("kind") ?? call.text("title") ?? "tool", input: call["rawInput"]?.asText ?? "",
          title: call.text("title"), call: call.text("toolCallId"), options: options)))
  }
}
