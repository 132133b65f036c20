package import Canvas

/// Draws a text that is being written; the terminal's real cursor stands at its caret, where input methods draw.
package struct TextEditor {
  package var state: EditorState
  package var placeholder: String
  package var isFocused: Bool

  package init(_ state: EditorState, placeholder: String = "", isFocused: Bool = true) {
    (self.state, self.placeholder, self.isFocused) = (state, placeholder, isFocused)
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    canvas.fill(area, style: theme[.text])
    guard !area.isEmpty else { return }
    var shown = state
    if shown.size != area.size { shown.fit(area.size) }
    if shown.isEmpty {
      canvas.write(placeholder, style: theme[.placeholder], in: area, ellipsis: theme.glyphs.ellipsis)
    }
    drawRows(shown, into: &canvas, shown.isSingleLine ? area.splitTop(1).top : area, theme)
    if isFocused { canvas.cursor = caret(shown, area) }
  }

  private func drawRows(_ shown: EditorState, into canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    let first = shown.isSingleLine ? ViewportState.Place(line: 0) : shown.top
    var row = area.row
    for line in first.line..<shown.buffer.lines.count where row < area.endRow {
      let skipped = line == first.line ? first.row : 0
      for range in shown.rows(of: line).dropFirst(skipped) where row < area.endRow {
        drawRow(line, range, shown, into: &canvas, area, row, theme)
        row += 1
      }
    }
  }

  private func drawRow(
    _ line: Int, _ range: Range<Int>, _ shown: EditorState, into canvas: inout Canvas, _ area: Rect, _ row: Int,
    _ theme: Theme
  ) {
    let bytes = shown.buffer.lines[line][range]
    var text = StyledText(String(decoding: bytes, as: UTF8.self), theme[.text])
    if let selection = selected(in: line, shown) {
      let start = max(0, selection.lowerBound - range.lowerBound)
      let end = min(range.count, selection.upperBound - range.lowerBound)
      if start < end { text = text.restyled(start..<end) { _ in theme[.fieldSelection] } }
    }
    let indent = shown.isSingleLine ? shown.top.row : 0
    canvas.write(text, at: Point(column: area.column - indent, row: row), clip: area)
  }

  /// Which bytes of a line are selected.
  private func selected(in line: Int, _ shown: EditorState) -> Range<Int>? {
    guard let selection = shown.selection, (selection.lowerBound.line...selection.upperBound.line).contains(line)
    else { return nil }
    let start = line == selection.lowerBound.line ? selection.lowerBound.byte : 0
    let end = line == selection.upperBound.line ? selection.upperBound.byte : shown.buffer.lines[line].count
    return start..<max(start, end)
  }

  private func caret(_ shown: EditorState, _ area: Rect) -> Point? {
    let (place, column) = shown.visualPlace(of: shown.caret)
    let row = shown.isSingleLine ? 0 : distance(to: place, shown, most: area.rows)
    let point = Point(
      column: area.column + column - (shown.isSingleLine ? shown.top.row : 0), row: area.row + row)
    return area.contains(point) ? point : nil
  }

  /// Rows from the top of the pane down to a place; no further than asked.
  private func distance(to place: ViewportState.Place, _ shown: EditorState, most: Int) -> Int {
    if place.line == shown.top.line { return place.row - shown.top.row }
    var rows = shown.rows(of: shown.top.line).count - shown.top.row
    var line = shown.top.line + 1
    while line < place.line, rows <= most {
      rows += shown.rows(of: line).count
      line += 1
    }
    return rows + place.row
  }
}

/// One line of the same.
package struct TextField {
  package var state: EditorState
  package var placeholder: String
  package var isFocused: Bool

  package init(_ state: EditorState, placeholder: String = "", isFocused: Bool = true) {
    (self.state, self.placeholder, self.isFocused) = (state, placeholder, isFocused)
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    TextEditor(state, placeholder: placeholder, isFocused: isFocused)
      .draw(into: &canvas, area: area.splitTop(1).top, theme: theme)
  }
}
