extension Scanner {
  /// A number; one without fraction and exponent stays an exact integer as long as it fits 64 bits.
  mutating func number() throws(ScanFailure) -> JSONValue {
    let start = offset
    let negative = current == UInt8(ascii: "-")
    if negative { offset += 1 }
    let firstDigit = offset
    guard let magnitude = try digits() else { return try double(from: start) }
    if bytes[firstDigit] == UInt8(ascii: "0"), offset > firstDigit + 1 {
      throw ScanFailure(code: .syntax, offset: firstDigit, reason: "a number does not start with a zero")
    }
    switch current {
    case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return try double(from: start)
    default: break
    }
    if negative, magnitude == 0 { return .double(-0.0) }
    return .integer(negative ? -magnitude : magnitude)
  }

  /// The value of the digits here; nil when it does not fit, with the offset behind them all the same.
  @inline(__always) private mutating func digits() throws(ScanFailure) -> Int64? {
    guard current.isDigit else { throw unexpected("a digit") }
    var value: Int64 = 0
    var fits = true
    while current.isDigit {
      let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, over) = product.addingReportingOverflow(Int64(current & 0x0F))
      if tooLarge || over { fits = false }
      value = sum
      offset += 1
    }
    return fits ? value : nil
  }

  private mutating func double(from start: Int) throws(ScanFailure) -> JSONValue {
    let wholeEnd = offset
    if current == UInt8(ascii: ".") {
      offset += 1
      _ = try digits()
    }
    if current | 0x20 == UInt8(ascii: "e") {
      offset += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { offset += 1 }
      _ = try digits()
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    // The smallest whole number, whose magnitude overflows, is still exact this way.
    if wholeEnd == offset, let whole = Int64(text) { return .integer(whole) }
    guard let value = Double(text), value.isFinite else {
      throw ScanFailure(code: .numberOutOfRange, offset: start, reason: "the number is out of range")
    }
    return .double(value)
  }
}

extension UInt8 {
  @inline(__always) fileprivate var isDigit: Bool { self &- 0x30 < 10 }
}
