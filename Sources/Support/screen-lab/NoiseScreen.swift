import Base
import Canvas

/// A screen made by a seed and a step: each a small or large change of the one before, of the kinds that a renderer gets
/// wrong: scrolls, wide characters cut in half, runs of blanks, colours that change under the text.
struct NoiseScreen {
  let seed: UInt64
  let step: Int

  func draw(_ empty: Canvas) -> Canvas {
    var canvas = empty
    // From the last whole screen on, so that neighbours are alike.
    for step in step / 8 * 8...step { change(&canvas, step) }
    var generator = SeededGenerator(seed: seed &+ UInt64(step) &* 31)
    if Bool.random(using: &generator), canvas.size.columns > 0, canvas.size.rows > 0 {
      canvas.cursor = Point(
        column: Int.random(in: 0..<canvas.size.columns, using: &generator),
        row: Int.random(in: 0..<canvas.size.rows, using: &generator))
    }
    return canvas
  }

  private static let words = [
    "plain text", "漢字かな", "e\u{301}", "ﾊﾝｶｸ", "│─┼╬", "█▓▒░", "👍🧵", "      ", "a", "mixed 한글 here", "\u{1b}[31m", "…",
    "→",
  ]

  private func change(_ canvas: inout Canvas, _ step: Int) {
    var generator = SeededGenerator(seed: seed &+ UInt64(step))
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: scroll(&canvas, by: Int.random(in: -3...3, using: &generator), &generator)
    case 1: canvas.fill(area(canvas, &generator), with: 0x2592, style: style(&generator))
    case 2:
      let style = style(&generator)
      canvas.restyle(area(canvas, &generator)) { _ in style }
    case 3: canvas.fill(area(canvas, &generator), style: .plain)
    default: break
    }
    for _ in 0..<(step % 8 == 0 ? canvas.size.rows * 3 : 6) {
      let place = area(canvas, &generator)
      canvas.write(
        Self.words.randomElement(using: &generator) ?? "", style: style(&generator),
        at: Point(column: place.column - 2, row: place.row), clip: canvas.bounds)
    }
  }

  private func scroll(_ canvas: inout Canvas, by rows: Int, _ generator: inout SeededGenerator) {
    let area = area(canvas, &generator)
    let old = canvas
    for row in area.row..<area.endRow {
      for column in 0..<canvas.size.columns {
        let from = row + rows
        let cell = from >= area.row && from < area.endRow ? old[column, from] : .blank
        if cell.width > 0 { canvas.put(cell, column: column, row: row, clip: canvas.bounds) }
      }
    }
  }

  private func area(_ canvas: Canvas, _ generator: inout SeededGenerator) -> Rect {
    let (columns, rows) = (max(1, canvas.size.columns), max(1, canvas.size.rows))
    return Rect(
      column: Int.random(in: 0..<columns, using: &generator), row: Int.random(in: 0..<rows, using: &generator),
      columns: Int.random(in: 1...columns, using: &generator), rows: Int.random(in: 1...rows, using: &generator)
    ).intersection(canvas.bounds)
  }

  private func style(_ generator: inout SeededGenerator) -> Style {
    let colors: [Color] = [
      .standard, .palette(1), .palette(12), .palette(200), .rgb(0x0000ff), .rgb(0x102030), .rgb(0xfedcba), .rgb(7),
    ]
    return Style(
      colors.randomElement(using: &generator) ?? .standard, on: colors.randomElement(using: &generator) ?? .standard,
      Attributes(rawValue: UInt8.random(in: 0..<32, using: &generator) & UInt8.random(in: 0..<32, using: &generator)))
  }
}
