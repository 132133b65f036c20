/// Finds plain words in a line: small letters match both cases, a capital only itself.
package struct TextSearch: Hashable, Sendable {
  package let needle: String
  private let bytes: [UInt8]
  private let ignoresCase: Bool

  package init(_ needle: String) {
    self.needle = needle
    bytes = Array(needle.utf8)
    ignoresCase = !bytes.contains { (0x41...0x5a).contains($0) }
  }

  /// Byte ranges of all hits, none overlapping.
  package func ranges(in text: String) -> [Range<Int>] {
    Sanitiser.withBytes(text) { ranges(in: $0) }
  }

  package func ranges(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    guard !bytes.isEmpty, text.count >= bytes.count else { return [] }
    var hits: [Range<Int>] = []
    var start = 0
    while start <= text.count - bytes.count {
      if isHit(text, at: start) {
        hits.append(start..<start + bytes.count)
        start += bytes.count
      } else {
        start += 1
      }
    }
    return hits
  }

  private func isHit(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    for index in 0..<bytes.count where fold(text[start + index]) != bytes[index] { return false }
    return true
  }

  @inline(__always) private func fold(_ byte: UInt8) -> UInt8 {
    ignoresCase && byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
  }
}
