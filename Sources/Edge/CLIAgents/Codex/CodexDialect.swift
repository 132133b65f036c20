import Base
import Domain
import JSON

/// Codex in its three tongues, told apart line by line: `exec --json` has a `type`, the app server a `method` without a
/// version, the old MCP server `codex/event`.
struct CodexDialect: LineDialect {
  var texts = OpenTexts()
  /// What the thread has used so far; Codex counts on through resumes, so a resumed run is given the last total.
  var total: Usage
  /// What the reports of this turn add up to.
  var turnUsage = Usage()
  /// When the limit that was reached ends; the app server tells it before the turn fails.
  var resetsAt: Timestamp?
  private var session: AgentSession?
  var model: String?
  /// Whether a turn of this process has begun.
  var hasTurned = false
  /// The changes that are not made yet, by item: a request to allow one names only the item.
  var patches: [String: String] = [:]

  init(baseline: Usage = Usage()) { total = baseline }

  mutating func read(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    if let method = value.text("method") {
      if method == "codex/event" { return mcpEvent(value["params"]?["msg"] ?? .null, &sink) }
      return notification(method, value, &sink)
    }
    if let type = value.text("type") { return execEvent(type, value, &sink) }
    if value["id"] != nil, let result = value["result"] { return reply(result, &sink) }
    if value["id"] != nil, let error = value["error"] {
      sink.add(.error(AgentFault(errorClass: Self.errorClass(error), message: Self.words(error))))
      return true
    }
    return false
  }

  /// Replies to our own requests; the one to `thread/start` or `thread/resume` is what names the thread and its model.
  private mutating func reply(_ result: JSONValue, _ sink: inout EventSink) -> Bool {
    if let thread = result["thread"] { begin(thread, model: result.text("model"), &sink) }
    return true
  }

  mutating func begin(_ thread: JSONValue, model: String?, _ sink: inout EventSink) {
    guard let id = thread.text("id") else { return }
    begin(
      AgentSession(
        id: id, model: model ?? thread.text("model"), folder: thread.text("cwd"), version: thread.text("cliVersion")),
      &sink)
  }

  mutating func begin(_ found: AgentSession, _ sink: inout EventSink) {
    model = found.model ?? model
    if found != session { sink.add(.session(found)) }
    session = found
  }

  // MARK: - Shared by the tongues

  /// Books what a new total has beyond the last one.
  mutating func book(total found: Usage, _ sink: inout EventSink) {
    let usage = found.since(total)
    total = found
    guard usage != Usage() else { return }
    turnUsage = turnUsage + usage
    sink.add(.usage(UsageReport(usage: usage, model: model, total: found)))
  }

  mutating func finish(_ outcome: AgentOutcome, error: JSONValue?, reason: String, _ sink: inout EventSink) {
    let usage = turnUsage == Usage() ? nil : turnUsage
    turnUsage = Usage()
    let known = outcome == .failed ? Self.errorClass(error ?? .null) : nil
    sink.add(
      .finished(
        AgentFinished(
          outcome: outcome, errorClass: known, message: error.map(Self.words), usage: usage,
          cost: usage.map { _ in .unknown }, resetsAt: known == .quota ? resetsAt : nil, reason: reason)))
  }

  /// `Reconnecting... 2/5 (why)`: the only trace of a retry, so its words are read.
  static func retry(_ message: String) -> AgentRetry? {
    guard message.hasPrefix("Reconnecting") else { return nil }
    let numbers = message.prefix { $0 != "(" }.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
    return AgentRetry(
      attempt: numbers.first, of: numbers.count > 1 ? numbers[1] : nil, errorClass: ErrorRules.byText(message),
      message: message)
  }

  /// By `codexErrorInfo` where it stands, then by an error document inside the message, then by the words.
  static func errorClass(_ error: JSONValue) -> ErrorClass {
    if let info = error["codexErrorInfo"], let known = errorClass(info: info) { return known }
    let message = error.text("message") ?? error.asText
    if let detail = document(in: message) {
      if let known = (detail.text("code") ?? detail.text("type")).flatMap(ErrorRules.byCode) { return known }
    }
    return ErrorRules.byText(message)
  }

  /// What a person reads: where the message is the service's whole document, its own message.
  static func words(_ error: JSONValue) -> String {
    let message = error.text("message") ?? error.asText
    return document(in: message)?.text("message") ?? message
  }

  /// A message that is no document is read as words.
  private static func document(in message: String) -> JSONValue? {
    guard message.hasPrefix("{"), let whole = try? JSONParser.parse(message) else { return nil }
    return whole["error"] ?? whole
  }

  private static func errorClass(info: JSONValue) -> ErrorClass? {
    if let word = info.stringValue { return ErrorRules.byCode(word) }
    guard let member = info.objectValue?.members.first else { return nil }
    return member.value.int("httpStatusCode").flatMap(ErrorRules.byStatus) ?? ErrorRules.byCode(member.key)
  }

  static func usage(_ value: JSONValue) -> Usage {
    let snake = value["input_tokens"] != nil
    return Usage(
      value, input: snake ? "input_tokens" : "inputTokens", output: snake ? "output_tokens" : "outputTokens",
      read: snake ? "cached_input_tokens" : "cachedInputTokens",
      write: snake ? "cache_write_input_tokens" : "cacheWriteInputTokens",
      reasoning: snake ? "reasoning_output_tokens" : "reasoningOutputTokens")
  }
}
