extension Scanner {
  /// A string; the quotation mark stands at the offset. Without escapes its bytes are copied once, straight from the text.
  mutating func string() throws(ScanFailure) -> String {
    let opening = offset
    offset += 1
    let start = offset
    try skipPlain(opening: opening)
    if bytes[offset] == UInt8(ascii: "\"") {
      offset += 1
      return try text(UnsafeRawBufferPointer(rebasing: bytes[start..<offset - 1]), at: start)
    }
    return try escapedString(opening: opening, start: start)
  }

  private mutating func escapedString(opening: Int, start: Int) throws(ScanFailure) -> String {
    unescaped.removeAll(keepingCapacity: true)
    var plain = start
    while bytes[offset] != UInt8(ascii: "\"") {
      unescaped.append(contentsOf: bytes[plain..<offset])
      try escape(opening: opening)
      plain = offset
      try skipPlain(opening: opening)
    }
    unescaped.append(contentsOf: bytes[plain..<offset])
    offset += 1
    let buffer = unescaped
    unescaped = []
    defer { unescaped = buffer }
    let result = buffer.withUnsafeBytes { raw in Result { () throws(ScanFailure) in try text(raw, at: start) } }
    return try result.get()
  }

  /// Goes on to the next quotation mark or backslash.
  @inline(__always) private mutating func skipPlain(opening: Int) throws(ScanFailure) {
    var place = offset
    let end = bytes.count
    while place < end {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        offset = place
        return
      }
      if byte < 0x20 {
        throw ScanFailure(
          code: .syntax, offset: place, reason: "a control character in a string must be written as an escape")
      }
      place += 1
    }
    throw neverClosed(opening)
  }

  private func neverClosed(_ opening: Int) -> ScanFailure {
    ScanFailure(code: .truncated, offset: opening, reason: "the string is never closed")
  }

  @inline(__always)
  private func text(_ raw: UnsafeRawBufferPointer, at start: Int) throws(ScanFailure) -> String {
    if dialect.repairsText { return String(decoding: raw, as: UTF8.self) }
    let units = raw.assumingMemoryBound(to: UInt8.self)
    guard let text = String(validating: units, as: UTF8.self) else {
      throw ScanFailure(code: .invalidText, offset: start, reason: "the string is not valid UTF-8")
    }
    return text
  }

  /// One escape, from its backslash on.
  private mutating func escape(opening: Int) throws(ScanFailure) {
    guard offset + 1 < bytes.count else { throw neverClosed(opening) }
    offset += 1
    switch bytes[offset] {
    case UInt8(ascii: "\""): unescaped.append(0x22)
    case UInt8(ascii: "\\"): unescaped.append(0x5C)
    case UInt8(ascii: "/"): unescaped.append(0x2F)
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0C)
    case UInt8(ascii: "n"): unescaped.append(0x0A)
    case UInt8(ascii: "r"): unescaped.append(0x0D)
    case UInt8(ascii: "t"): unescaped.append(0x09)
    case UInt8(ascii: "u"): return try unicodeEscape(opening: opening)
    default: throw unexpected("one of \" \\ / b f n r t u after a backslash")
    }
    offset += 1
  }

  /// A surrogate without its partner becomes U+FFFD: programs cut texts in the middle of an emoji.
  private mutating func unicodeEscape(opening: Int) throws(ScanFailure) {
    var scalar = UInt32(try hexUnit(opening: opening))
    if scalar & 0xFC00 == 0xD800, current == UInt8(ascii: "\\"), offset + 1 < bytes.count,
      bytes[offset + 1] == UInt8(ascii: "u")
    {
      let behindFirst = offset
      offset += 1
      let second = UInt32(try hexUnit(opening: opening))
      if second & 0xFC00 == 0xDC00 {
        scalar = 0x10000 + (scalar & 0x3FF) << 10 + (second & 0x3FF)
      } else {
        offset = behindFirst
      }
    }
    unescaped.append(contentsOf: UTF8.encode(Unicode.Scalar(scalar) ?? "\u{FFFD}")!)
  }

  /// The four hexadecimal digits behind the `u` at the offset.
  private mutating func hexUnit(opening: Int) throws(ScanFailure) -> UInt16 {
    offset += 1
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard offset < bytes.count else { throw neverClosed(opening) }
      guard let digit = bytes[offset].hexDigit else { throw unexpected("four hexadecimal digits after \\u") }
      unit = unit << 4 | digit
      offset += 1
    }
    return unit
  }
}

extension UInt8 {
  fileprivate var hexDigit: UInt16? {
    switch self {
    case 0x30...0x39: UInt16(self) - 0x30
    case 0x41...0x46: UInt16(self) - 0x37
    case 0x61...0x66: UInt16(self) - 0x57
    default: nil
    }
  }
}
