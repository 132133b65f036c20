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
    while let hit = next(in: text, from: start) {
      hits.append(hit..<hit + bytes.count)
      start = hit + bytes.count
    }
    return hits
  }

  /// Sixteen places at once are asked for the first and the last byte; where both may be, each is looked at.
  private func next(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let last = bytes.count - 1
    let (first, end) = (Probe(bytes[0], ignoresCase), Probe(bytes[last], ignoresCase))
    let raw = UnsafeRawBufferPointer(text)
    var place = start
    while place + last + 16 <= text.count {
      let here = raw.loadUnaligned(fromByteOffset: place, as: SIMD16<UInt8>.self)
      let there = raw.loadUnaligned(fromByteOffset: place + last, as: SIMD16<UInt8>.self)
      let misses = unsafeBitCast(first.misses(here) | end.misses(there), to: SIMD2<UInt64>.self)
      if Self.mayHold(misses) {
        for candidate in place..<place + 16 where isHit(text, at: candidate) { return candidate }
      }
      place += 16
    }
    while place + last < text.count {
      if isHit(text, at: place) { return place }
      place += 1
    }
    return nil
  }

  /// Whether any of the sixteen bytes is zero.
  @inline(__always) private static func mayHold(_ bytes: SIMD2<UInt64>) -> Bool {
    let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    let low = (bytes.x &- ones) & ~bytes.x & tops
    return low | ((bytes.y &- ones) & ~bytes.y & tops) != 0
  }

  /// One byte of the needle, beside sixteen of the text; letters in both cases where that is wanted.
  private struct Probe {
    let byte: SIMD16<UInt8>
    let folds: SIMD16<UInt8>

    init(_ byte: UInt8, _ ignoresCase: Bool) {
      self.byte = SIMD16(repeating: byte)
      folds = SIMD16(repeating: ignoresCase && byte >= 0x61 && byte <= 0x7a ? 0x20 : 0)
    }

    /// Zero where the byte may be.
    @inline(__always) func misses(_ text: SIMD16<UInt8>) -> SIMD16<UInt8> { (text | folds) ^ byte }
  }

  private func isHit(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    for index in 0..<bytes.count where fold(text[start + index]) != bytes[index] { return false }
    return true
  }

  @inline(__always) private func fold(_ byte: UInt8) -> UInt8 {
    ignoresCase && byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
  }
}
