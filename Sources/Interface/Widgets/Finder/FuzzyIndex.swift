/// Items to be found by a few letters of them: one block of bytes, so that a hundred thousand are a quick walk.
package struct FuzzyIndex: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var letters: [UInt64] = []

  package init() {}

  package init(_ items: some Sequence<String>) {
    for item in items { append(item) }
  }

  package var count: Int { ends.count }

  package mutating func append(_ item: String) {
    var seen: UInt64 = 0
    for byte in item.utf8 {
      bytes.append(byte)
      seen |= Self.bit(byte)
    }
    ends.append(bytes.count)
    letters.append(seen)
  }

  package func item(_ index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

  private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  /// Letters and digits have a bit each whatever their case, all else shares the rest.
  @inline(__always) static func bit(_ byte: UInt8) -> UInt64 {
    switch byte {
    case 0x61...0x7a: 1 << UInt64(byte - 0x61)
    case 0x41...0x5a: 1 << UInt64(byte - 0x41)
    case 0x30...0x39: 1 << UInt64(26 + byte - 0x30)
    default: 1 << UInt64(36 + byte % 28)
    }
  }
}

// MARK: - Searching

extension FuzzyIndex {
  /// The items that match, best first; equal ones by length, then in their order.
  ///
  /// `among` narrows an earlier answer. Nil means that the search was cancelled: `isCancelled` is asked now and then.
  package func matches(
    _ pattern: FuzzyPattern, among earlier: [Int]? = nil, isCancelled: () -> Bool = { false }
  ) -> [Int]? {
    guard !pattern.isEmpty else { return earlier ?? Array(0..<count) }
    var keys: [UInt64] = []
    let candidates = earlier?.count ?? count
    let isComplete = bytes.withUnsafeBufferPointer { all -> Bool in
      for step in 0..<candidates {
        if step & 0x3ff == 0, isCancelled() { return false }
        let index = earlier?[step] ?? step
        let range = range(index)
        guard let score = score(pattern, index, UnsafeBufferPointer(rebasing: all[range])) else { continue }
        let rank = UInt64(0xffff - min(0xffff, score))
        keys.append(rank << 48 | UInt64(min(0xffff, range.count)) << 32 | UInt64(index))
      }
      return true
    }
    guard isComplete else { return nil }
    keys.sort()
    return keys.map { Int($0 & 0xffff_ffff) }
  }

  private func score(_ pattern: FuzzyPattern, _ index: Int, _ item: UnsafeBufferPointer<UInt8>) -> Int? {
    var total = 0
    var none: [Int]?
    for group in pattern.groups {
      var best: Int?
      for term in group {
        let found: Int? =
          letters[index] & term.letters == term.letters
          ? FuzzyMatch(item: item, ignoresCase: term.ignoresCase).score(term, positions: &none) : nil
        let score = term.isNegated ? (found == nil ? 0 : nil) : found
        if let score, score >= best ?? 0 { best = score }
      }
      guard let best else { return nil }
      total += best
    }
    return total
  }
}

extension FuzzyPattern {
  package func matches(_ text: String) -> Bool { positions(in: text) != nil }

  /// Which bytes of a text match, for highlighting; nil where the text does not match.
  package func positions(in text: String) -> [Int]? {
    var text = text
    return text.withUTF8 { item in
      var all: [Int] = []
      for group in groups {
        var isFound = false
        for term in group where !isFound {
          var positions: [Int]? = []
          let score = FuzzyMatch(item: item, ignoresCase: term.ignoresCase).score(term, positions: &positions)
          isFound = (score != nil) != term.isNegated
          if isFound, !term.isNegated { all += positions ?? [] }
        }
        guard isFound else { return nil }
      }
      return all.sorted()
    }
  }
}
