package import Canvas

package struct TableColumn: Hashable, Sendable {
  package enum Width: Hashable, Sendable {
    case fixed(Int)
    /// Shares what is left by weight, but never below `least`.
    case share(Int, least: Int)
  }

  package var title: String
  package var width: Width
  package var align: Alignment
  /// When the pane is too narrow, columns of the highest rank go first; rank 0 stays.
  package var rank: Int

  package init(_ title: String, _ width: Width, align: Alignment = .leading, rank: Int = 0) {
    (self.title, self.width, self.align, self.rank) = (title, width, align, rank)
  }

  var least: Int {
    switch width {
    case .fixed(let columns): columns
    case .share(_, let least): least
    }
  }
}

/// Rows of cells under titles; asks only for the cells that are seen.
package struct TableView {
  package var columns: [TableColumn]
  package var count: Int
  package var state: ListState
  package var isFocused: Bool
  package var empty: StyledText
  private let cell: (_ row: Int, _ column: Int) -> StyledText

  package init(
    _ columns: [TableColumn], count: Int, state: ListState, isFocused: Bool = true, empty: StyledText = "",
    cell: @escaping (_ row: Int, _ column: Int) -> StyledText
  ) {
    (self.columns, self.count, self.state, self.isFocused) = (columns, count, state, isFocused)
    (self.empty, self.cell) = (empty, cell)
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    canvas.fill(area, style: theme[.text])
    let (head, body) = area.splitTop(1)
    let places = Self.layout(columns, width: area.columns - 2)
    for place in places {
      canvas.write(
        columns[place.column].title, style: theme[.muted].adding(.bold), in: rect(place, head),
        align: columns[place.column].align, ellipsis: theme.glyphs.ellipsis)
    }
    guard count > 0 else { return canvas.drawEmpty(empty, body, theme) }
    let shown = state.fitted(count: count, rows: body.rows)
    for row in 0..<min(body.rows, count - shown.top) {
      let line = Rect(column: body.column, row: body.row + row, columns: body.columns, rows: 1)
      drawRow(shown.top + row, places, into: &canvas, line, theme, isSelected: shown.top + row == shown.selected)
    }
  }

  package struct Place: Hashable, Sendable {
    package let column: Int
    package let start: Int
    package let width: Int
  }

  /// Which columns are shown and where, counted from the first free column; one blank stands between two.
  package static func layout(_ columns: [TableColumn], width: Int) -> [Place] {
    var shown = Array(columns.indices)
    func needed() -> Int { shown.reduce(0) { $0 + columns[$1].least + 1 } - 1 }
    while needed() > width, let worst = shown.max(by: { columns[$0].rank < columns[$1].rank }),
      columns[worst].rank > 0
    {
      shown.removeAll { $0 == worst }
    }
    var free = max(0, width - needed())
    var weights = shown.reduce(0) { $0 + weight(columns[$1]) }
    var start = 0
    return shown.map { index in
      let weight = weight(columns[index])
      let extra = weights > 0 ? free * weight / weights : 0
      free -= extra
      weights -= weight
      let size = max(0, min(columns[index].least + extra, width - start))
      defer { start += size + 1 }
      return Place(column: index, start: start, width: size)
    }
  }

  private static func weight(_ column: TableColumn) -> Int {
    if case .share(let weight, _) = column.width { weight } else { 0 }
  }

  private func drawRow(
    _ row: Int, _ places: [Place], into canvas: inout Canvas, _ line: Rect, _ theme: Theme, isSelected: Bool
  ) {
    let look = isSelected ? theme[isFocused ? .selection : .selectionInactive] : nil
    canvas.fill(line, style: look ?? theme[.text])
    if isSelected { canvas.write(theme.glyphs.marker, style: look ?? theme[.text], in: line) }
    for place in places {
      let text = cell(row, place.column)
      let shown = look.map { look in text.restyled { _ in look } } ?? text
      canvas.write(
        shown, in: rect(place, line), align: columns[place.column].align, ellipsis: theme.glyphs.ellipsis)
    }
  }

  private func rect(_ place: Place, _ line: Rect) -> Rect {
    Rect(column: line.column + 2 + place.start, row: line.row, columns: place.width, rows: line.rows)
      .intersection(line)
  }
}
