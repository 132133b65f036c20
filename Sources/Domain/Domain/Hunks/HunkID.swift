internal import Base

/// The name of a hunk, made from its file's path and its lines and from no line number: it is the same as long as the
/// hunk is, wherever other changes push it, and another one as soon as a byte of it changes.
package struct HunkID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  package let description: String

  package init(_ text: String) { description = text }

  /// `order`: which of equal hunks in one file it is, from one.
  init(path: String, content: [UInt8], order: Int) {
    var hash = ContentHash()
    hash.add(Array(path.utf8))
    hash.add(content)
    description = hash.text.prefix(12) + (order == 1 ? "" : ".\(order)")
  }

  package static func < (left: Self, right: Self) -> Bool { left.description < right.description }

  package init(from decoder: any Decoder) throws {
    description = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
