/// A name that is unique over all homes: 32 hexadecimal digits, the first twelve from the clock so that names sort by age.
package struct FullID: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init(milliseconds: Int64, random: UInt64, more: UInt64) {
    description =
      Self.hex(UInt64(bitPattern: milliseconds), digits: 12) + Self.hex(random, digits: 12) + Self.hex(more, digits: 8)
  }

  /// Nil unless the text is a whole full id.
  package init?(_ text: String) {
    guard text.utf8.count == 32, text.utf8.allSatisfy(Self.isHexDigit) else { return nil }
    description = text
  }

  /// Whether somebody who typed this text may have meant a full id: eight hexadecimal digits or more.
  package static func isPrefix(_ text: String) -> Bool {
    (8...32).contains(text.utf8.count) && text.utf8.allSatisfy(isHexDigit)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  private static func hex(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String((String(repeating: "0", count: max(0, digits - text.count)) + text).suffix(digits))
  }
}

extension FullID: Codable {
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = FullID(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a full id: \(text)"))
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
