/// A place on the screen; column and row count from zero at the top left.
package struct Point: Hashable, Sendable {
  package var column: Int
  package var row: Int

  package init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}

/// How many columns and rows something has.
package struct Size: Hashable, Sendable {
  package var columns: Int
  package var rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// A rectangle of cells. Never negative: what would be is empty.
package struct Rect: Hashable, Sendable {
  package let column: Int
  package let row: Int
  package let columns: Int
  package let rows: Int

  package init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  package init(_ size: Size) {
    self.init(column: 0, row: 0, columns: size.columns, rows: size.rows)
  }

  package var endColumn: Int { column + columns }
  package var endRow: Int { row + rows }
  package var isEmpty: Bool { columns == 0 || rows == 0 }
  package var size: Size { Size(columns: columns, rows: rows) }

  package func contains(_ point: Point) -> Bool {
    point.column >= column && point.column < endColumn && point.row >= row && point.row < endRow
  }

  package func intersection(_ other: Rect) -> Rect {
    let left = max(column, other.column)
    let top = max(row, other.row)
    return Rect(
      column: left, row: top, columns: min(endColumn, other.endColumn) - left, rows: min(endRow, other.endRow) - top)
  }

  package func inset(horizontally: Int = 0, vertically: Int = 0) -> Rect {
    Rect(
      column: column + horizontally, row: row + vertically, columns: columns - 2 * horizontally,
      rows: rows - 2 * vertically)
  }
}

// MARK: - Splitting

extension Rect {
  /// Cuts rows off the top: the cut, and what is left below it.
  package func splitTop(_ count: Int) -> (top: Rect, rest: Rect) {
    let cut = min(max(0, count), rows)
    return (
      Rect(column: column, row: row, columns: columns, rows: cut),
      Rect(column: column, row: row + cut, columns: columns, rows: rows - cut)
    )
  }

  /// Cuts rows off the bottom: what is left above, and the cut.
  package func splitBottom(_ count: Int) -> (rest: Rect, bottom: Rect) {
    let cut = min(max(0, count), rows)
    let parts = splitTop(rows - cut)
    return (parts.top, parts.rest)
  }

  /// Cuts columns off the left: the cut, and what is left beside it.
  package func splitLeft(_ count: Int) -> (left: Rect, rest: Rect) {
    let cut = min(max(0, count), columns)
    return (
      Rect(column: column, row: row, columns: cut, rows: rows),
      Rect(column: column + cut, row: row, columns: columns - cut, rows: rows)
    )
  }

  /// Cuts columns off the right: what is left, and the cut.
  package func splitRight(_ count: Int) -> (rest: Rect, right: Rect) {
    let cut = min(max(0, count), columns)
    let parts = splitLeft(columns - cut)
    return (parts.left, parts.rest)
  }

  /// Columns of equal width, the first ones a column wider where it does not divide; `gap` columns stay free between.
  package func columnsSplit(_ count: Int, gap: Int = 0) -> [Rect] {
    guard count > 0 else { return [] }
    let free = max(0, columns - gap * (count - 1))
    var next = column
    return (0..<count).map { index in
      let width = free / count + (index < free % count ? 1 : 0)
      defer { next += width + gap }
      return Rect(column: next, row: row, columns: width, rows: rows)
    }
  }

  /// A rectangle of this size in the middle, clamped to this one.
  package func centred(_ size: Size) -> Rect {
    let width = min(size.columns, columns)
    let height = min(size.rows, rows)
    return Rect(
      column: column + (columns - width) / 2, row: row + (rows - height) / 2, columns: width, rows: height)
  }
}
