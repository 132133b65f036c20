package import Canvas

/// Items of several rows each, like cards: the same state and moves as a list, drawn by the caller.
///
/// The state counts items: its `rows` are how many items fit, see `fitting`.
package struct ItemsView {
  package var count: Int
  package var height: Int
  package var gap: Int
  package var state: ListState
  package var empty: StyledText
  private let drawItem: (_ index: Int, _ canvas: inout Canvas, _ area: Rect, _ isSelected: Bool) -> Void

  package init(
    count: Int, height: Int, gap: Int = 0, state: ListState, empty: StyledText = "",
    drawItem: @escaping (_ index: Int, _ canvas: inout Canvas, _ area: Rect, _ isSelected: Bool) -> Void
  ) {
    (self.count, self.height, self.gap) = (count, max(1, height), max(0, gap))
    (self.state, self.empty, self.drawItem) = (state, empty, drawItem)
  }

  /// How many whole items fit into a number of rows; at least one.
  package static func fitting(rows: Int, height: Int, gap: Int = 0) -> Int {
    max(1, (rows + gap) / max(1, height + gap))
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    canvas.fill(area, style: theme[.text])
    guard count > 0 else { return canvas.drawEmpty(empty, area, theme) }
    let fitting = Self.fitting(rows: area.rows, height: height, gap: gap)
    let shown = state.fitted(count: count, rows: fitting)
    let hasBar = count > fitting && area.columns > 4
    let body = hasBar ? area.splitRight(1).rest : area
    for step in 0..<min(fitting, count - shown.top) {
      let index = shown.top + step
      let place = Rect(
        column: body.column, row: body.row + step * (height + gap), columns: body.columns, rows: height)
      drawItem(index, &canvas, place.intersection(body), index == shown.selected)
    }
    if hasBar {
      Scrollbar(total: count, top: shown.top, rows: fitting)
        .draw(into: &canvas, area: area.splitRight(1).right, theme: theme)
    }
  }

  /// The item under a row of the area, for the mouse; nil on a gap.
  package func item(atRow row: Int, rows: Int) -> Int? {
    let shown = state.fitted(count: count, rows: Self.fitting(rows: rows, height: height, gap: gap))
    guard row >= 0, row % (height + gap) < height else { return nil }
    return shown.item(atRow: row / (height + gap))
  }
}
