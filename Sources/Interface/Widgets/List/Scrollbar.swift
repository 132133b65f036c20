package import Canvas

/// Where a window stands in something longer. Blind to what is shown; a column wide.
package struct Scrollbar: Hashable, Sendable {
  package var total: Int
  package var top: Int
  package var rows: Int

  package init(total: Int, top: Int, rows: Int) {
    (self.total, self.top, self.rows) = (total, top, rows)
  }

  /// Rows of the thumb: never empty, at the very end only when the window is.
  package func thumb(in height: Int) -> Range<Int> {
    guard total > rows, height > 0 else { return 0..<max(0, height) }
    let size = max(1, height * rows / total)
    let free = height - size
    let last = total - rows
    let start = top >= last ? free : min(max(0, free - 1), (top * free + last - 1) / last)
    return start..<start + size
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    guard !theme.isAccessible, !area.isEmpty else { return }
    let thumb = thumb(in: area.rows)
    let line = area.splitLeft(1).left
    canvas.fill(line, with: theme.glyphs.track.first, style: theme[.border])
    let place = Rect(column: line.column, row: line.row + thumb.lowerBound, columns: 1, rows: thumb.count)
    canvas.fill(place, with: theme.glyphs.thumb.first, style: theme[.muted])
  }
}

extension String {
  fileprivate var first: UInt32 { unicodeScalars.first?.value ?? 0x20 }
}
