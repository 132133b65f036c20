package import Canvas

/// A part of a line source that was marked with the mouse or the keyboard, in places of the source.
///
/// What is copied is what the source says: no borders, no wrapping, no line numbers.
package struct ViewportSelection: Hashable, Sendable {
  package var anchor: TextPosition
  package var head: TextPosition

  package init(anchor: TextPosition, head: TextPosition) {
    (self.anchor, self.head) = (anchor, head)
  }

  package var start: TextPosition { min(anchor, head) }
  package var end: TextPosition { max(anchor, head) }

  /// Which bytes of a line belong to it.
  package func bytes(of line: Int, count: Int) -> Range<Int>? {
    guard line >= start.line, line <= end.line else { return nil }
    let lower = line == start.line ? min(start.byte, count) : 0
    let upper = line == end.line ? min(end.byte, count) : count
    return lower < upper ? lower..<upper : nil
  }

  /// The text, at most so many bytes of it: a selection over a whole log must not load the log.
  package func text(_ source: some LineSource, limit: Int = 1_000_000) -> String {
    var text = ""
    for line in max(start.line, source.lines.lowerBound)..<max(start.line, min(end.line + 1, source.lines.upperBound)) {
      let whole = source.line(line)
      if line > start.line { text += "\n" }
      if let range = bytes(of: line, count: whole.text.utf8.count) { text += whole.slice(range).text }
      if text.utf8.count >= limit { break }
    }
    return text
  }
}

extension ViewportState {
  /// The place of the source under a cell of the pane: behind the last character where nothing is.
  package func position(column: Int, row: Int, _ source: some LineSource) -> TextPosition {
    let first = top(source)
    guard !source.lines.isEmpty else { return TextPosition(line: first.line, byte: 0) }
    let place = moved(first, by: max(0, row), source)
    let text = source.line(place.line).text
    let hang = hang(of: place.line, source)
    let rows = wraps ? TextLayout.lines(of: text, columns: size.columns, hang: hang) : [0..<text.utf8.count]
    let range = rows[min(place.row, rows.count - 1)]
    let wanted = wraps ? column - (place.row > 0 ? hang : 0) : column + indent
    return Sanitiser.withBytes(text) { bytes in
      var scanner = GlyphScanner(bytes, from: range.lowerBound)
      var (width, byte) = (0, range.lowerBound)
      while let glyph = scanner.nextGlyph(), glyph.end <= range.upperBound {
        width += glyph.width
        if width > wanted { break }
        byte = glyph.end
      }
      return TextPosition(line: place.line, byte: byte)
    }
  }
}
