package import Canvas

/// A row per item: its name, a bar on a common scale, its value in words.
package struct BarChart: Hashable, Sendable {
  package struct Bar: Hashable, Sendable {
    package var name: String
    package var value: Double
    package var words: String
    package var role: Role

    package init(_ name: String, _ value: Double, words: String? = nil, role: Role = .chartOne) {
      (self.name, self.value, self.role) = (name, value, role)
      self.words = words ?? ChartScale.label(value)
    }
  }

  package var bars: [Bar]
  package var scale: ChartScale

  package init(_ bars: [Bar], scale: ChartScale? = nil) {
    self.bars = bars
    self.scale = scale ?? ChartScale(holding: bars.map(\.value))
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let nameWidth = min(area.columns / 3, bars.map { Sanitiser.width($0.name) }.max() ?? 0)
    let wordWidth = min(area.columns / 3, bars.map { Sanitiser.width($0.words) }.max() ?? 0)
    for (index, bar) in bars.prefix(area.rows).enumerated() {
      let line = Rect(column: area.column, row: area.row + index, columns: area.columns, rows: 1)
      let (name, rest) = line.splitLeft(nameWidth)
      let (room, words) = rest.splitRight(wordWidth)
      canvas.write(bar.name, style: theme[.text], in: name, ellipsis: theme.glyphs.ellipsis)
      canvas.write(bar.words, style: theme[.text], in: words, align: .trailing, ellipsis: theme.glyphs.ellipsis)
      if !theme.isAccessible { draw(bar, into: &canvas, room.inset(horizontally: 1), theme) }
    }
  }

  private func draw(_ bar: Bar, into canvas: inout Canvas, _ room: Rect, _ theme: Theme) {
    let full = Int((scale.fraction(bar.value) * Double(room.columns)).rounded())
    let shown = bar.value > 0 ? max(1, full) : 0
    for column in 0..<min(shown, room.columns) {
      canvas.write(
        theme.glyphs.progressFull, style: theme[bar.role], at: Point(column: room.column + column, row: room.row),
        clip: room)
    }
  }
}
