/// A size of memory or disk: `512MiB`, `10GB`.
package struct ByteCount: Hashable, Comparable, Sendable {
  package let bytes: Int64

  package init(bytes: Int64) { self.bytes = bytes }

  package static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

  /// From large to small, so that a size is written with the largest unit that fits it exactly.
  private static let units: [(name: String, bytes: Int64)] = [
    ("TiB", 1 << 40), ("TB", 1_000_000_000_000), ("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20),
    ("MB", 1_000_000), ("KiB", 1 << 10), ("KB", 1000), ("B", 1),
  ]

  /// Nil for anything but a whole number and a unit.
  package init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let name = text.dropFirst(digits.count)
    guard let number = Int64(digits), let unit = Self.units.first(where: { $0.name == name }) else { return nil }
    let (bytes, tooLarge) = number.multipliedReportingOverflow(by: unit.bytes)
    guard !tooLarge else { return nil }
    self.bytes = bytes
  }
}

extension ByteCount: CustomStringConvertible {
  package var description: String {
    for unit in Self.units where bytes != 0 && bytes % unit.bytes == 0 { return "\(bytes / unit.bytes)\(unit.name)" }
    return "0B"
  }
}
