import Base
package import Canvas
import Domain
package import Loop
package import PanelKit
import Widgets
package import Wire

/// The list, and beside or below it everything that a person must see before he answers.
extension InboxPanel {
  /// Where the list and the details stand: side by side on a wide screen, one below the other on a narrow one.
  static func places(_ state: InboxState, in area: Rect) -> (list: Rect, details: Rect) {
    if state.isZoomed { return (area.splitTop(0).top, area) }
    if area.columns >= 110 {
      let (left, right) = area.splitLeft(min(72, area.columns * 2 / 5))
      return (left, right)
    }
    let rows = max(3, min(state.visible.count + 2, area.rows / 3))
    let (top, rest) = area.splitTop(rows)
    return (top, rest)
  }

  /// The rows below the frame: where it would run, and the text that scrolls.
  private static func parts(of details: Rect, _ sheet: AskSheet) -> (head: Rect, text: Rect) {
    let inside = details.inset(horizontally: 2, vertically: 1)
    let (head, text) = inside.splitTop(min(sheet.head.count, max(1, inside.rows - 1)))
    return (head, text.rows > 6 ? text.splitTop(1).rest : text)
  }

  private static func columns(of details: Rect) -> Int { max(1, details.columns - 4) }

  package func fit(_ state: inout InboxState, area: Rect) {
    state.size = area.size
    let (list, details) = Self.places(state, in: area)
    state.list.fit(count: state.visible.count, rows: max(1, list.inset(vertically: 1).rows))
    guard let ask = state.selected else { return (state.isZoomed, state.readsText) = (false, false) }
    let columns = Self.columns(of: details)
    let sheet = AskSheet(ask, columns: columns, now: now(), theme: Theme())
    state.reading.show(sheet, of: ask.id, columns: columns, rows: Self.parts(of: details, sheet).text.rows)
  }

  package func draw(_ state: InboxState, into canvas: inout Canvas, area: Rect, theme: Theme) {
    guard !state.visible.isEmpty else { return drawEmpty(state, &canvas, area, theme) }
    let (list, details) = Self.places(state, in: area)
    let time = now()
    if !list.isEmpty { drawList(state, &canvas, list, time, theme) }
    if let ask = state.selected, details.rows > 2 { draw(ask, state, &canvas, details, time, theme) }
  }

  private func drawList(
    _ state: InboxState, _ canvas: inout Canvas, _ area: Rect, _ time: Timestamp, _ theme: Theme
  ) {
    let words = state.showsHistory ? "Answered" : "Waits for you"
    let title = StyledText("\(theme.glyphs.question) \(words) \(state.visible.count)", theme[.title])
    let inside = canvas.box(
      area, state.movesText ? theme.glyphs.box : theme.glyphs.focusBox,
      style: theme[state.movesText ? .border : .focusBorder], title: title)
    let all = state.listed
    ListView(
      count: state.visible.count, state: state.list, isFocused: !state.movesText,
      isMarked: { state.marked.contains(all[state.visible[$0]].id) }
    ) { row(all[state.visible[$0]], state, time, theme) }
    .draw(into: &canvas, area: inside, theme: theme)
  }

  private func row(_ ask: AskView, _ state: InboxState, _ now: Timestamp, _ theme: Theme) -> StyledText {
    var text = StyledText("\(InboxText.owner(ask)) ", theme[.accent])
    let age = TaskText.span(now.since(ask.asked))
    text.append(age + String(repeating: " ", count: max(1, 6 - age.utf8.count)), theme[.muted])
    if state.answering.contains(ask.id) {
      text.append("\(theme.isAccessible ? "answering" : theme.glyphs.running) ", theme[.stateRunning])
    }
    if state.showsHistory { text.append("\(InboxText.answer(ask)) ", theme[.info]) }
    text.append("\(ask.service) ", theme[Look.role(ofService: ask.service)])
    text.append(ask.kind == .question ? "asks " : "", theme[.warning])
    text.append(ask.what, theme[.text])
    return text
  }

