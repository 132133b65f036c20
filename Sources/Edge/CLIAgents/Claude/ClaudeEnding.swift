import Base
import Domain
import JSON

/// What a result line says: the outcome by its structure, and what is new in tokens and money.
struct ClaudeEnding {
  let finished: AgentFinished
  let reports: [UsageReport]

  init(_ value: JSONValue, turn: ClaudeTurn) {
    reports = Self.reports(value)
    let outcome = Self.outcome(value)
    let text = value.text("result") ?? value.list("errors").map(\.asText).joined(separator: "; ")
    let usage = reports.isEmpty ? nil : reports.reduce(Usage()) { $0 + $1.usage }
    let cost = reports.dropFirst().reduce(reports.first?.cost) { $0?.adding($1.cost) }
    finished = AgentFinished(
      outcome: outcome, errorClass: outcome == .failed ? Self.errorClass(value, turn, text) : nil, message: text,
      usage: usage, cost: cost, resetsAt: outcome == .failed ? turn.resetsAt ?? Self.resetTime(text) : nil,
      denied: value.list("permission_denials").compactMap { $0.text("tool_name") },
      reason: value.text("terminal_reason") ?? value.text("subtype"))
  }

  private static func outcome(_ value: JSONValue) -> AgentOutcome {
    if value.text("terminal_reason")?.hasPrefix("aborted") == true { return .cancelled }
    let failed = value.bool("is_error") || value.text("subtype")?.hasPrefix("error") == true
    return failed ? .failed : .success
  }

  private static func errorClass(_ value: JSONValue, _ turn: ClaudeTurn, _ text: String) -> ErrorClass {
    switch value.text("terminal_reason") {
    case "prompt_too_long": return .contextTooLong
    case "max_turns", "budget_exhausted": return .taskFailure
    default: break
    }
    if value.text("subtype")?.hasPrefix("error_max") == true { return .taskFailure }
    return errorClass(
      status: value.int("api_error_status"),
      words: [value.text("api_error"), value.text("api_error_type"), turn.errorWord], text: text)
  }

  /// Some versions write `usage limit reached|1795228312`.
  private static func resetTime(_ text: String) -> Timestamp? {
    guard let bar = text.lastIndex(of: "|") else { return nil }
    let digits = text[text.index(after: bar)...].prefix { $0.isNumber }
    return Int64(digits).flatMap { JSONValue.integer($0).time }
  }

  /// The status first, then the most special of the words; prose only where there is neither.
  static func errorClass(status: Int?, words: [String?], text: String) -> ErrorClass {
    let words = words.compactMap { $0 }.compactMap(ErrorRules.byCode)
    if let status = status.flatMap(ErrorRules.byStatus) { return status }
    return words.first ?? ErrorRules.byText(text)
  }

  /// The newest key holds what came since the last result; elsewhere the usage of the turn is all there is.
  private static func reports(_ value: JSONValue) -> [UsageReport] {
    if let models = value["model_usage_since_last_result"]?.objectValue {
      return models.members.map { member in
        let usage = Usage(
          input: member.value.int("inputTokens") ?? 0, output: member.value.int("outputTokens") ?? 0,
          cacheRead: member.value.int("cacheReadInputTokens") ?? 0,
          cacheWrite: member.value.int("cacheCreationInputTokens") ?? 0,
          reasoning: member.value.int("thinkingTokens") ?? 0)
        let cost = member.value["costUSD"]?.money.map { Cost(amount: $0, basis: .reported) } ?? .unknown
        return UsageReport(usage: usage, cost: cost, model: member.key)
      }
    }
    guard let found = value["usage"], !found.isNull else { return [] }
    let usage = Usage(
      input: found.int("input_tokens") ?? 0, output: found.int("output_tokens") ?? 0,
      cacheRead: found.int("cache_read_input_tokens") ?? 0, cacheWrite: found.int("cache_creation_input_tokens") ?? 0,
      reasoning: found["output_tokens_details"]?.int("thinking_tokens") ?? 0)
    return usage == Usage() ? [] : [UsageReport(usage: usage)]
  }
}
