extension JSONWriter {
  /// A string with its quotation marks.
  package static func append(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { units in
      var plain = 0
      var place = 0
      while place < units.count {
        let length = escapedLength(units, at: place)
        if length > 0 {
          bytes.append(contentsOf: units[plain..<place])
          appendEscape(units, at: place, length: length, to: &bytes)
          plain = place + length
        }
        place += max(1, length)
      }
      bytes.append(contentsOf: units[plain...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// How many bytes from here on must be written as an escape; zero when none.
  @inline(__always)
  private static func escapedLength(_ units: UnsafeBufferPointer<UInt8>, at place: Int) -> Int {
    let byte = units[place]
    if byte < 0x80 { return byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F ? 1 : 0 }
    if byte == 0xC2 { return units[place + 1] < 0xA0 ? 2 : 0 }  // U+0080…U+009F: terminals obey them
    guard byte == 0xE2 else { return 0 }
    switch (units[place + 1], units[place + 2]) {
    case (0x80, 0x8E...0x8F), (0x80, 0xA8...0xAE), (0x81, 0xA6...0xA9): return 3  // line ends, direction marks
    default: return 0
    }
  }

  private static func appendEscape(
    _ units: UnsafeBufferPointer<UInt8>, at place: Int, length: Int, to bytes: inout [UInt8]
  ) {
    switch units[place] {
    case 0x22: bytes.append(contentsOf: "\\\"".utf8)
    case 0x5C: bytes.append(contentsOf: "\\\\".utf8)
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x08: bytes.append(contentsOf: "\\b".utf8)
    case 0x0C: bytes.append(contentsOf: "\\f".utf8)
    default: appendUnicodeEscape(scalar(units, at: place, length: length), to: &bytes)
    }
  }

  private static func scalar(_ units: UnsafeBufferPointer<UInt8>, at place: Int, length: Int) -> UInt32 {
    switch length {
    case 1: UInt32(units[place])
    case 2: UInt32(units[place] & 0x1F) << 6 | UInt32(units[place + 1] & 0x3F)
    default:
      UInt32(units[place] & 0x0F) << 12 | UInt32(units[place + 1] & 0x3F) << 6 | UInt32(units[place + 2] & 0x3F)
    }
  }

  private static func appendUnicodeEscape(_ scalar: UInt32, to bytes: inout [UInt8]) {
    let digits = StaticString("0123456789abcdef").utf8Start
    bytes.append(contentsOf: "\\u".utf8)
    for shift in stride(from: UInt32(12), through: 0, by: -4) { bytes.append(digits[Int(scalar >> shift & 0xF)]) }
  }
}
