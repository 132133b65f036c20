package import Canvas

/// A key and what it does here, in the words of the keymap.
package struct Hint: Hashable, Sendable {
  package var key: String
  package var words: String

  package init(_ key: String, _ words: String) {
    (self.key, self.words) = (key, words)
  }

  var width: Int { Sanitiser.width(key) + 1 + Sanitiser.width(words) }
}

/// The last row: what is going on at the left, the most useful keys at the right end of it.
///
/// Hints come sorted by use; those that fit are shown whole and the others not at all.
package struct Footer: Hashable, Sendable {
  package var status: StyledText
  package var hints: [Hint]
  /// What stands at the right end whatever happens, like an unread count.
  package var trailing: StyledText

  package init(status: StyledText = "", hints: [Hint], trailing: StyledText = "") {
    (self.status, self.hints, self.trailing) = (status, hints, trailing)
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let line = area.splitTop(1).top
    canvas.fill(line, style: theme[.text])
    guard !line.isEmpty else { return }
    let tail = min(trailing.width, line.columns)
    let (rest, right) = line.splitRight(tail)
    canvas.write(trailing, in: right, align: .trailing, ellipsis: theme.glyphs.ellipsis)
    var free = rest.splitRight(tail > 0 ? 1 : 0).rest
    if !status.isEmpty {
      let end = canvas.write(status, in: free, ellipsis: theme.glyphs.ellipsis)
      free = free.splitLeft(end - free.column + 2).rest
    }
    drawHints(into: &canvas, free, theme)
  }

  private func drawHints(into canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    var column = area.column
    for hint in Self.fitting(hints, columns: area.columns) {
      column = canvas.write(hint.key, style: theme[.key], at: Point(column: column, row: area.row), clip: area)
      column = canvas.write(
        " " + hint.words, style: theme[.muted], at: Point(column: column, row: area.row), clip: area)
      column += 2
    }
  }

  /// The first hints that fit side by side; one that does not fit lets shorter ones behind it in.
  package static func fitting(_ hints: [Hint], columns: Int) -> [Hint] {
    var free = columns
    return hints.filter { hint in
      guard hint.width <= free else { return false }
      free -= hint.width + 2
      return true
    }
  }
}
