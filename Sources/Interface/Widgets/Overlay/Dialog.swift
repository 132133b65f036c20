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
  /// What it is about, one by one. A name may be of any length, so names give way before the words below them.
  package var objects: [StyledText]
  /// What comes of it: never pushed out by a name, and cut at its end where it alone is too long.
  package var body: StyledText
  package var buttons: [Button]
  /// Which button Enter presses.
  package var focused: Int
  package var isDangerous: Bool

  package init(
    title: String, objects: [StyledText] = [], body: StyledText, buttons: [Button], focused: Int = 0,
    isDangerous: Bool = false
  ) {
    (self.title, self.objects, self.body, self.buttons) = (title, objects, body, buttons)
    (self.focused, self.isDangerous) = (focused, isDangerous)
  }

  /// No comes first and has the focus; Yes wants its own key.
  package static func confirm(
    title: String, objects: [StyledText] = [], body: StyledText, yesKey: String = "Y", yes: String,
    no: String = "no", isDangerous: Bool = true
  ) -> Dialog {
    Dialog(
      title: title, objects: objects, body: body, buttons: [Button(key: "n", no), Button(key: yesKey, yes)],
      isDangerous: isDangerous)
  }

  package mutating func focus(by distance: Int) {
    guard !buttons.isEmpty else { return }
    focused = ((focused + distance) % buttons.count + buttons.count) % buttons.count
  }

  package func button(forKey key: String) -> Int? { buttons.firstIndex { $0.key == key } }

  /// Where the dialog stands: as small as its words allow, never beyond the area.
  package func place(in area: Rect) -> Rect {
    let room = max(4, min(area.columns - 4, 72))
    let height = height(in: area)
    let widest = lines(Size(columns: room - 4, rows: height)).map(\.width).max() ?? 0
    let columns = max(widest, Sanitiser.width(title) + 2, buttonRow.width) + 4
    let wanted = min(columns, room)
    let rows = lines(Size(columns: max(1, wanted - 4), rows: height)).count + (buttons.isEmpty ? 2 : 4)
    return area.centred(Size(columns: wanted, rows: rows))
  }

  /// The most rows that words can have between the frame and the buttons.
  private func height(in area: Rect) -> Int { max(1, area.rows - (buttons.isEmpty ? 2 : 3)) }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let place = place(in: area)
    guard place.columns >= 6, place.rows >= 3 else { return drawTiny(into: &canvas, area, theme) }
    canvas.fill(place, style: theme[.overlay])
    let border = theme[isDangerous ? .error : .overlayBorder]
    let inside = canvas.box(place, theme.glyphs.box, style: border, title: StyledText(title, theme[.overlayTitle]))
      .inset(horizontally: 1)
    let (text, bottom) = inside.splitBottom(buttons.isEmpty ? 0 : 1)
    let size = Size(columns: text.columns, rows: height(in: area))
    for (row, line) in lines(size, theme.glyphs.ellipsis).enumerated() {
      canvas.write(line, at: Point(column: text.column, row: text.row + row), clip: text)
    }
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

// MARK: - What gives way

extension Dialog {
  /// More are counted, not named.
  private static let mostNames = 10
  /// Of one name.
  private static let mostRows = 4

  /// The words take the rows that they need; names share what is left.
  private func lines(_ size: Size, _ ellipsis: String = "…") -> [StyledText] {
    let words = body.isEmpty ? [] : body.rows(size, ellipsis)
    return names(Size(columns: size.columns, rows: size.rows - words.count), ellipsis) + words
  }

  private func names(_ size: Size, _ ellipsis: String) -> [StyledText] {
    guard size.rows > 0, !objects.isEmpty else { return [] }
    let most = min(size.rows, Self.mostNames)
    let shown = objects.prefix(objects.count > most ? most - 1 : most)
    let rest = objects.count - shown.count
    let each = Size(columns: size.columns, rows: max(1, min(Self.mostRows, size.rows / max(1, objects.count))))
    let more = rest == 0 ? [] : [StyledText(shown.isEmpty ? "\(rest) in all" : "and \(rest) more")]
    return shown.flatMap { $0.rows(each, ellipsis) } + more
  }
}

extension StyledText {
  /// Broken between words into as many rows as there are, the last one with a sign where something is missing.
  fileprivate func rows(_ size: Size, _ ellipsis: String) -> [StyledText] {
    guard size.rows > 0 else { return [] }
    var lines = wrapped(to: max(1, size.columns), limit: size.rows + 1)
    guard lines.count > size.rows else { return lines }
    lines.removeLast()
    let room = max(0, size.columns - Sanitiser.width(ellipsis))
    let last = lines.removeLast()
    lines.append(last.truncated(to: room, ellipsis: "") + StyledText(ellipsis, last.runs.last?.style ?? .plain))
    return lines
  }
}
