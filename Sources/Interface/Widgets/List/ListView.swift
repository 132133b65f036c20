package import Canvas

/// A column of items of one row each; asks only for those that are seen.
package struct ListView {
  package var state: ListState
  package var isFocused: Bool
  /// Said where there is no item: why, and which key fills it.
  package var empty: StyledText
  package var isMarked: (Int) -> Bool
  private let count: Int
  private let item: (Int) -> StyledText

  package init(
    count: Int, state: ListState, isFocused: Bool = true, empty: StyledText = "",
    isMarked: @escaping (Int) -> Bool = { _ in false }, item: @escaping (Int) -> StyledText
  ) {
    (self.count, self.state, self.isFocused, self.empty) = (count, state, isFocused, empty)
    (self.isMarked, self.item) = (isMarked, item)
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    canvas.fill(area, style: theme[.text])
    guard count > 0 else { return canvas.drawEmpty(empty, area, theme) }
    let shown = state.fitted(count: count, rows: area.rows)
    let hasBar = count > area.rows && area.columns > 4
    let body = hasBar ? area.splitRight(1).rest : area
    for row in 0..<min(area.rows, count - shown.top) {
      let line = Rect(column: body.column, row: body.row + row, columns: body.columns, rows: 1)
      drawItem(shown.top + row, into: &canvas, line, theme, isSelected: shown.top + row == shown.selected)
    }
    if hasBar {
      Scrollbar(total: count, top: shown.top, rows: area.rows)
        .draw(into: &canvas, area: area.splitRight(1).right, theme: theme)
    }
  }

  private func drawItem(_ index: Int, into canvas: inout Canvas, _ line: Rect, _ theme: Theme, isSelected: Bool) {
    let gutter = theme.isAccessible ? numbered(index, isSelected) : marked(index, theme, isSelected)
    let style = isSelected ? theme[isFocused ? .selection : .selectionInactive] : nil
    let text = style.map { look in item(index).restyled { _ in look } } ?? item(index)
    let look = style ?? theme[isMarked(index) ? .marked : .text]
    canvas.fill(line, style: style ?? theme[.text])
    let width = canvas.write(gutter, style: look, in: line) - line.column
    canvas.write(text, in: line.splitLeft(width).rest, ellipsis: theme.glyphs.ellipsis)
  }

  private func marked(_ index: Int, _ theme: Theme, _ isSelected: Bool) -> String {
    let glyph = isSelected ? theme.glyphs.marker : " "
    return glyph + (isMarked(index) ? theme.glyphs.mark : " ")
  }

  /// Readers aloud have numbers to name.
  private func numbered(_ index: Int, _ isSelected: Bool) -> String {
    "\(index + 1). \(isSelected ? "selected, " : "")\(isMarked(index) ? "marked, " : "")"
  }
}

extension Canvas {
  /// An empty pane says why it is empty, in its middle.
  package mutating func drawEmpty(_ text: StyledText, _ area: Rect, _ theme: Theme) {
    let lines = text.wrapped(to: max(1, area.columns - 2), limit: area.rows)
    let place = area.centred(Size(columns: area.columns - 2, rows: lines.count))
    for (index, line) in lines.enumerated() where !text.isEmpty {
      let row = Rect(column: place.column, row: place.row + index, columns: place.columns, rows: 1)
      write(line.restyled { $0 == .plain ? theme[.muted] : $0 }, in: row, align: .centre)
    }
  }
}
