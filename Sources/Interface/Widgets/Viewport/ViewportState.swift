package import Canvas

/// Which part of a line source is seen.
///
/// The rule of following: at the bottom it follows; one row up pins the top row whatever arrives, and the lines that
/// came meanwhile are counted; the end follows again. Searching and counting never move a pin.
package struct ViewportState: Hashable, Sendable {
  /// A row of the source: a line, and which of its wrapped rows.
  package struct Place: Hashable, Sendable, Comparable {
    package var line: Int
    package var row: Int

    package init(line: Int, row: Int = 0) {
      (self.line, self.row) = (line, row)
    }

    package static func < (left: Place, right: Place) -> Bool {
      left.line == right.line ? left.row < right.row : left.line < right.line
    }
  }

  private enum Mode: Hashable {
    /// The last row stands at the bottom. Then: `pinned`.
    case following
    /// This row stands at the top; `seen` is where the source ended when it was pinned. Then: `following`.
    case pinned(top: Place, seen: Int)
  }

  private var mode: Mode
  package var wraps: Bool
  /// Columns that are scrolled out at the left; only where nothing wraps.
  package private(set) var indent = 0
  package var size: Size

  package init(follows: Bool = true, wraps: Bool = true, size: Size = Size(columns: 80, rows: 24)) {
    mode = follows ? .following : .pinned(top: Place(line: 0), seen: 0)
    (self.wraps, self.size) = (wraps, size)
  }

  package var isFollowing: Bool { mode == .following }

  /// Lines that came since the pin.
  package func newLines(_ source: some LineSource) -> Int {
    guard case .pinned(_, let seen) = mode else { return 0 }
    return max(0, source.lines.upperBound - max(seen, source.lines.lowerBound))
  }

  /// The row at the top.
  package func top(_ source: some LineSource) -> Place {
    switch mode {
    case .following: return bottomTop(source)
    case .pinned(let top, _):
      guard top.line >= source.lines.lowerBound else { return Place(line: source.lines.lowerBound) }
      return min(top, bottomTop(source))
    }
  }

  package mutating func follow() { mode = .following }

  package mutating func goToStart(_ source: some LineSource) {
    pin(Place(line: source.lines.lowerBound), source)
  }

  package mutating func scroll(by rows: Int, _ source: some LineSource) {
    let bottom = bottomTop(source)
    let target = moved(top(source), by: rows, source)
    if rows > 0, target >= bottom { mode = .following } else { pin(min(target, bottom), source) }
  }

  package mutating func halfPage(_ direction: Int, _ source: some LineSource) {
    scroll(by: direction * max(1, size.rows / 2), source)
  }

  package mutating func page(_ direction: Int, _ source: some LineSource) {
    scroll(by: direction * max(1, size.rows - 1), source)
  }

  package mutating func scrollSideways(by columns: Int) { indent = max(0, indent + columns) }

  /// Brings a line into view, a third from the top, unless it is in view: for jumps to hits and errors.
  package mutating func reveal(line: Int, _ source: some LineSource) {
    guard !source.lines.isEmpty else { return }
    let line = max(source.lines.lowerBound, min(line, source.lines.upperBound - 1))
    let first = top(source)
    let last = moved(first, by: max(0, size.rows - 1), source)
    guard line < first.line || line > last.line || (line == first.line && first.row > 0) else {
      return pin(first, source)
    }
    pin(min(moved(Place(line: line), by: -size.rows / 3, source), bottomTop(source)), source)
  }
}

// MARK: - Rows

extension ViewportState {
  /// How many rows a line takes.
  package func height(of line: Int, _ source: some LineSource) -> Int {
    guard wraps else { return 1 }
    let text = source.line(line).text
    guard text.utf8.count > size.columns else { return 1 }
    return TextLayout.lines(of: text, columns: size.columns, hang: hang(of: line, source)).count
  }

  /// Nothing hangs where it would take more than half of the pane.
  func hang(of line: Int, _ source: some LineSource) -> Int {
    guard wraps else { return 0 }
    let hang = source.hang(line)
    return hang * 2 <= size.columns ? hang : 0
  }

  /// A place some rows further down or up, kept within the source. Lays out only the lines that it passes.
  func moved(_ place: Place, by rows: Int, _ source: some LineSource) -> Place {
    guard !source.lines.isEmpty else { return Place(line: source.lines.lowerBound) }
    var (place, left) = (place, rows)
    while left > 0 {
      let below = height(of: place.line, source) - 1 - place.row
      if left <= below { return Place(line: place.line, row: place.row + left) }
      guard place.line + 1 < source.lines.upperBound else { return Place(line: place.line, row: place.row + below) }
      left -= below + 1
      place = Place(line: place.line + 1)
    }
    while left < 0 {
      if -left <= place.row { return Place(line: place.line, row: place.row + left) }
      guard place.line > source.lines.lowerBound else { return Place(line: place.line) }
      left += place.row + 1
      place = Place(line: place.line - 1, row: height(of: place.line - 1, source) - 1)
    }
    return place
  }

  /// The top row when the last row stands at the bottom.
  private func bottomTop(_ source: some LineSource) -> Place {
    let lines = source.lines
    guard let last = lines.last else { return Place(line: lines.lowerBound) }
    return moved(Place(line: last, row: height(of: last, source) - 1), by: 1 - max(1, size.rows), source)
  }

  private mutating func pin(_ place: Place, _ source: some LineSource) {
    if case .pinned(_, let seen) = mode, seen > 0 {
      mode = .pinned(top: place, seen: seen)
    } else {
      mode = .pinned(top: place, seen: source.lines.upperBound)
    }
  }
}

// MARK: - A cursor

extension ViewportState {
  /// Brings a line into view with as little movement as that takes, and pins what is seen.
  package mutating func bring(line: Int, _ source: some LineSource) {
    guard source.lines.contains(line) else { return }
    let first = top(source)
    let last = moved(first, by: max(0, size.rows - 1), source)
    let lastRow = Place(line: line, row: height(of: line, source) - 1)
    if line < first.line || line == first.line && first.row > 0 {
      pin(Place(line: line), source)
    } else if lastRow > last {
      pin(max(Place(line: first.line), moved(lastRow, by: 1 - max(1, size.rows), source)), source)
    } else {
      pin(first, source)
    }
  }

  /// Which rows of the pane a line takes; nil where it is not in view.
  package func rows(of line: Int, _ source: some LineSource) -> Range<Int>? {
    let first = top(source)
    guard source.lines.contains(line), line >= first.line else { return nil }
    var row = -first.row
    for above in first.line..<line {
      row += height(of: above, source)
      if row >= size.rows { return nil }
    }
    return row..<row + height(of: line, source)
  }
}
