import Canvas

/// A table whose columns share the width; cells that are too wide wrap.
struct MarkdownTable {
  private let rows: [[StyledText]]
  private let aligns: [Alignment]
  private let columns: Int
  private let theme: Theme

  init(_ rows: [[String]], _ aligns: [Alignment], _ columns: Int, _ theme: Theme) {
    self.rows = rows.enumerated().map { index, row in
      row.prefix(aligns.count).map { MarkdownInline.styled($0, base: theme[index == 0 ? .title : .text], theme: theme) }
    }
    (self.aligns, self.columns, self.theme) = (aligns, columns, theme)
  }

  var lines: [StyledText] {
    let widths = widths
    var lines: [StyledText] = []
    for (index, row) in rows.enumerated() {
      lines += self.row(row, widths)
      if index == 0, !theme.isAccessible { lines.append(rule(widths)) }
    }
    return lines
  }

  /// Wanted widths, the widest ones cut down until all fit.
  private var widths: [Int] {
    var widths = aligns.indices.map { column in
      max(1, rows.map { column < $0.count ? $0[column].width : 0 }.max() ?? 1)
    }
    let room = max(aligns.count, columns - 3 * (aligns.count - 1))
    var excess = widths.reduce(0, +) - room
    while excess > 0, let widest = widths.max(), widest > 1 {
      let second = widths.filter { $0 < widest }.max() ?? 0
      let same = widths.filter { $0 == widest }.count
      let cut = max(1, min((excess + same - 1) / same, widest - second))
      for index in widths.indices where widths[index] == widest && excess > 0 {
        let step = min(cut, excess, widest - 1)
        widths[index] -= step
        excess -= step
      }
    }
    return widths
  }

  private func row(_ row: [StyledText], _ widths: [Int]) -> [StyledText] {
    let cells = widths.indices.map { index in index < row.count ? row[index].wrapped(to: widths[index]) : [] }
    let bar = StyledText(" \(theme.glyphs.divider) ", theme[.border])
    return (0..<max(1, cells.map(\.count).max() ?? 1)).map { line in
      let parts = widths.indices.map { index in
        padded(line < cells[index].count ? cells[index][line] : "", widths[index], aligns[index])
      }
      return StyledText.joined(parts, by: bar)
    }
  }

  private func padded(_ text: StyledText, _ width: Int, _ align: Alignment) -> StyledText {
    let text = text.truncated(to: width, ellipsis: theme.glyphs.ellipsis)
    let free = max(0, width - text.width)
    let left = align == .leading ? 0 : align == .trailing ? free : free / 2
    return StyledText(String(repeating: " ", count: left)) + text
      + StyledText(String(repeating: " ", count: free - left))
  }

  private func rule(_ widths: [Int]) -> StyledText {
    let isDrawn = theme.glyphs.box == .rounded
    let parts = widths.map { String(repeating: isDrawn ? "─" : "-", count: $0) }
    return StyledText(parts.joined(separator: isDrawn ? "─┼─" : "-+-"), theme[.border])
  }
}
