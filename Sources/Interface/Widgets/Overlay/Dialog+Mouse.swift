package import Canvas

extension Dialog {
  /// The button under a cell of the screen.
  package func button(at point: Point, in area: Rect) -> Int? {
    let place = place(in: area)
    guard place.columns >= 6, place.rows >= 3 else { return nil }
    let line = place.inset(horizontally: 2, vertically: 1).splitBottom(1).bottom
    guard line.contains(point) else { return nil }
    let widths = buttons.map { Sanitiser.width("[\($0.key)] \($0.words)") }
    var column = line.column + max(0, line.columns - widths.reduce(3 * (buttons.count - 1), +))
    for (index, width) in widths.enumerated() {
      if (column..<column + width).contains(point.column) { return index }
      column += width + 3
    }
    return nil
  }
}
