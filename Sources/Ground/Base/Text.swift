/// The few text functions that the standard library lacks; Foundation stays out of what ships.
extension StringProtocol {
  /// Without white space and line ends on both sides.
  package var trimmed: String {
    guard let first = unicodeScalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = unicodeScalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }

  package func padded(to width: Int) -> String {
    let missing = width - count
    return missing > 0 ? String(self) + String(repeating: " ", count: missing) : String(self)
  }
}

extension BinaryInteger {
  /// Decimal digits with zeros in front, at least `digits` of them.
  package func zeroPadded(_ digits: Int) -> String {
    let text = String(self)
    let missing = digits - text.utf8.count
    return missing > 0 ? String(repeating: "0", count: missing) + text : text
  }
}
