/// Lines that are asked for when they are seen and never loaded whole: a log, a transcript, a diff.
package protocol LineSource {
  /// Which lines there are. Both ends only grow: old lines may go, new ones may come.
  var lines: Range<Int> { get }
  func line(_ index: Int) -> StyledText
  /// How far the rows behind the first of a wrapped line stand to the right.
  func hang(_ index: Int) -> Int
}

extension LineSource {
  package func hang(_ index: Int) -> Int { 0 }
}

/// Lines in memory, for what is short.
package struct LinesInMemory: LineSource {
  package var texts: [StyledText]
  package init(_ texts: [StyledText]) { self.texts = texts }
  package var lines: Range<Int> { 0..<texts.count }
  package func line(_ index: Int) -> StyledText { texts[index] }
}

/// Several sources one below the other, as the messages of a conversation: finding a line is a binary search, and a
/// growing last part costs nothing but itself.
package struct JoinedLines<Part: LineSource>: LineSource {
  package private(set) var parts: [Part] = []
  /// Where each part begins.
  package private(set) var starts: [Int] = []
  private var count = 0

  package init(_ parts: [Part] = []) {
    for part in parts { append(part) }
  }

  package var lines: Range<Int> { 0..<count }

  package mutating func append(_ part: Part) {
    parts.append(part)
    starts.append(count)
    count += part.lines.count
  }

  /// Changes the last part, as a streaming answer does.
  package mutating func updateLast(_ change: (inout Part) -> Void) {
    guard let last = parts.indices.last else { return }
    change(&parts[last])
    count = starts[last] + parts[last].lines.count
  }

  package func part(at line: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= line { low = middle } else { high = middle }
    }
    return low
  }

  package func line(_ index: Int) -> StyledText {
    let part = part(at: index)
    return parts[part].line(parts[part].lines.lowerBound + index - starts[part])
  }
}
