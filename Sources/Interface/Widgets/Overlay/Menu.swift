package import Canvas

/// A short list of verbs at a place, each with its key.
package struct Menu: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package var key: String
    package var words: String
    /// Why it cannot be chosen now; nil where it can.
    package var refusal: String?

    package init(key: String, _ words: String, refusal: String? = nil) {
      (self.key, self.words, self.refusal) = (key, words, refusal)
    }
  }

  package var title: String
  package var items: [Item]
  package var state: ListState

  package init(title: String, items: [Item], selected: Int = 0) {
    (self.title, self.items) = (title, items)
    state = ListState(selected: selected, count: items.count, rows: max(1, items.count))
  }

  package var selected: Item? { items.indices.contains(state.selected) ? items[state.selected] : nil }

  /// What a key did.
  package enum Pressed: Hashable, Sendable {
    case left
    case stays
    case took(Item)
  }

  package mutating func press(_ key: String) -> Pressed {
    let taken: Item?
    switch key {
    case "Esc", "q", "Ctrl-C": return .left
    case "Up", "k":
      state.move(by: -1)
      return .stays
    case "Down", "j":
      state.move(by: 1)
      return .stays
    case "Enter": taken = selected
    default: taken = items.first { $0.key == key }
    }
    guard let taken, taken.refusal == nil else { return .stays }
    return .took(taken)
  }

  /// Below an anchor where there is room, else above it, never beyond the area.
  package func place(in area: Rect, at anchor: Point? = nil) -> Rect {
    let widest = items.map { Sanitiser.width($0.key) + Sanitiser.width($0.words) + 4 + refusalWidth($0) }.max() ?? 0
    let size = Size(
      columns: min(area.columns, max(widest, Sanitiser.width(title) + 2) + 4), rows: min(area.rows, items.count + 2))
    guard let anchor else { return area.centred(size) }
    let column = max(area.column, min(anchor.column, area.endColumn - size.columns))
    let below = anchor.row + 1 + size.rows <= area.endRow
    let row = max(area.row, min(below ? anchor.row + 1 : anchor.row - size.rows, area.endRow - size.rows))
    return Rect(column: column, row: row, columns: size.columns, rows: size.rows)
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme, at anchor: Point? = nil) {
    let place = place(in: area, at: anchor)
    canvas.fill(place, style: theme[.overlay])
    let inside = canvas.box(
      place, theme.glyphs.box, style: theme[.overlayBorder], title: StyledText(title, theme[.overlayTitle]))
    ListView(count: items.count, state: state) { text($0, theme) }.draw(into: &canvas, area: inside, theme: theme)
  }

  private func refusalWidth(_ item: Item) -> Int { item.refusal.map { Sanitiser.width($0) + 3 } ?? 0 }

  private func text(_ index: Int, _ theme: Theme) -> StyledText {
    let item = items[index]
    let words = theme[item.refusal == nil ? .text : .muted]
    var text = StyledText(item.key, theme[item.refusal == nil ? .key : .muted]) + StyledText("  " + item.words, words)
    if let refusal = item.refusal { text.append(" (\(refusal))", theme[.muted]) }
    return text
  }
}
