package import Canvas

/// A row of names of which one is shown; scrolls sideways so that the active one is always seen.
package struct Tabs: Hashable, Sendable {
  package var titles: [StyledText]
  package var active: Int

  package init(_ titles: [StyledText], active: Int) {
    (self.titles, self.active) = (titles, active)
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let line = area.splitTop(1).top
    canvas.fill(line, style: theme[.text])
    for (index, place) in places(in: line) {
      let style = theme[index == active ? .tabActive : .tab]
      let brackets = theme.isAccessible && index == active
      let text = StyledText(brackets ? "[" : " ", style) + titles[index].restyled { _ in style }
      canvas.write(text + StyledText(brackets ? "]" : " ", style), in: place, ellipsis: theme.glyphs.ellipsis)
    }
  }

  /// Which tab stands where: for drawing and for the mouse.
  package func places(in line: Rect) -> [(index: Int, place: Rect)] {
    guard titles.indices.contains(active), !line.isEmpty else { return [] }
    let widths = titles.map { $0.width + 2 }
    var first = 0
    while first < active, widths[first...active].reduce(0, +) > line.columns { first += 1 }
    var column = line.column
    var result: [(Int, Rect)] = []
    for index in first..<titles.count where column < line.endColumn {
      let width = min(widths[index], line.endColumn - column)
      guard width == widths[index] || index == active else { break }
      result.append((index, Rect(column: column, row: line.row, columns: width, rows: 1)))
      column += width
    }
    return result
  }
}
