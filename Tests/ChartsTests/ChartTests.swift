import Canvas
import TestSupport
import Testing

@testable import Charts

@Suite struct ChartTests {
  static let scales: [([Double], Double)] = [
    ([0], 1), ([1], 1), ([1.2], 2), ([3], 5), ([7], 10), ([10], 10), ([101], 200), ([0.03], 0.05), ([], 1),
    ([.nan, 4], 5), ([.infinity, 2], 2),
  ]
  static let labels: [(Double, String)] = [
    (0, "0"), (0.5, "0.5"), (0.05, "0.05"), (1.5, "1.5"), (12, "12"), (1_500, "1.5k"), (20_000_000, "20M"),
    (.nan, "-"), (999.6, "1000"), (0.025, "0.025"), (-0.5, "-0.5"),
    (1e300, ">99G"), (.infinity, ">99G"),
  ]

  @Test(arguments: scales)
  func scalesAreRound(_ values: [Double], _ top: Double) {
    #expect(abs(ChartScale(holding: values).top - top) < 1e-9)
  }

  @Test(arguments: labels)
  func labelsAreShort(_ value: Double, _ label: String) {
    #expect(ChartScale.label(value) == label)
  }

  @Test func oneMoreValueMovesALineAndNotItsScale() {
    var plot = LinePlot([LinePlot.Series("a", (0..<60).map { Double($0 % 7) })], scale: ChartScale(top: 10))
    let before = canvas(plot, Theme())
    plot.series[0].values.append(9)
    let after = canvas(plot, Theme())
    for row in 0..<8 { #expect(before.row(row).prefix(6) == after.row(row).prefix(6)) }
    #expect(before != after)
  }

  @Test(arguments: [
    ("braille", Theme(.dark)), ("ascii", Theme(.dark, depth: .mono, glyphs: .ascii)), ("accessible", .accessible()),
    ("block", blocks),
  ])
  func looksAsItDid(_ look: String, _ theme: Theme) throws {
    let wave = (0..<50).map { Double(($0 * $0) % 40) }
    for size in [Size(columns: 30, rows: 8), Size(columns: 60, rows: 14)] {
      var canvas = Canvas(size)
      let (top, rest) = canvas.bounds.splitTop(1)
      Sparkline(wave).draw(into: &canvas, area: top, theme: theme)
      let (bars, plot) = rest.splitTop(2)
      BarChart([BarChart.Bar("claude", 12.5, words: "$12.50"), BarChart.Bar("codex", 3, role: .chartTwo)])
        .draw(into: &canvas, area: bars, theme: theme)
      LinePlot(
        [LinePlot.Series("tokens", wave), LinePlot.Series("money", wave.map { $0 / 3 }, role: .chartTwo)], from: "-50 s"
      )
      .draw(into: &canvas, area: plot, theme: theme)
      try GoldenScreen.check(canvas, "Charts/all-\(size.columns)x\(size.rows)-\(look)")
    }
  }

  /// 60 columns of values for two minutes: what a second changes, and what all of it changes on average.
  @Test func aPlotThatStandsStillChangesAColumnASecond() {
    var plot = LinePlot([LinePlot.Series("a", [])], scale: ChartScale(top: 10), origin: 0)
    var (changes, jumps) = (0, 0)
    for second in 0..<400 {
      let before = canvas(plot, Theme())
      plot.series[0].values.append(Double(second * 7 % 10))
      if plot.series[0].values.count > 120 {
        plot.series[0].values.removeFirst()
        plot.origin = (plot.origin ?? 0) + 1
      }
      let after = canvas(plot, Theme())
      let changed = zip(before, after).reduce(0) { $0 + zip($1.0, $1.1).filter { $0 != $1 }.count }
      changes += changed
      if changed > 16 { jumps += 1 }
    }
    #expect(jumps <= 400 / 17)
    #expect(changes / 400 <= 20)
  }

  @Test func anySizeAndAnyValueIsDrawn() {
    let values = [0, -1, .nan, .infinity, 1e300, 5, -.infinity]
    for columns in 0..<30 {
      for rows in 0..<6 {
        var canvas = Canvas(Size(columns: columns, rows: rows))
        Sparkline(values).draw(into: &canvas, area: canvas.bounds, theme: Theme())
        BarChart(values.map { BarChart.Bar("漢\u{1b}", $0) }).draw(into: &canvas, area: canvas.bounds, theme: Theme())
        LinePlot([LinePlot.Series("漢\u{7}", values)]).draw(into: &canvas, area: canvas.bounds, theme: Theme())
        for row in 0..<rows { #expect(canvas.row(row).reduce(0) { $0 + $1.width } == columns) }
      }
    }
  }

  static let blocks: Theme = {
    var glyphs = Glyphs.unicode
    glyphs.plot = .block
    return Theme(.dark, glyphs: glyphs)
  }()

  private func canvas(_ plot: LinePlot, _ theme: Theme) -> [[Cell]] {
    var canvas = Canvas(Size(columns: 40, rows: 8))
    plot.draw(into: &canvas, area: canvas.bounds, theme: theme)
    return (0..<8).map { Array(canvas.row($0)) }
  }
}
extension [[Cell]] {
  fileprivate func row(_ index: Int) -> [Cell] { self[index] }
}
