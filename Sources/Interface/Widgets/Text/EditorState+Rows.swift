import Canvas

/// How the text falls into rows: a single line scrolls sideways, an editor wraps between words.
extension EditorState {
  /// Byte ranges of the rows of a line. Only lines in view and beside the caret are ever laid out.
  func rows(of line: Int) -> [Range<Int>] {
    let bytes = buffer.lines[line]
    if isSingleLine || bytes.count < size.columns { return [0..<bytes.count] }
    let rows = TextLayout.lines(of: String(decoding: bytes, as: UTF8.self), columns: size.columns)
    // A full last row leaves no cell for the caret behind it.
    if let last = rows.last, width(line, last) >= size.columns { return rows + [bytes.count..<bytes.count] }
    return rows
  }

  /// The row in which a position stands and its column there.
  func visualPlace(of position: TextPosition) -> (place: ViewportState.Place, column: Int) {
    let rows = rows(of: position.line)
    let row = rows.lastIndex { $0.lowerBound <= position.byte } ?? 0
    let column = width(position.line, rows[row].lowerBound..<max(rows[row].lowerBound, position.byte))
    return (ViewportState.Place(line: position.line, row: row), isSingleLine ? column : min(column, size.columns - 1))
  }

  /// The position in a row that is nearest to a column from the left.
  func position(at place: ViewportState.Place, column: Int) -> TextPosition {
    let rows = rows(of: place.line)
    let range = rows[min(place.row, rows.count - 1)]
    let isLast = place.row >= rows.count - 1
    var byte = range.lowerBound
    buffer.lines[place.line].withUnsafeBufferPointer { bytes in
      var scanner = GlyphScanner(bytes, from: range.lowerBound)
      var width = 0
      while let glyph = scanner.nextGlyph(), glyph.end <= range.upperBound {
        width += glyph.width
        if width > column || (!isLast && glyph.end == range.upperBound) { break }
        byte = glyph.end
      }
    }
    return TextPosition(line: place.line, byte: byte)
  }

  func position(column: Int, row: Int) -> TextPosition {
    if isSingleLine { return position(at: ViewportState.Place(line: 0), column: column + top.row) }
    return position(at: moved(top, by: max(0, row)), column: column)
  }

  /// A row further down or up, kept within the text. Lays out each line that it passes once.
  func moved(_ place: ViewportState.Place, by distance: Int) -> ViewportState.Place {
    var (place, left) = (place, distance)
    while left > 0 {
      let below = rows(of: place.line).count - 1 - place.row
      if left <= below { return ViewportState.Place(line: place.line, row: place.row + left) }
      guard place.line + 1 < buffer.lines.count else {
        return ViewportState.Place(line: place.line, row: place.row + below)
      }
      left -= below + 1
      place = ViewportState.Place(line: place.line + 1)
    }
    while left < 0 {
      if -left <= place.row { return ViewportState.Place(line: place.line, row: place.row + left) }
      guard place.line > 0 else { return ViewportState.Place(line: place.line) }
      left += place.row + 1
      place = ViewportState.Place(line: place.line - 1, row: rows(of: place.line - 1).count - 1)
    }
    return place
  }

  /// Moves the window just so far that the caret is in it.
  mutating func reveal() {
    let (place, column) = visualPlace(of: caret)
    if isSingleLine {
      let start = top.row
      top = ViewportState.Place(line: 0, row: column < start ? column : max(start, column - size.columns + 1))
      return
    }
    if top.line >= buffer.lines.count { top = ViewportState.Place(line: buffer.lines.count - 1) }
    top.row = min(top.row, rows(of: top.line).count - 1)
    if place < top { return top = place }
    let earliest = moved(place, by: 1 - size.rows)
    if top < earliest { top = earliest }
    fill()
  }

  /// No row below the end stays empty while there are words above the window: the field may have grown.
  private mutating func fill() {
    let last = buffer.lines.count - 1
    let latest = moved(ViewportState.Place(line: last, row: rows(of: last).count - 1), by: 1 - size.rows)
    if latest < top { top = latest }
  }

  /// How many rows the text would take in so many columns; counts no further than asked.
  package func height(columns: Int, most: Int) -> Int {
    var measured = self
    measured.size = Size(columns: max(1, columns), rows: 1)
    var rows = 0
    for line in buffer.lines.indices where rows < most { rows += measured.rows(of: line).count }
    return min(rows, most)
  }

  func width(_ line: Int, _ range: Range<Int>) -> Int {
    buffer.lines[line].withUnsafeBufferPointer { bytes in
      var scanner = GlyphScanner(bytes, from: range.lowerBound)
      var width = 0
      while let glyph = scanner.nextGlyph(), glyph.start < range.upperBound { width += glyph.width }
      return width
    }
  }
}
