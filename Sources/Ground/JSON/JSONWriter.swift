/// Tree in, text out. What a terminal could obey (control characters, direction marks) is always written as an escape,
/// so that a document may be printed wherever it came from.
package enum JSONWriter {
  /// One line without blanks.
  package static func compact(_ value: JSONValue) -> [UInt8] {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return bytes
  }

  /// For people: a member a line, two spaces a level, no line end behind the last.
  package static func pretty(_ value: JSONValue) -> [UInt8] {
    var bytes: [UInt8] = []
    append(value, to: &bytes, indent: 0)
    return bytes
  }

  package static func compactText(_ value: JSONValue) -> String { String(decoding: compact(value), as: UTF8.self) }
  package static func prettyText(_ value: JSONValue) -> String { String(decoding: pretty(value), as: UTF8.self) }

  /// Appends in compact form; for callers that keep their buffer.
  package static func append(_ value: JSONValue, to bytes: inout [UInt8]) {
    append(value, to: &bytes, indent: nil)
  }

  private static func append(_ value: JSONValue, to bytes: inout [UInt8], indent: Int?) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .double(let number): append(number, to: &bytes)
    case .string(let text): append(text, to: &bytes)
    case .array(let elements): append(elements, to: &bytes, indent: indent)
    case .object(let object): append(object, to: &bytes, indent: indent)
    }
  }

  /// Not-a-number and infinity have no form in JSON; null is what every reader takes.
  private static func append(_ number: Double, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: (number.isFinite ? number.description : "null").utf8)
  }

  private static func append(_ elements: [JSONValue], to bytes: inout [UInt8], indent: Int?) {
    bytes.append(UInt8(ascii: "["))
    for (place, element) in elements.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine(indent.map { $0 + 1 }, in: &bytes)
      append(element, to: &bytes, indent: indent.map { $0 + 1 })
    }
    if !elements.isEmpty { breakLine(indent, in: &bytes) }
    bytes.append(UInt8(ascii: "]"))
  }

  private static func append(_ object: JSONObject, to bytes: inout [UInt8], indent: Int?) {
    bytes.append(UInt8(ascii: "{"))
    for (place, member) in object.members.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine(indent.map { $0 + 1 }, in: &bytes)
      append(member.key, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      if indent != nil { bytes.append(0x20) }
      append(member.value, to: &bytes, indent: indent.map { $0 + 1 })
    }
    if !object.isEmpty { breakLine(indent, in: &bytes) }
    bytes.append(UInt8(ascii: "}"))
  }

  private static func breakLine(_ indent: Int?, in bytes: inout [UInt8]) {
    guard let indent else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: 2 * indent))
  }
}
