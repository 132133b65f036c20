/// How a character takes part in a row of cells.
package enum WidthClass: UInt8, Sendable {
  /// A combining mark: stands over the character before it.
  case mark = 0
  case narrow = 1
  case wide = 2
  /// Terminals disagree about it or do not know it.
  case unknown = 3
  /// Never shown: controls, bidi controls, joiners, variation selectors, skin tones, keycap frames.
  case dropped = 4
}

/// Our own widths, so that a row is as wide here as on every terminal, whatever C library the host has.
package enum WidthTable {
  /// The first two planes flat, one byte a character, built once when the first character beyond ASCII comes.
  private static let flat: [UInt8] = {
    var classes = [UInt8](repeating: WidthClass.unknown.rawValue, count: flatCount)
    for (index, boundary) in WidthRanges.boundaries.enumerated() {
      let start = Int(boundary >> 3)
      guard start < flatCount else { break }
      let next = index + 1 < WidthRanges.boundaries.count ? Int(WidthRanges.boundaries[index + 1] >> 3) : flatCount
      for point in start..<min(next, flatCount) { classes[point] = UInt8(boundary & 7) }
    }
    return classes
  }()

  private static let flatCount = 0x20000

  package static func classOf(_ scalar: UInt32) -> WidthClass {
    if scalar < 0x7f { return scalar >= 0x20 ? .narrow : .dropped }
    let raw = scalar < flatCount ? flat[Int(scalar)] : searched(scalar)
    return WidthClass(rawValue: raw) ?? .unknown
  }

  private static func searched(_ scalar: UInt32) -> UInt8 {
    var low = 0
    var high = WidthRanges.boundaries.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if WidthRanges.boundaries[middle] >> 3 <= scalar { low = middle } else { high = middle }
    }
    return UInt8(WidthRanges.boundaries[low] & 7)
  }
}
