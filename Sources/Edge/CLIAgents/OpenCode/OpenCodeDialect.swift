import Domain
import JSON

/// opencode's `run --format json`: parts as they settle. Only newer versions close with `done`, so the end of the output
/// ends the turn elsewhere. Also ACP. By its documentation.
struct OpenCodeDialect: LineDialect {
  private var protocolDialect = ACPDialect()
  private var session: String?
  private var isOpen = false
  private var usage = Usage()
  private var cost: Cost?
  private var fault: AgentFault?
  private var denied: [String] = []

  mutating func read(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    if value["jsonrpc"] != nil { return protocolDialect.read(value, &sink) }
    guard let type = value.text("type"), let id = value.text("sessionID") else { return false }
    if id != session {
      session = id
      sink.add(.session(AgentSession(id: id)))
    }
    let part = value["part"] ?? .null
    isOpen = true
    switch type {
    case "step_start": break
    case "text": if let text = Self.text(part) { sink.add(.text(text)) }
    case "reasoning": if let text = Self.text(part) { sink.add(.thinking(text)) }
    case "tool_use": tool(part, &sink)
    case "step_finish": book(part, &sink)
    case "error": error(value["error"] ?? .null, &sink)
    case "done":
      denied += value.list("rejected").map { $0.text("permission") ?? $0.asText }
      finish(reason: value.text("reason") ?? "done", &sink)
    default: return false
    }
    return true
  }

  /// The notice of a permission that was refused is printed as plain text between the lines.
  mutating func read(text: String, _ sink: inout EventSink) -> Bool {
    guard text.contains("permission requested"), text.contains("auto-rejecting") else { return false }
    denied.append(text)
    sink.add(.error(AgentFault(errorClass: .permission, message: text)))
    return true
  }

  mutating func end(_ sink: inout EventSink) { if isOpen { finish(reason: "end of output", &sink) } }

  private static func text(_ part: JSONValue) -> AgentText? {
    guard let text = part.text("text"), !text.isEmpty else { return nil }
    return AgentText(text: text, message: part.text("messageID"))
  }

  /// Told only when it is over, so call and result come together.
  private func tool(_ part: JSONValue, _ sink: inout EventSink) {
    let id = part.text("callID") ?? part.text("id") ?? ""
    let state = part["state"] ?? .null
    let name = part.text("tool") ?? "?"
    sink.add(.toolCall(ToolCall(id: id, name: name, input: state["input"]?.asText ?? "", title: state.text("title"))))
    let isError = state.text("status") == "error"
    if !isError, name == "write" || name == "edit", let path = state["input"]?.text("filePath") {
      sink.add(.fileChange(FileChange(path: path, change: name == "write" ? .add : .update, call: id)))
    }
    let output = BoundedText((isError ? state.text("error") : nil) ?? state["output"]?.asText ?? "")
    sink.add(
      .toolResult(
        ToolResult(
          id: id, output: output.text, isError: isError, exitCode: state["metadata"]?.int("exit"),
          cutBytes: output.cutBytes)))
  }

  private mutating func book(_ part: JSONValue, _ sink: inout EventSink) {
    guard let tokens = part["tokens"] else { return }
    let step = Usage(
      input: tokens.int("input") ?? 0, output: tokens.int("output") ?? 0, cacheRead: tokens["cache"]?.int("read") ?? 0,
      cacheWrite: tokens["cache"]?.int("write") ?? 0, reasoning: tokens.int("reasoning") ?? 0)
    let price = part["cost"]?.money.map { Cost(amount: $0, basis: .reported) } ?? .unknown
    usage = usage + step
    cost = cost?.adding(price) ?? price
    sink.add(.usage(UsageReport(usage: step, cost: price)))
  }

  private mutating func error(_ error: JSONValue, _ sink: inout EventSink) {
    let data = error["data"] ?? .null
    let message = data.text("message") ?? error.text("message") ?? error.asText
    let name = error.text("name") ?? ""
    let known: ErrorClass =
      switch name {
      case "ProviderAuthError": .authentication
      case "MessageAbortedError": .unknown
      default: data.int("statusCode").flatMap(ErrorRules.byStatus) ?? ErrorRules.byText(message)
      }
    let found = AgentFault(errorClass: known, message: message, isFatal: true)
    fault = found
    sink.add(.error(found))
  }

  private mutating func finish(reason: String, _ sink: inout EventSink) {
    sink.add(
      .finished(
        AgentFinished(
          outcome: fault == nil ? .success : .failed, errorClass: fault?.errorClass, message: fault?.message,
          usage: usage == Usage() ? nil : usage, cost: cost, denied: denied, reason: reason)))
    (isOpen, usage, cost, fault, denied) = (false, Usage(), nil, nil, [])
  }
}
