package import Canvas
import Domain
import Loop
package import PanelKit
package import Widgets
package import Wire

/// Conversations at the left where there is room, what was said, and the field below it.
extension ChatPanel {
  struct Places {
    var sessions: Rect?
    var conversation: Rect
    var field: Rect
  }

  static func places(_ state: ChatState, in area: Rect) -> Places {
    if area.columns < 70, state.focus == .sessions {
      return Places(
        sessions: area, conversation: Rect(column: area.column, row: area.row, columns: 0, rows: 0),
        field: Rect(column: area.column, row: area.endRow, columns: 0, rows: 0))
    }
    let isWide = area.columns >= 70 && !state.isZoomed
    let (left, rest) = area.splitLeft(isWide ? min(34, area.columns / 4) : 0)
    let wanted = state.field.height(columns: rest.columns - 4, most: max(1, area.rows / 3)) + 2
    let (above, below) = rest.splitBottom(min(wanted, max(1, area.rows - 3)))
    return Places(sessions: isWide ? left : nil, conversation: above, field: below)
  }

  private static func inside(_ field: Rect) -> Rect { field.inset(horizontally: 2, vertically: 1) }

  package func dress(_ state: inout ChatState, theme: Theme) {
    guard state.columns > 0, let current = state.current else { return }
    let columns = state.columns
    if let now = state.conversations[current],
      now.columns != columns || now.theme != theme || now.showsTools != state.showsTools
    {
      state.conversations[current]?.layOut(columns: columns, theme: theme, showsTools: state.showsTools)
    }
  }

  package func fit(_ state: inout ChatState, area: Rect) {
    let places = Self.places(state, in: area)
    state.columns = max(4, places.conversation.columns - 3)
    state.field.fit(Self.inside(places.field).size)
    if let sessions = places.sessions {
      state.list.fit(count: state.sessions.count, rows: max(1, (sessions.rows - 2) / 2))
    }
    let size = places.conversation.inset(horizontally: 1).size
    if let id = state.current, state.conversations[id]?.viewport.size != size {
      state.conversations[id]?.viewport.size = size
    }
  }

  package func draw(_ state: ChatState, into canvas: inout Canvas, area: Rect, theme: Theme) {
    let places = Self.places(state, in: area)
    if let place = places.sessions { drawSessions(state, &canvas, place, theme) }
    guard !places.conversation.isEmpty else { return }
    drawConversation(state, &canvas, places.conversation, theme)
    drawField(state, &canvas, places.field, theme)
    if let completion = state.completion { draw(completion, &canvas, above: places.field, theme) }
  }

  private func drawSessions(_ state: ChatState, _ canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    let isFocused = state.focus == .sessions
    let title = StyledText("Sessions \(state.sessions.count)", theme[isFocused ? .title : .muted])
    let inside = canvas.box(
      area, isFocused ? theme.glyphs.focusBox : theme.glyphs.box, style: theme[isFocused ? .focusBorder : .border],
      title: title)
    guard !state.sessions.isEmpty else {
      let words = state.isLoading ? "loading" : "none yet: write, and send it with Enter"
      canvas.writeWrapped(StyledText(words, theme[.placeholder]), in: inside.inset(horizontally: 1))
      return
    }
    let rows = max(1, inside.rows / 2)
    let list = state.list.fitted(count: state.sessions.count, rows: rows)
    for row in 0..<min(rows, state.sessions.count - list.top) {
      let place = Rect(column: inside.column, row: inside.row + row * 2, columns: inside.columns, rows: 2)
      draw(state.sessions[list.top + row], state, &canvas, place.intersection(inside), theme)
    }
  }

  private func draw(
    _ session: SessionView, _ state: ChatState, _ canvas: inout Canvas, _ area: Rect, _ theme: Theme
  ) {
    let isSelected = session.id == state.current
    let look = isSelected ? theme[state.focus == .sessions ? .selection : .selectionInactive] : theme[.text]
    canvas.fill(area, style: look)
    let isUnread = state.unread.contains(session.id)
    var head = StyledText(isSelected ? theme.glyphs.marker : " ", look)
    head.append(ChatText.sign(session, theme) + " ", isSelected ? look : theme[ChatText.role(session)])
    head.append(session.name.isEmpty ? session.id.description : session.name, look.adding(isUnread ? .bold : []))
    if isUnread { head.append(" \(theme.glyphs.mark)", theme[.badgeAccent]) }
    canvas.write(head, in: area.splitTop(1).top, ellipsis: theme.glyphs.ellipsis)
    let service = session.service ?? "automatic"
    let below = StyledText("   \(session.id) \(service)", isSelected ? look : theme[.muted])
    canvas.write(below, in: area.splitTop(1).rest, ellipsis: theme.glyphs.ellipsis)
  }

