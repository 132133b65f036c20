import Domain
package import JSON

/// What a setting may be: checked when read, said in words when it is wrong, shown in the annotated example.
package enum SettingKind: Sendable {
  case flag
  case count(ClosedRange<Int>)
  case text
  case choice([String])
  case duration
  case size
  case money
  case texts
  case textTable
  case countTable(ClosedRange<Int>)
  /// A text with placeholders in braces, of which the first must occur.
  case template([String])

  /// The end of the sentence "must be …".
  package var wanted: String {
    switch self {
    case .flag: "true or false"
    case .count(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .text: "a text"
    case .choice(let allowed): "one of: \(allowed.joined(separator: ", "))"
    case .duration: "a duration like \"90s\", \"10m\", \"1h30m\" or \"30d\""
    case .size: "a size like \"256MiB\" or \"10GB\""
    case .money: "an amount in US dollars as a text like \"1.50\""
    case .texts: "a list of texts"
    case .textTable: "an object of texts"
    case .countTable(let range): "an object of whole numbers from \(range.lowerBound) to \(range.upperBound)"
    case .template(let names):
      "a text with {\(names[0])} in it; it may use \(names.map { "{\($0)}" }.joined(separator: ", "))"
    }
  }

  package func allows(_ value: JSONValue) -> Bool {
    switch self {
    case .flag: Bool(setting: value) != nil
    case .count(let range): value.intValue.map(range.contains) ?? false
    case .text: value.stringValue.map { !$0.isEmpty } ?? false
    case .choice(let allowed): value.stringValue.map(allowed.contains) ?? false
    case .duration: Duration(setting: value) != nil
    case .size: ByteCount(setting: value) != nil
    case .money: Money(setting: value) != nil
    case .texts: [String](setting: value) != nil
    case .textTable: [String: String](setting: value) != nil
    case .countTable(let range):
      [String: Int](setting: value)?.values.allSatisfy { range.contains($0) } ?? false
    case .template(let names): value.stringValue.map { fits($0, names) } ?? false
    }
  }

  /// Every brace opens a known placeholder, and the first placeholder occurs: names made from it must differ.
  private func fits(_ text: String, _ names: [String]) -> Bool {
    let parts = text.split(separator: "{", omittingEmptySubsequences: false)
    let used = parts.dropFirst().map { part in part.firstIndex(of: "}").map { String(part[..<$0]) } ?? "" }
    return used.contains(names[0]) && used.allSatisfy(names.contains) && !parts[0].contains("}")
  }

  /// How large a limit is, for "only lower"; nil for none at all, which is higher than any.
  func magnitude(_ value: JSONValue) -> Int64? {
    switch self {
    case .count: value.intValue.map(Int64.init)
    case .duration: Duration(setting: value)?.components.seconds
    case .size: ByteCount(setting: value)?.bytes
    case .money: Money(setting: value)?.billionths
    case .flag, .text, .choice, .texts, .textTable, .countTable, .template: nil
    }
  }

  /// What an environment variable or a flag says, as a value. Text stays text; lists may be written with commas.
  func value(from text: String) -> JSONValue {
    switch self {
    case .flag, .count, .textTable, .countTable: parsed(text) ?? .string(text)
    case .texts:
      text.hasPrefix("[")
        ? parsed(text) ?? .string(text) : .array(text.split(separator: ",").map { .string(String($0)) })
    case .text, .choice, .duration, .size, .money, .template: .string(text)
    }
  }

  private func parsed(_ text: String) -> JSONValue? {
    do throws(JSONError) { return try JSONParser.parse(text) } catch { return nil }
  }
}
