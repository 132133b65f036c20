import Domain
import JSON

/// Gemini CLI: `stream-json` line by line, the single object of `json`, and ACP, which it also speaks. By its
/// documentation: no transcript of the real program was at hand.
struct GeminiDialect: LineDialect {
  private var protocolDialect = ACPDialect()
  private var texts = OpenTexts()
  private var model: String?
  private var turn = 0
  private var fault: AgentFault?

  mutating func read(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    if value["jsonrpc"] != nil { return protocolDialect.read(value, &sink) }
    switch value.text("type") {
    case "init":
      model = value.text("model")
      sink.add(.session(AgentSession(id: value.text("session_id") ?? "", model: model)))
    case "message": message(value, &sink)
    case "tool_use":
      sink.add(
        .toolCall(
          ToolCall(
            id: value.text("tool_id") ?? "", name: value.text("tool_name") ?? "?",
            input: value["parameters"]?.asText ?? "")))
    case "tool_result": toolResult(value, &sink)
    case "error": error(value, &sink)
    case "result": finish(value, &sink)
    case .some: return false
    case nil: return whole(value, &sink)
    }
    return true
  }

  /// The pieces of a message carry no name, so they are counted; a whole that repeats them says nothing new.
  private mutating func message(_ value: JSONValue, _ sink: inout EventSink) {
    guard value.text("role") == "assistant", let text = value.text("content"), !text.isEmpty else { return turn += 1 }
    let key = String(turn)
    if value.bool("delta") {
      texts.add(text, to: key)
      return sink.add(.text(AgentText(text: text, message: key, isPartial: true)))
    }
    if let rest = texts.rest(of: text, key: key) { sink.add(.text(AgentText(text: rest, message: key))) }
    turn += 1
  }

  private mutating func toolResult(_ value: JSONValue, _ sink: inout EventSink) {
    turn += 1
    let isError = value.text("status") == "error"
    let words = value.given("error").map { $0.text("message") ?? $0.asText }
    let output = BoundedText(words ?? value["output"]?.asText ?? "")
    sink.add(
      .toolResult(
        ToolResult(
          id: value.text("tool_id") ?? "", output: output.text, isError: isError, cutBytes: output.cutBytes)))
  }

  private mutating func error(_ value: JSONValue, _ sink: inout EventSink) {
    let message = value.text("message") ?? value.asText
    let found = AgentFault(errorClass: ErrorRules.byText(message), message: message)
    if value.text("severity") != "warning" { fault = found }
    sink.add(.error(found))
  }

  private mutating func finish(_ value: JSONValue, _ sink: inout EventSink) {
    let failure = value.given("error")
    let failed = value.text("status") == "error" || failure != nil
    end(failed: failed, failure, value["stats"], reason: value.text("status"), &sink)
  }

  /// `--output-format json`: one object for the whole run.
  private mutating func whole(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    guard value["response"] != nil || value["error"] != nil, let id = value.text("session_id") else { return false }
    sink.add(.session(AgentSession(id: id)))
    if let text = value.text("response"), !text.isEmpty { sink.add(.text(AgentText(text: text))) }
    let failure = value.given("error")
    end(failed: failure != nil, failure, value["stats"], reason: nil, &sink)
    return true
  }

  private mutating func end(
    failed: Bool, _ failure: JSONValue?, _ stats: JSONValue?, reason: String?, _ sink: inout EventSink
  ) {
    let usage = stats.flatMap(Self.usage)
    if let usage { sink.add(.usage(UsageReport(usage: usage, model: model))) }
    let message = failure.map { $0.text("message") ?? $0.asText } ?? (failed ? fault?.message : nil)
    let known =
      failure.flatMap { Self.errorClass($0) } ?? fault.map(\.errorClass) ?? message.map(ErrorRules.byText) ?? .unknown
    sink.add(
      .finished(
        AgentFinished(
          outcome: failed ? .failed : .success, errorClass: failed ? known : nil, message: message, usage: usage,
          cost: usage.map { _ in .unknown }, reason: reason)))
    fault = nil
  }

  /// The exit codes of the program stand for the code in some versions.
  private static func errorClass(_ failure: JSONValue) -> ErrorClass? {
    switch failure.int("code") {
    case 41: return .authentication
    case 44, 54: return .permission
    case 53: return .taskFailure
    case let status?: if let known = ErrorRules.byStatus(status) { return known }
    case nil: break
    }
    if let known = failure.text("type").flatMap(ErrorRules.byCode) { return known }
    return failure.text("message").map(ErrorRules.byText)
  }

  private static func usage(_ stats: JSONValue) -> Usage? {
    guard stats["input_tokens"] != nil || stats["output_tokens"] != nil else { return nil }
    let found = Usage(
      stats, input: "input_tokens", output: "output_tokens", read: "cached", write: "", reasoning: "thoughts_tokens")
    return found == Usage() ? nil : found
  }
}
