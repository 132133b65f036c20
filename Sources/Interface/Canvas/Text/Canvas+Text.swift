extension Canvas {
  /// Writes text in one row from a place on, cut at the clip; returns the column behind it.
  ///
  /// What starts left of the clip is skipped; half of a wide character at an edge is a blank.
  @discardableResult
  package mutating func write(_ text: String, style: Style = .plain, at point: Point, clip: Rect) -> Int {
    Sanitiser.withBytes(text) { bytes in
      var pen = Pen(column: point.column, row: point.row, clip: clip.intersection(bounds))
      guard pen.isInside else { return point.column }
      var scanner = GlyphScanner(bytes)
      while pen.column < pen.clip.endColumn, let glyph = scanner.nextGlyph() { draw(glyph, style, &pen) }
      return pen.column
    }
  }

  @discardableResult
  package mutating func write(_ text: StyledText, at point: Point, clip: Rect) -> Int {
    Sanitiser.withBytes(text.text) { bytes in
      var pen = Pen(column: point.column, row: point.row, clip: clip.intersection(bounds))
      guard pen.isInside else { return point.column }
      var scanner = GlyphScanner(bytes)
      var run = 0
      while pen.column < pen.clip.endColumn, let glyph = scanner.nextGlyph() {
        while run + 1 < text.runs.count, text.runs[run].end <= glyph.start { run += 1 }
        draw(glyph, text.runs.isEmpty ? .plain : text.runs[run].style, &pen)
      }
      return pen.column
    }
  }

  /// Writes text into the first row of an area, cut with an ellipsis where it does not fit.
  @discardableResult
  package mutating func write(
    _ text: StyledText, in area: Rect, align: Alignment = .leading, ellipsis: String = "…"
  ) -> Int {
    guard !area.isEmpty else { return area.column }
    let shown = text.truncated(to: area.columns, ellipsis: ellipsis)
    let free = align == .leading ? 0 : max(0, area.columns - shown.width)
    let indent = align == .centre ? free / 2 : free
    return write(shown, at: Point(column: area.column + indent, row: area.row), clip: area.splitTop(1).top)
  }

  @discardableResult
  package mutating func write(
    _ text: String, style: Style = .plain, in area: Rect, align: Alignment = .leading, ellipsis: String = "…"
  ) -> Int {
    write(StyledText(text, style), in: area, align: align, ellipsis: ellipsis)
  }

  /// Writes text broken between words; returns how many rows it took.
  @discardableResult
  package mutating func writeWrapped(_ text: StyledText, in area: Rect) -> Int {
    guard !area.isEmpty else { return 0 }
    let lines = text.wrapped(to: area.columns, limit: area.rows)
    for (index, line) in lines.enumerated() {
      write(line, at: Point(column: area.column, row: area.row + index), clip: area)
    }
    return lines.count
  }

  /// Where the next glyph goes.
  private struct Pen {
    var column: Int
    let row: Int
    let clip: Rect
    var isInside: Bool { !clip.isEmpty && row >= clip.row && row < clip.endRow }
  }

  private mutating func draw(_ glyph: Glyph, _ style: Style, _ pen: inout Pen) {
    defer { pen.column += glyph.width }
    if pen.column >= pen.clip.column {
      let cell = Cell(scalar: glyph.scalar, mark: glyph.mark, width: glyph.width, style: style)
      // Nearly all are one column wide, and the pen stands inside of its clip: nothing is left to be asked.
      glyph.width == 1
        ? place(cell, column: pen.column, row: pen.row) : put(cell, column: pen.column, row: pen.row, clip: pen.clip)
    } else if pen.column + glyph.width > pen.clip.column {
      put(Cell(scalar: 0x20, width: 1, style: style), column: pen.clip.column, row: pen.row, clip: pen.clip)
    }
  }
}