  private func drawConversation(_ state: ChatState, _ canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    guard let conversation = state.conversation, !conversation.lines.isEmpty else {
      return drawEmpty(state, &canvas, area, theme)
    }
    let search = TextSearch(state.found)
    Viewport(conversation, state: conversation.viewport) { search.needle.isEmpty ? [] : search.ranges(in: $0.text) }
      .draw(into: &canvas, area: area.inset(horizontally: 1), theme: theme)
  }

  private func drawEmpty(_ state: ChatState, _ canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    var words = StyledText("A conversation about \(workspace)\n\n", theme[.title])
    words.append("It reads the files and changes none. ", theme[.text])
    words.append("/task", theme[.key])
    words.append(" makes a task of what you want done, ", theme[.text])
    words.append("@", theme[.key])
    words.append(" completes a file, ", theme[.text])
    words.append("/help", theme[.key])
    words.append(" lists the words, ", theme[.text])
    words.append("Esc", theme[.key])
    words.append(" leaves the field.", theme[.text])
    let isEmpty = state.conversation != nil || !state.isLoading
    canvas.writeWrapped(
      isEmpty ? words : StyledText("loading", theme[.placeholder]), in: area.inset(horizontally: 2, vertically: 1))
  }

  private func drawField(_ state: ChatState, _ canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    let isFocused = state.focus == .field
    let box = isFocused ? theme.glyphs.focusBox : theme.glyphs.box
    let inside = canvas.box(
      area, box, style: theme[isFocused ? .focusBorder : .border], title: ChatText.title(state, theme))
    let hint = isFocused ? "Enter sends, Alt-Enter begins a line, Esc leaves" : "Enter writes"
    TextEditor(state.field, placeholder: hint, isFocused: isFocused)
      .draw(into: &canvas, area: inside.inset(horizontally: 1), theme: theme)
  }

  private func draw(_ completion: Completion, _ canvas: inout Canvas, above field: Rect, _ theme: Theme) {
    let rows = min(completion.items.count, Completion.rows, max(0, field.row - 1))
    guard rows > 0 else { return }
    let first = max(0, min(completion.selected - rows + 1, completion.items.count - rows))
    let width = min(field.columns, 60)
    for row in 0..<rows {
      let item = completion.items[first + row]
      let place = Rect(column: field.column, row: field.row - rows + row, columns: width, rows: 1)
      let look = theme[first + row == completion.selected ? .selection : .overlay]
      canvas.fill(place, style: look)
      canvas.write(
        StyledText(" \(item.text)", look)
          + StyledText("  \(item.words)", first + row == completion.selected ? look : theme[.muted]),
        in: place, ellipsis: theme.glyphs.ellipsis)
    }
  }

  package func mouse(_ event: MouseEvent, _ state: inout ChatState, area: Rect) -> PanelStep<ChatMessage> {
    let places = Self.places(state, in: area)
    let point = Point(column: event.column, row: event.row)
    switch event.kind {
    case .wheel(_, let rows):
      guard var conversation = state.conversation else { return .none }
      conversation.viewport.scroll(by: rows, conversation)
      state.conversation = conversation
    case .press(.left):
      if places.field.contains(point) { state.focus = .field }
      if places.conversation.contains(point) { state.focus = .conversation }
      if let sessions = places.sessions, sessions.contains(point) {
        state.focus = .sessions
        if let item = state.list.item(atRow: (event.row - sessions.row - 1) / 2) {
          state.select(state.sessions[item].id)
          return PanelStep(open(&state))
        }
      }
    case .press, .release, .drag, .move: break
    }
    return .none
  }
}

extension ChatPanel {
  /// What a search has found.
  package func head(_ state: ChatState, theme: Theme) -> StyledText {
    guard !state.found.isEmpty else { return "" }
    let words = state.hits == 0 ? "no hit" : "\(state.hits) hit\(state.hits == 1 ? "" : "s")"
    return StyledText(" \(words) ", theme[.badgeAccent]) + "  "
  }

  /// While the field has the keys, they are letters.
  package func hints(_ state: ChatState) -> [Hint]? {
    guard state.focus == .field else { return nil }
    if state.completion != nil { return [Hint("Tab", "take it"), Hint("Down Up", "choose"), Hint("Esc", "close")] }
    let asks = state.session?.state == .waiting ? [Hint("Esc i", "answer in the inbox")] : []
    return asks + [
      Hint("Enter", "send"), Hint("Alt-Enter", "new line"), Hint("@", "file"), Hint("/", "word"),
      Hint("Up", "what was asked"), Hint("Ctrl-C", "stop, clear"), Hint("Esc", "leave the field"),
      Hint("Tab", "next pane"), Hint("F1", "help"),
    ]
  }
}
