package import Canvas

/// The newest values as bars of a row's height, newest at the right.
package struct Sparkline: Hashable, Sendable {
  package var values: [Double]
  package var scale: ChartScale
  package var role: Role

  package init(_ values: [Double], scale: ChartScale? = nil, role: Role = .chartOne) {
    (self.values, self.role) = (values, role)
    self.scale = scale ?? ChartScale(holding: values)
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let line = area.splitTop(1).top
    guard !line.isEmpty else { return }
    if theme.isAccessible {
      let last = values.last.map(ChartScale.label) ?? "none"
      canvas.write("now \(last), scale to \(ChartScale.label(scale.top))", in: line)
      return
    }
    let shown = values.suffix(line.columns)
    let levels = theme.glyphs.levels
    for (index, value) in shown.enumerated() {
      let column = line.endColumn - shown.count + index
      let level = Int((scale.fraction(value) * Double(levels.count - 1)).rounded())
      canvas.write(levels[level], style: theme[role], at: Point(column: column, row: line.row), clip: line)
    }
  }
}
