package import Canvas

/// A question in the middle of the screen. Destructive ones name the object and the loss and default to No.
package struct Dialog: Hashable, Sendable {
  package struct Button: Hashable, Sendable {
    package var key: String
    package var words: String

    package init(key: String, _ words: String) {
      (self.key, self.words) = (key, words)
    }
  }

  package var title: String
  package var body: StyledText
  package var buttons: [Button]
  /// Which button Enter presses.
  package var focused: Int
  package var isDangerous: Bool

  package init(
    title: String, body: StyledText, buttons: [Button], focused: Int = 0, isDangerous: Bool = false
  ) {
    (self.title, self.body, self.buttons) = (title, body, buttons)
    (self.focused, self.isDangerous) = (focused, isDangerous)
  }

  /// No comes first and has the focus; Yes wants its own key.
  package static func confirm(
    title: String, body: StyledText, yesKey: String = "Y", yes: String, no: String = "no", isDangerous: Bool = true
  ) -> Dialog {
    Dialog(
      title: title, body: body, buttons: [Button(key: "n", no), Button(key: yesKey, yes)], isDangerous: isDangerous)
  }

  package mutating func focus(by distance: Int) {
    guard !buttons.isEmpty else { return }
    focused = ((focused + distance) % buttons.count + buttons.count) % buttons.count
  }

  package func button(forKey key: String) -> Int? { buttons.firstIndex { $0.key == key } }

  /// Where the dialog stands: as small as its words allow, never beyond the area.
  package func place(in area: Rect) -> Rect {
    let room = max(4, min(area.columns - 4, 72))
    let lines = body.wrapped(to: room - 4, limit: 200)
    let widest = lines.map(\.width).max() ?? 0
    let columns = max(widest, Sanitiser.width(title) + 2, buttonRow.width) + 4
    let wanted = min(columns, max(room, 4))
    let rows = body.wrapped(to: max(1, wanted - 4), limit: 200).count + (buttons.isEmpty ? 2 : 4)
    return area.centred(Size(columns: wanted, rows: rows))
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let place = place(in: area)
    guard place.columns >= 6, place.rows >= 3 else { return drawTiny(into: &canvas, area, theme) }
    canvas.fill(place, style: theme[.overlay])
    let border = theme[isDangerous ? .error : .overlayBorder]
    let inside = canvas.box(place, theme.glyphs.box, style: border, title: StyledText(title, theme[.overlayTitle]))
      .inset(horizontally: 1)
    let (text, bottom) = inside.splitBottom(buttons.isEmpty ? 0 : 1)
    canvas.writeWrapped(body, in: text)
    drawButtons(into: &canvas, bottom, theme)
  }

  private var buttonRow: StyledText {
    StyledText(buttons.map { "[\($0.key)] \($0.words)" }.joined(separator: "   "))
  }

  private func drawButtons(into canvas: inout Canvas, _ line: Rect, _ theme: Theme) {
    var column = line.column + max(0, line.columns - buttonRow.width)
    for (index, button) in buttons.enumerated() where column < line.endColumn {
      let style = theme[index == focused ? .selection : .text]
      let room = Rect(column: column, row: line.row, columns: line.endColumn - column, rows: 1)
      let text = StyledText("[\(button.key)] \(button.words)", style)
      column = canvas.write(text, in: room, ellipsis: theme.glyphs.ellipsis) + 3
    }
  }

  /// Where no frame fits: the question and its keys in what there is.
  private func drawTiny(into canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    canvas.fill(area, style: theme[.overlay])
    let keys = buttons.map { "[\($0.key)] \($0.words)" }.joined(separator: " ")
    let (text, bottom) = area.splitBottom(min(1, max(0, area.rows - 1)))
    canvas.writeWrapped(StyledText(title, theme[.overlayTitle]), in: text)
    canvas.write(keys, style: theme[.text], in: bottom, ellipsis: theme.glyphs.ellipsis)
  }
}
