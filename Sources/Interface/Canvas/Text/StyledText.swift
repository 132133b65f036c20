/// A line of text whose parts look different: one string and where each style ends in its bytes.
package struct StyledText: Hashable, Sendable, ExpressibleByStringInterpolation {
  package struct Run: Hashable, Sendable {
    package var end: Int
    package var style: Style
  }

  package private(set) var text: String
  package private(set) var runs: [Run]

  package init(_ text: String = "", _ style: Style = .plain) {
    self.text = text
    runs = text.isEmpty ? [] : [Run(end: text.utf8.count, style: style)]
  }

  package init(stringLiteral value: String) { self.init(value) }

  package var isEmpty: Bool { text.isEmpty }

  /// Columns when written on one line.
  package var width: Int { Sanitiser.width(text) }

  package mutating func append(_ more: String, _ style: Style = .plain) {
    guard !more.isEmpty else { return }
    text += more
    if let last = runs.indices.last, runs[last].style == style {
      runs[last].end = text.utf8.count
    } else {
      runs.append(Run(end: text.utf8.count, style: style))
    }
  }

  package mutating func append(_ more: StyledText) {
    let offset = text.utf8.count
    text += more.text
    for run in more.runs {
      if let last = runs.indices.last, runs[last].style == run.style {
        runs[last].end = offset + run.end
      } else {
        runs.append(Run(end: offset + run.end, style: run.style))
      }
    }
  }

  package static func + (left: StyledText, right: StyledText) -> StyledText {
    var sum = left
    sum.append(right)
    return sum
  }

  /// Joins parts with a separator, as a breadcrumb or a footer does.
  package static func joined(_ parts: [StyledText], by separator: StyledText) -> StyledText {
    var result = StyledText()
    for (index, part) in parts.enumerated() {
      if index > 0 { result.append(separator) }
      result.append(part)
    }
    return result
  }

  package func restyled(_ change: (Style) -> Style) -> StyledText {
    var copy = self
    for index in copy.runs.indices { copy.runs[index].style = change(copy.runs[index].style) }
    return copy
  }

  /// Lays a style change over a range of bytes, as a match or a selection does.
  package func restyled(_ range: Range<Int>, _ change: (Style) -> Style) -> StyledText {
    let range = range.clamped(to: 0..<text.utf8.count)
    guard !range.isEmpty else { return self }
    return slice(0..<range.lowerBound) + slice(range).restyled(change) + slice(range.upperBound..<text.utf8.count)
  }
}

// MARK: - Slices

extension StyledText {
  /// The bytes of a range with their styles; the range must begin and end between characters.
  package func slice(_ range: Range<Int>) -> StyledText {
    let utf8 = text.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    let end = utf8.index(start, offsetBy: range.count)
    var result = StyledText()
    result.text = String(text[start..<end])
    for run in runs where run.end > range.lowerBound {
      let end = min(run.end, range.upperBound) - range.lowerBound
      if end > result.runs.last?.end ?? 0 { result.runs.append(Run(end: end, style: run.style)) }
      if run.end >= range.upperBound { break }
    }
    return result
  }

  /// Cut to a number of columns, with an ellipsis where something is missing.
  package func truncated(to columns: Int, ellipsis: String = "…") -> StyledText {
    guard Sanitiser.width(text, limit: columns) > columns else { return self }
    let room = columns - Sanitiser.width(ellipsis)
    guard room >= 0 else { return StyledText() }
    let end = Sanitiser.withBytes(text) { TextLayout.prefix(of: $0, columns: room) }
    var result = slice(0..<end)
    result.append(ellipsis, result.runs.last?.style ?? runs.first?.style ?? .plain)
    return result
  }

  /// Lines of at most `columns`, broken between words.
  package func wrapped(to columns: Int, limit: Int = .max, hang: Int = 0) -> [StyledText] {
    TextLayout.lines(of: text, columns: columns, limit: limit, hang: hang).map { slice($0) }
  }
}
