package import Canvas

/// A field above the items that match it, with the matching letters marked.
package struct Finder {
  package var title: String
  package var state: FinderState
  package var total: Int
  private let item: (Int) -> StyledText

  /// `item` gives what an index of the fuzzy index shows; its text is what was searched.
  package init(title: String, state: FinderState, total: Int, item: @escaping (Int) -> StyledText) {
    (self.title, self.state, self.total, self.item) = (title, state, total, item)
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    canvas.fill(area, style: theme[.overlay])
    let counts = StyledText("\(state.matches.count)/\(total)", theme[.muted])
    let inside = canvas.box(
      area, theme.glyphs.box, style: theme[.overlayBorder], title: StyledText(title, theme[.overlayTitle]))
    let (head, body) = inside.splitTop(1)
    let (left, right) = head.splitRight(min(head.columns / 2, counts.width + 1))
    canvas.write(counts, in: right, align: .trailing)
    canvas.write("> ", style: theme[.accent], in: left)
    TextField(state.field, placeholder: "type to find").draw(into: &canvas, area: left.splitLeft(2).rest, theme: theme)
    let pattern = FuzzyPattern(state.field.text)
    let empty = StyledText(state.isSearching ? "searching" : "nothing matches")
    ListView(count: state.matches.count, state: state.list, empty: empty) { row in
      marked(item(state.matches[row]), pattern, theme)
    }
    .draw(into: &canvas, area: body, theme: theme)
  }

  private func marked(_ text: StyledText, _ pattern: FuzzyPattern, _ theme: Theme) -> StyledText {
    guard !pattern.isEmpty, let positions = pattern.positions(in: text.text) else { return text }
    var result = text
    for position in positions where text.text.utf8.count > position {
      let byte = text.text.utf8[text.text.utf8.index(text.text.utf8.startIndex, offsetBy: position)]
      if byte < 0x80 { result = result.restyled(position..<position + 1) { _ in theme[.match] } }
    }
    return result
  }
}
