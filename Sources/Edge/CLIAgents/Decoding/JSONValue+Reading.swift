import Base
import Domain
import JSON

extension JSONValue {
  /// The text of a string, the compact JSON of anything else, nothing for null.
  var asText: String {
    switch self {
    case .string(let text): text
    case .null: ""
    case .bool, .integer, .double, .array, .object: JSONWriter.compactText(self)
    }
  }

  func text(_ key: String) -> String? { self[key]?.stringValue }
  func int(_ key: String) -> Int? { self[key]?.intValue }
  /// The member, unless it is null: in this type a bare `nil` would mean the JSON null.
  func given(_ key: String) -> JSONValue? {
    guard let member = self[key], !member.isNull else { return Optional.none }
    return member
  }

  func bool(_ key: String) -> Bool { self[key]?.boolValue ?? false }
  func list(_ key: String) -> [JSONValue] { self[key]?.arrayValue ?? [] }

  /// The texts of an array of content blocks (`{type: text, text}`), or of a plain string.
  var contentText: String {
    guard let blocks = arrayValue else { return asText }
    return blocks.map { $0.text("text") ?? $0["content"]?.text("text") ?? $0.asText }.joined(separator: "\n")
  }

  /// Dollars as a number; agents print binary fractions, so they are rounded to what money holds.
  var money: Money? {
    guard let amount = doubleValue, amount.isFinite, amount >= 0, amount < 1_000_000_000 else { return nil }
    return Money(billionths: Int64((amount * 1_000_000_000).rounded()))
  }

  /// Seconds or milliseconds since 1970, or RFC 3339.
  var time: Timestamp? {
    if let text = stringValue { return Timestamp(text) }
    guard let number = doubleValue, number.isFinite, number > 0, number < 1e14 else { return nil }
    return Timestamp(microseconds: Int64(number * (number > 1e11 ? 1_000 : 1_000_000)))
  }
}

extension Usage {
  /// Tokens under the names that this agent uses; where its input includes what the cache did, that is taken out.
  init(_ value: JSONValue, input: String, output: String, read: String, write: String, reasoning: String) {
    let (cached, written) = (value.int(read) ?? 0, value.int(write) ?? 0)
    self.init(
      input: max(0, (value.int(input) ?? 0) &- cached &- written), output: value.int(output) ?? 0, cacheRead: cached,
      cacheWrite: written, reasoning: value.int(reasoning) ?? 0)
  }

  /// What came on top of an earlier total; a total that fell was begun anew.
  func since(_ earlier: Usage) -> Usage {
    guard total >= earlier.total else { return self }
    return Usage(
      input: max(0, input - earlier.input), output: max(0, output - earlier.output),
      cacheRead: max(0, cacheRead - earlier.cacheRead), cacheWrite: max(0, cacheWrite - earlier.cacheWrite),
      reasoning: max(0, reasoning - earlier.reasoning))
  }
}
