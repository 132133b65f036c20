package import Canvas

/// All keys of where one stands, by section; made from the table that dispatches, so it cannot lie.
///
/// Two columns where there is room for them and need.
package struct HelpTable: Hashable, Sendable {
  package struct Section: Hashable, Sendable {
    package var title: String
    package var hints: [Hint]

    package init(_ title: String, _ hints: [Hint]) {
      (self.title, self.hints) = (title, hints)
    }
  }

  package var sections: [Section]
  package var filter: String
  /// The first row that is shown.
  package var top: Int

  package init(_ sections: [Section], filter: String = "", top: Int = 0) {
    (self.sections, self.filter, self.top) = (sections, filter, top)
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    canvas.fill(area, style: theme[.overlay])
    let lines = lines(theme)
    if lines.isEmpty { return canvas.drawEmpty(StyledText("no key matches '\(filter)'"), area, theme) }
    let columns = Self.columns(lines.count, in: area)
    let first = max(0, min(top, lines.count - columns * area.rows))
    for (index, line) in lines.dropFirst(first).prefix(columns * area.rows).enumerated() {
      let pane = area.columnsSplit(columns, gap: 2)[index / area.rows]
      let place = Rect(column: pane.column, row: pane.row + index % area.rows, columns: pane.columns, rows: 1)
      canvas.write(line, in: place, ellipsis: theme.glyphs.ellipsis)
    }
  }

  /// How many rows there are: the bound of `top`.
  package func rows(_ theme: Theme) -> Int { lines(theme).count }

  /// How many of them are seen at once.
  package func seen(in area: Rect, _ theme: Theme) -> Int { Self.columns(rows(theme), in: area) * area.rows }

  private static func columns(_ lines: Int, in area: Rect) -> Int {
    area.columns >= 100 && lines > area.rows ? 2 : 1
  }

  private func lines(_ theme: Theme) -> [StyledText] {
    let keyWidth = sections.flatMap(\.hints).map { Sanitiser.width($0.key) }.max() ?? 0
    var result: [StyledText] = []
    for section in sections {
      let hints = section.hints.filter(matches)
      guard !hints.isEmpty else { continue }
      if !result.isEmpty { result.append("") }
      result.append(StyledText(section.title, theme[.heading]))
      for hint in hints {
        let gap = String(repeating: " ", count: keyWidth - Sanitiser.width(hint.key) + 2)
        result.append(StyledText("  " + hint.key + gap, theme[.key]) + StyledText(hint.words, theme[.text]))
      }
    }
    return result
  }

  private func matches(_ hint: Hint) -> Bool {
    guard !filter.isEmpty else { return true }
    let pattern = FuzzyPattern(filter)
    return pattern.matches(hint.words) || pattern.matches(hint.key)
  }
}
