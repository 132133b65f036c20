/// Which bytes of a changed line changed, against the line that it replaces.
package enum WordDiff {
  /// Beyond this a line is shown as changed as a whole.
  static let mostWords = 200

  package static func changes(_ old: String, _ new: String) -> (old: [Range<Int>], new: [Range<Int>])? {
    let (left, right) = (words(old), words(new))
    guard left.count <= mostWords, right.count <= mostWords else { return nil }
    let kept = common(left, right)
    guard kept.reduce(0, { $0 + left[$1.old].text.count }) * 3 >= max(old.utf8.count, new.utf8.count) else {
      return nil
    }
    return (ranges(left, Set(kept.map(\.old))), ranges(right, Set(kept.map(\.new))))
  }

  private struct Word {
    let text: ArraySlice<UInt8>
    var isBlank: Bool { text.first == 0x20 || text.first == 0x09 }
  }

  /// Runs of letters, runs of blanks, and all else one by one.
  private static func words(_ line: String) -> [Word] {
    let bytes = Array(line.utf8)
    var words: [Word] = []
    var start = 0
    while start < bytes.count {
      let kind = kind(bytes[start])
      var end = start + 1
      while kind != 0, end < bytes.count, self.kind(bytes[end]) == kind { end += 1 }
      words.append(Word(text: bytes[start..<end]))
      start = end
    }
    return words
  }

  private static func kind(_ byte: UInt8) -> Int {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x80...0xff: 1
    case 0x20, 0x09: 2
    default: 0
    }
  }

  /// The longest common sequence of words, after equal ends are taken off.
  private static func common(_ left: [Word], _ right: [Word]) -> [(old: Int, new: Int)] {
    var start = 0
    while start < min(left.count, right.count), left[start].text == right[start].text { start += 1 }
    var tail = 0
    while tail < min(left.count, right.count) - start,
      left[left.count - 1 - tail].text == right[right.count - 1 - tail].text
    {
      tail += 1
    }
    let (rows, columns) = (left.count - start - tail, right.count - start - tail)
    var lengths = [UInt16](repeating: 0, count: (rows + 1) * (columns + 1))
    for row in (0..<rows).reversed() {
      for column in (0..<columns).reversed() {
        let here = row * (columns + 1) + column
        lengths[here] =
          left[start + row].text == right[start + column].text
          ? lengths[here + columns + 2] + 1 : max(lengths[here + columns + 1], lengths[here + 1])
      }
    }
    var pairs = (0..<start).map { (old: $0, new: $0) }
    var (row, column) = (0, 0)
    while row < rows, column < columns {
      let here = row * (columns + 1) + column
      if left[start + row].text == right[start + column].text {
        pairs.append((start + row, start + column))
        (row, column) = (row + 1, column + 1)
      } else if lengths[here + columns + 1] >= lengths[here + 1] {
        row += 1
      } else {
        column += 1
      }
    }
    return pairs + (0..<tail).reversed().map { (left.count - 1 - $0, right.count - 1 - $0) }
  }

  /// Neighbours that changed are one range; blanks between them belong to it.
  private static func ranges(_ words: [Word], _ kept: Set<Int>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (index, word) in words.enumerated() {
      let bridges =
        word.isBlank && kept.contains(index) && index > 0 && index + 1 < words.count && !kept.contains(index - 1)
        && !kept.contains(index + 1)
      guard !kept.contains(index) || bridges else { continue }
      let range = word.text.startIndex..<word.text.endIndex
      if let last = ranges.last, last.upperBound == range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges
  }
}
