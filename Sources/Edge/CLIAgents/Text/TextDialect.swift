import Domain
import JSON

/// A program that prints lines: aider, and whatever the service `command` runs. Its success is its exit code, which is not
/// in the output; the end of the output says only that nothing went wrong that aider has a word for.
struct TextDialect: LineDialect {
  private let isAider: Bool
  private var fault: AgentFault?
  /// What it waits for to be over; an output that ends meanwhile is no success.
  private var pending: AgentFault?
  private var isOpen = false
  private var usage = Usage()
  private var cost: Cost?

  init(isAider: Bool) { self.isAider = isAider }

  mutating func read(_ value: JSONValue, _ sink: inout EventSink) -> Bool { false }

  mutating func read(text: String, _ sink: inout EventSink) -> Bool {
    isOpen = true
    if isAider, aider(text, &sink) { return true }
    if !text.isEmpty { pending = nil }
    let kept = BoundedText(text)
    sink.add(.text(AgentText(text: kept.text + "\n", isPartial: true)))
    return true
  }

  mutating func end(_ sink: inout EventSink) {
    guard isOpen else { return }
    let fault = fault ?? pending
    let spent = usage == Usage() ? nil : usage
    sink.add(
      .finished(
        AgentFinished(
          outcome: fault == nil ? .success : .failed, errorClass: fault?.errorClass, message: fault?.message,
          usage: spent, cost: cost, reason: "end of output")))
  }

  // MARK: - Aider

  private mutating func aider(_ text: String, _ sink: inout EventSink) -> Bool {
    if let path = Self.rest(of: text, after: "Applied edit to ") {
      sink.add(.fileChange(FileChange(path: path, change: .update)))
    } else if text.hasPrefix("litellm.") || text.hasPrefix("The API provider") {
      let known = ErrorRules.byCode(String(text.dropFirst(8).prefix { $0.isLetter })) ?? ErrorRules.byText(text)
      fail(known, text, &sink)
    } else if text.hasPrefix("Retrying in ") {
      pending = fault
      fault = nil
      let seconds = Double(text.dropFirst(12).prefix { $0.isNumber || $0 == "." })
      sink.add(.retry(AgentRetry(seconds: seconds, errorClass: pending?.errorClass ?? .overloaded, message: text)))
    } else if text.hasSuffix("has hit a token limit!") {
      fail(.contextTooLong, text, &sink)
    } else if let words = Self.rest(of: text, after: "Tokens: ") {
      book(words, &sink)
    } else {
      return false
    }
    return true
  }

  private mutating func fail(_ errorClass: ErrorClass, _ text: String, _ sink: inout EventSink) {
    let found = AgentFault(errorClass: errorClass, message: text)
    fault = found
    sink.add(.error(found))
  }

  private static func rest(of text: String, after prefix: String) -> String? {
    text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
  }

  /// `4.1k sent, 51 received. Cost: $0.01 message, $0.01 session.`
  private mutating func book(_ words: String, _ sink: inout EventSink) {
    let parts = words.split(separator: ",")
    var found = Usage()
    for part in parts {
      let pair = part.split(separator: " ")
      guard pair.count > 1, let count = Self.count(pair[0]) else { continue }
      if pair[1].hasPrefix("sent") { found.input = count }
      if pair[1].hasPrefix("received") { found.output = count }
      if pair[1].hasPrefix("cache"), pair.count > 2 {
        if pair[2].hasPrefix("hit") { found.cacheRead = count } else { found.cacheWrite = count }
      }
    }
    guard found != Usage() else { return }
    let price = Self.cost(words)
    usage = usage + found
    cost = cost?.adding(price) ?? price
    sink.add(.usage(UsageReport(usage: found, cost: price)))
  }

  private static func count(_ text: Substring) -> Int? {
    let scale = text.hasSuffix("k") ? 1_000.0 : text.hasSuffix("M") ? 1_000_000.0 : 1
    return Double(scale == 1 ? text : text.dropLast()).map { Int(($0 * scale).rounded()) }
  }

  private static func cost(_ words: String) -> Cost {
    guard let dollar = words.firstIndex(of: "$") else { return .unknown }
    let digits = words[words.index(after: dollar)...].prefix { $0.isNumber || $0 == "." }
    return Money(String(digits)).map { Cost(amount: $0, basis: .reported) } ?? .unknown
  }
}
