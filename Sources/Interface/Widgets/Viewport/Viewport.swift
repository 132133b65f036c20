package import Canvas

/// Shows the rows of a line source that are in view, and how many lines came below a pin.
package struct Viewport<Source: LineSource> {
  package var source: Source
  package var state: ViewportState
  package var empty: StyledText
  package var selection: ViewportSelection?
  /// How hits of a search look in a line, as ranges of its bytes.
  package var hits: (StyledText) -> [Range<Int>]

  package init(
    _ source: Source, state: ViewportState, empty: StyledText = "", selection: ViewportSelection? = nil,
    hits: @escaping (StyledText) -> [Range<Int>] = { _ in [] }
  ) {
    (self.source, self.state, self.empty, self.hits) = (source, state, empty, hits)
    self.selection = selection
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    canvas.fill(area, style: theme[.text])
    guard !source.lines.isEmpty else { return canvas.drawEmpty(empty, area, theme) }
    var shown = state
    shown.size = area.size
    let top = shown.top(source)
    var row = area.row
    var line = top.line
    while row < area.endRow, line < source.lines.upperBound {
      let hang = shown.hang(of: line, source)
      for (index, piece) in pieces(of: line, shown, theme).enumerated().dropFirst(line == top.line ? top.row : 0)
      where row < area.endRow {
        let shift = shown.wraps ? (index > 0 ? hang : 0) : -shown.indent
        canvas.write(piece, at: Point(column: area.column + shift, row: row), clip: area)
        row += 1
      }
      line += 1
    }
    drawCounter(into: &canvas, area, theme)
  }

  private func pieces(of line: Int, _ state: ViewportState, _ theme: Theme) -> [StyledText] {
    var text = source.line(line)
    for hit in hits(text) { text = text.restyled(hit) { _ in theme[.match] } }
    if let marked = selection?.bytes(of: line, count: text.text.utf8.count) {
      text = text.restyled(marked) { _ in theme[.fieldSelection] }
    }
    guard state.wraps, text.text.utf8.count > state.size.columns else { return [text] }
    return text.wrapped(to: state.size.columns, hang: state.hang(of: line, source))
  }

  private func drawCounter(into canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    let count = state.newLines(source)
    guard count > 0, area.rows > 1 else { return }
    let words = " \(count) new line\(count == 1 ? "" : "s"), G to follow "
    let width = min(area.columns, words.utf8.count)
    let place = Rect(column: area.endColumn - width, row: area.endRow - 1, columns: width, rows: 1)
    canvas.write(words, style: theme[.badgeAccent], in: place, ellipsis: theme.glyphs.ellipsis)
  }
}