  private func draw(
    _ ask: AskView, _ state: InboxState, _ canvas: inout Canvas, _ area: Rect, _ now: Timestamp, _ theme: Theme
  ) {
    let sheet = AskSheet(ask, columns: Self.columns(of: area), now: now, theme: theme)
    let (head, text) = Self.parts(of: area, sheet)
    let isFocused = state.movesText
    canvas.box(
      area, isFocused ? theme.glyphs.focusBox : theme.glyphs.box, style: theme[isFocused ? .focusBorder : .border],
      title: title(ask, state, sheet.rows.count, text.rows, theme))
    for (row, line) in sheet.head.prefix(head.rows).enumerated() {
      canvas.write(line, at: Point(column: head.column, row: head.row + row), clip: head)
    }
    let top = state.reading.ask == ask.id ? min(state.reading.top, max(0, sheet.rows.count - text.rows)) : 0
    for (row, line) in sheet.rows.dropFirst(top).prefix(text.rows).enumerated() {
      canvas.write(line.text, at: Point(column: text.column, row: text.row + row), clip: text)
    }
    guard sheet.rows.count > text.rows else { return }
    let bar = Rect(column: text.endColumn, row: text.row, columns: 1, rows: text.rows)
    Scrollbar(total: sheet.rows.count, top: top, rows: text.rows).draw(into: &canvas, area: bar, theme: theme)
  }

  /// Says how much of it is in sight where that is not all.
  private func title(_ ask: AskView, _ state: InboxState, _ count: Int, _ rows: Int, _ theme: Theme) -> StyledText {
    let title = StyledText("\(ask.id) \(ask.kind == .question ? "question" : ask.tool)", theme[.title])
    guard count > rows else { return title }
    let first = min(state.reading.top, count - rows) + 1
    let words = "  \(first)-\(first + rows - 1) of \(count)\(state.movesText ? "" : ", Tab scrolls")"
    return title + StyledText(words, theme[.muted])
  }

  private func drawEmpty(_ state: InboxState, _ canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    var words = StyledText("Nothing waits for you.\n\n", theme[.title])
    words.append(
      "Agents ask here before they do what their permission does not cover, and when they have a question.",
      theme[.text])
    if state.isLoading { words = StyledText("loading", theme[.placeholder]) }
    if state.showsHistory { words = StyledText("Nothing was answered yet.", theme[.text]) }
    if !state.filter.isEmpty { words = StyledText("nothing matches \(state.filter)", theme[.placeholder]) }
    canvas.writeWrapped(words, in: area.inset(horizontally: 2, vertically: 1))
  }

  package func head(_ state: InboxState, theme: Theme) -> StyledText {
    var text = StyledText()
    if !state.marked.isEmpty { text.append("\(state.marked.count) marked  ", theme[.marked]) }
    if !state.filter.isEmpty { text.append("filter: \(state.filter)  ", theme[.badgeAccent]) }
    return text
  }

  package func back(_ state: inout InboxState) -> Bool {
    if state.isZoomed {
      state.isZoomed = false
    } else if state.readsText {
      state.readsText = false
    } else if !state.filter.isEmpty {
      state.filter = ""
    } else if !state.marked.isEmpty {
      state.marked = []
    } else if state.showsHistory {
      state.showsHistory = false
    } else {
      return false
    }
    state.refilter()
    return true
  }

  package func mouse(_ event: MouseEvent, _ state: inout InboxState, area: Rect) -> PanelStep<InboxMessage> {
    let (list, details) = Self.places(state, in: area)
    let isOverText = details.contains(Point(column: event.column, row: event.row))
    switch event.kind {
    case .wheel(_, let rows): isOverText ? state.reading.scroll(by: rows) : state.list.scroll(by: rows)
    case .press(.left):
      state.readsText = isOverText
      let inside = list.inset(horizontally: 1, vertically: 1)
      if !isOverText, let item = state.list.item(atRow: event.row - inside.row), event.column < inside.endColumn {
        state.list.select(item)
      }
    case .press, .release, .drag, .move: break
    }
    return .none
  }

  package func movePane(by step: Int, _ state: inout InboxState) -> Effect<InboxMessage> {
    state.readsText = state.selected != nil && !state.readsText
    return .none
  }

  package func zoom(_ state: inout InboxState) { state.isZoomed = state.selected != nil && !state.isZoomed }

  /// How many open requests there are, for the row of tabs.
  package func waiting(_ state: InboxState) -> Int { state.asks.count }

  package var isAlwaysOn: Bool { true }
}
