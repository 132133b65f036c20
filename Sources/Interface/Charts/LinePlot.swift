package import Canvas

/// Values over time as a line, newest at the right, with the scale at the left and the span below.
///
/// Braille has eight dots in a cell, blocks two halves, ASCII one mark: the same plot on every terminal.
package struct LinePlot: Hashable, Sendable {
  package struct Series: Hashable, Sendable {
    package var name: String
    package var values: [Double]
    package var role: Role

    package init(_ name: String, _ values: [Double], role: Role = .chartOne) {
      (self.name, self.values, self.role) = (name, values, role)
    }
  }

  package var series: [Series]
  package var scale: ChartScale
  package var unit: String
  /// The number of the first value since the beginning. Where it is given the plot fills to the right and then moves on
  /// by a quarter at once: a value a second changes one column, not the whole plot, which a slow link feels.
  package var origin: Int?
  /// What the ends of the time axis are called.
  private var leftLabel: String
  private var rightLabel: String

  package init(
    _ series: [Series], scale: ChartScale? = nil, from leftLabel: String = "", to rightLabel: String = "now",
    unit: String = "", origin: Int? = nil
  ) {
    (self.series, self.unit, self.leftLabel, self.rightLabel) = (series, unit, leftLabel, rightLabel)
    self.origin = origin
    self.scale = scale ?? ChartScale(holding: series.flatMap(\.values))
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    if theme.isAccessible || area.rows < 3 || area.columns < 12 { return drawWords(into: &canvas, area, theme) }
    let (upper, bottom) = area.splitBottom(1)
    let (labels, plot) = upper.splitLeft(6)
    drawScale(into: &canvas, labels, theme)
    let axis = bottom.splitLeft(6).rest
    canvas.write(leftLabel, style: theme[.chartAxis], in: axis, ellipsis: theme.glyphs.ellipsis)
    canvas.write(rightLabel, style: theme[.chartAxis], in: axis, align: .trailing, ellipsis: theme.glyphs.ellipsis)
    var raster = DotRaster(columns: plot.columns, rows: plot.rows, kind: theme.glyphs.plot)
    for (index, line) in series.enumerated() { raster.plot(line.values, scale, series: index, origin: origin) }
    raster.draw(into: &canvas, plot, theme, series.map(\.role))
    drawNames(into: &canvas, plot, theme)
  }

  private func drawScale(into canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    let middle = area.rows >= 5 ? [(area.rows / 2, scale.top / 2)] : []
    for (row, value) in [(0, scale.top)] + middle + [(area.rows - 1, 0)] {
      let place = Rect(column: area.column, row: area.row + row, columns: area.columns - 1, rows: 1)
      canvas.write(ChartScale.label(value) + unit, style: theme[.chartAxis], in: place, align: .trailing)
    }
  }

  /// Names only where there are several to tell apart; each begins with its own mark.
  private func drawNames(into canvas: inout Canvas, _ plot: Rect, _ theme: Theme) {
    guard series.count > 1 else { return }
    let parts = series.enumerated().map { index, line in
      StyledText("\(DotRaster.marks[index % DotRaster.marks.count]) \(line.name)", theme[line.role])
    }
    canvas.write(StyledText.joined(parts, by: "  "), in: plot, align: .trailing, ellipsis: theme.glyphs.ellipsis)
  }

  private func drawWords(into canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    for (index, line) in series.prefix(area.rows).enumerated() {
      let place = Rect(column: area.column, row: area.row + index, columns: area.columns, rows: 1)
      let now = line.values.last.map { ChartScale.label($0) + unit } ?? "none"
      let most = line.values.max().map { ChartScale.label($0) + unit } ?? "none"
      canvas.write("\(line.name) now \(now), highest \(most)", in: place, ellipsis: theme.glyphs.ellipsis)
    }
  }
}
