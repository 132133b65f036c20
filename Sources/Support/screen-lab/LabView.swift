import Canvas

extension LabProgram {
  func view(_ model: Model, _ size: Size) -> Canvas {
    var canvas = Canvas(size)
    if let seed = settings.noise { return NoiseScreen(seed: seed, step: model.selected).draw(canvas) }
    if settings.showsWidths { return widths(canvas) }
    let (header, rest) = canvas.bounds.splitTop(1)
    let (body, footer) = rest.splitBottom(2)
    write(
      "screen-lab \(size.columns)x\(size.rows) \(model.background) layers \(model.layers.count) pastes \(model.pastes)",
      in: header, style: Style(.palette(15), on: .rgb(0x303060), .bold), &canvas)
    let (left, right) = settings.hasPane ? body.splitLeft(30) : body.splitTop(min(6, body.rows / 2))
    cards(model, in: left, &canvas)
    log(model, in: right, &canvas)
    status(model, in: footer, &canvas)
    return canvas
  }

  private func cards(_ model: Model, in area: Rect, _ canvas: inout Canvas) {
    let first = max(0, min(model.selected - area.rows / 2, model.cards - area.rows))
    for index in 0..<area.rows where first + index < model.cards {
      let card = first + index
      let isSelected = card == model.selected
      let style = isSelected ? Style(on: .palette(4), .reverse) : Style(.rgb(0x80c0ff))
      let row = Rect(column: area.column, row: area.row + index, columns: area.columns, rows: 1)
      write("\(isSelected ? "▸" : " ") T\(card) a task with a title", in: row, style: style, &canvas)
    }
  }

  private func log(_ model: Model, in area: Rect, _ canvas: inout Canvas) {
    let first = model.pinned ?? max(0, model.lines - area.rows)
    for index in 0..<area.rows where first + index < model.lines {
      let line = first + index
      let style = Style(.palette(UInt8(line % 7 + 1)))
      let row = Rect(column: area.column, row: area.row + index, columns: area.columns, rows: 1)
      let mixed = (line &* 2_654_435_761) % 1_000_003
      write(
        "│\(line) 12:00:\(line % 60) agent \(line % 8) wrote \(mixed) bytes, 漢字 café \(mixed % 97)", in: row,
        style: style, &canvas)
    }
  }

  private func status(_ model: Model, in area: Rect, _ canvas: inout Canvas) {
    let (first, second) = area.splitTop(1)
    let prompt = "> \(model.field)"
    write(prompt, in: first, style: .plain, &canvas)
    if model.isTyping {
      canvas.cursor = Point(column: min(Sanitiser.width(prompt), area.endColumn - 1), row: first.row)
    }
    let spinner = model.spins ? "\(["|", "/", "-", "\\"][model.ticks % 4]) " : ""
    write("\(spinner)\(model.note) wheels \(model.wheels)", in: second, style: Style(.palette(3)), &canvas)
  }

  private func write(_ text: String, in area: Rect, style: Style, _ canvas: inout Canvas) {
    canvas.fill(area.splitTop(1).top, style: style)
    canvas.write(text, style: style, in: area)
  }

  private static let hard = [
    "plain", "漢字かな한글", "e\u{301}a\u{308}\u{301}", "❤\u{fe0f} ⚠\u{fe0f} ✈\u{fe0f}", "1\u{fe0f}\u{20e3} keycap",
    "👍🏽 tone", "👨‍👩‍👧‍👦 family", "🇩🇪🇫🇷 flags", "🫨 new", "a\tb", "\u{1b}[31mred\u{7}", "\u{202e}right to left",
    "\u{200b}zero\u{feff}", "ＦＵＬＬ", "ﾊﾝｶｸ", "\u{e000}private", "½ × ± …", "\u{9b}31m c1",
  ]

  private func widths(_ empty: Canvas) -> Canvas {
    var canvas = empty
    for (row, text) in (Self.hard + ["end of widths"]).enumerated() {
      let area = Rect(column: 0, row: row, columns: 40, rows: 1)
      canvas.write("│\(text)", in: area)
      canvas.write("║", in: Rect(column: 40, row: row, columns: 1, rows: 1))
    }
    return canvas
  }
}
