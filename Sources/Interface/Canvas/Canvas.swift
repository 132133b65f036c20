/// A frame in the making: a grid of cells that widgets fill, and where the real cursor stands.
///
/// Writes outside of the clip are dropped, a wide character that would be cut becomes blanks, so every row always sums
/// to the width of the canvas whatever is drawn over what.
package struct Canvas: Sendable {
  package let size: Size
  package private(set) var cells: [Cell]
  /// The caret of the focused field: input methods draw there, so it is the terminal's real cursor. Nil hides it.
  package var cursor: Point?

  package init(_ size: Size, filled style: Style = .plain) {
    self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
    let (count, blank) = (self.size.columns * self.size.rows, Cell(scalar: 0x20, width: 1, style: style))
    // Copied in doubling pieces: many times quicker than cell by cell.
    cells = [Cell](unsafeUninitializedCapacity: count) { buffer, made in
      made = count
      guard let start = buffer.baseAddress, count > 0 else { return }
      start.initialize(to: blank)
      var done = 1
      while done < count {
        let more = min(done, count - done)
        (start + done).initialize(from: start, count: more)
        done += more
      }
    }
  }

  package var bounds: Rect { Rect(size) }

  package subscript(column: Int, row: Int) -> Cell {
    cells[row * size.columns + column]
  }

  package func row(_ row: Int) -> ArraySlice<Cell> {
    cells[row * size.columns..<(row + 1) * size.columns]
  }

  /// Writes one cell of width 1 or 2 at a place inside of `clip`; keeps both halves of what it overwrites whole.
  package mutating func put(_ cell: Cell, column: Int, row: Int, clip: Rect) {
    let area = clip.intersection(bounds)
    guard row >= area.row, row < area.endRow, column >= area.column, column < area.endColumn else { return }
    if cell.width == 2 {
      guard column + 1 < area.endColumn else {
        return place(Cell(scalar: 0x20, width: 1, style: cell.style), column: column, row: row)
      }
      place(cell, column: column, row: row)
      place(.continuation(cell.style), column: column + 1, row: row)
      cells[row * size.columns + column] = cell
    } else {
      place(cell, column: column, row: row)
    }
  }

  package mutating func fill(_ area: Rect, with scalar: UInt32 = 0x20, style: Style) {
    let area = area.intersection(bounds)
    guard !area.isEmpty else { return }
    let cell = Cell(scalar: scalar, width: 1, style: style)
    for row in area.row..<area.endRow {
      place(cell, column: area.column, row: row)
      guard area.columns > 1 else { continue }
      place(cell, column: area.endColumn - 1, row: row)
      let start = row * size.columns
      cells.withUnsafeMutableBufferPointer {
        $0[start + area.column..<start + area.endColumn].update(repeating: cell)
      }
    }
  }

  /// Changes how cells look and leaves what they say.
  package mutating func restyle(_ area: Rect, _ change: (Style) -> Style) {
    let area = area.intersection(bounds)
    for row in area.row..<area.endRow {
      for index in row * size.columns + area.column..<row * size.columns + area.endColumn {
        cells[index] = cells[index].restyled(change(cells[index].style))
      }
    }
  }

  /// Puts a whole other canvas here; what does not fit is left out.
  package mutating func copy(_ other: Canvas, at point: Point) {
    let area = Rect(column: point.column, row: point.row, columns: other.size.columns, rows: other.size.rows)
      .intersection(bounds)
    guard !area.isEmpty else { return }
    let (left, last) = (area.column - point.column, area.columns - 1)
    for row in area.row..<area.endRow {
      let from = (row - point.row) * other.size.columns + left
      let to = row * size.columns + area.column
      // Only at the edges half of a wide character can be left behind.
      if cells[to].width != 1 { place(other.cells[from], column: area.column, row: row) }
      if cells[to + last].width != 1 { place(other.cells[from + last], column: area.column + last, row: row) }
      cells.withUnsafeMutableBufferPointer { target in
        other.cells.withUnsafeBufferPointer { source in
          guard let target = target.baseAddress, let source = source.baseAddress else { return }
          (target + to).update(from: source + from, count: area.columns)
        }
      }
    }
  }

  /// Overwrites one cell; the other half of a wide character that loses one becomes a blank.
  mutating func place(_ cell: Cell, column: Int, row: Int) {
    let index = row * size.columns + column
    let old = cells[index]
    if old.width == 1 { return cells[index] = cell }
    if old.width == 2, column + 1 < size.columns {
      cells[index + 1] = Cell(scalar: 0x20, width: 1, style: cells[index + 1].style)
    } else if old.width == 0, column > 0 {
      cells[index - 1] = Cell(scalar: 0x20, width: 1, style: cells[index - 1].style)
    }
    cells[index] = cell
  }
}
