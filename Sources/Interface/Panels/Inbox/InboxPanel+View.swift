import Base
package import Canvas
import Domain
import Loop
package import PanelKit
import Widgets
package import Wire

/// The list, and beside or below it everything that a person must see before he answers.
extension InboxPanel {
  /// Where the list and the details stand: side by side on a wide screen, one below the other on a narrow one.
  static func places(in area: Rect, count: Int) -> (list: Rect, details: Rect) {
    if area.columns >= 110 {
      let (left, right) = area.splitLeft(min(72, area.columns * 2 / 5))
      return (left, right)
    }
    let rows = max(3, min(count + 2, area.rows / 3))
    let (top, rest) = area.splitTop(rows)
    return (top, rest)
  }

  package func fit(_ state: inout InboxState, area: Rect) {
    let list = Self.places(in: area, count: state.visible.count).list.inset(horizontally: 1, vertically: 1)
    state.list.fit(count: state.visible.count, rows: max(1, list.rows))
  }

  package func draw(_ state: InboxState, into canvas: inout Canvas, area: Rect, theme: Theme) {
    guard !state.visible.isEmpty else { return drawEmpty(state, &canvas, area, theme) }
    let (list, details) = Self.places(in: area, count: state.visible.count)
    let words = state.showsHistory ? "Answered" : "Waits for you"
    let title = StyledText("\(theme.glyphs.question) \(words) \(state.visible.count)", theme[.title])
    let inside = canvas.box(list, theme.glyphs.focusBox, style: theme[.focusBorder], title: title)
    let time = now()
    let all = state.listed
    ListView(
      count: state.visible.count, state: state.list, isMarked: { state.marked.contains(all[state.visible[$0]].id) }
    ) { row(all[state.visible[$0]], state, time, theme) }
    .draw(into: &canvas, area: inside, theme: theme)
    if let ask = state.selected, details.rows > 2 { draw(ask, state, &canvas, details, time, theme) }
  }

  private func row(_ ask: AskView, _ state: InboxState, _ now: Timestamp, _ theme: Theme) -> StyledText {
    var text = StyledText("\(InboxText.owner(ask)) ", theme[.accent])
    let age = TaskText.span(now.since(ask.asked))
    text.append(age + String(repeating: " ", count: max(1, 6 - age.utf8.count)), theme[.muted])
    if state.answering.contains(ask.id) { text.append("\(theme.glyphs.running) ", theme[.stateRunning]) }
    if state.showsHistory { text.append("\(InboxText.answer(ask)) ", theme[.info]) }
    text.append("\(ask.service) ", theme[Look.role(ofService: ask.service)])
    text.append(ask.kind == .question ? "asks " : "", theme[.warning])
    text.append(InboxText.what(ask), theme[.text])
    return text
  }

  private func draw(
    _ ask: AskView, _ state: InboxState, _ canvas: inout Canvas, _ area: Rect, _ now: Timestamp, _ theme: Theme
  ) {
    let title = StyledText("\(ask.id) \(ask.kind == .question ? "question" : ask.tool)", theme[.title])
    let inside = canvas.box(area, theme.glyphs.box, style: theme[.border], title: title).inset(horizontally: 1)
    let lines = details(ask, now, theme).flatMap { $0.text.hanging(in: inside.columns, by: $0.indent) }
    for (row, line) in lines.prefix(inside.rows).enumerated() {
      let isCut = row == inside.rows - 1 && lines.count > inside.rows
      let shown =
        isCut ? StyledText("\(lines.count - inside.rows + 1) more lines; y copies them all", theme[.link]) : line
      canvas.write(shown, at: Point(column: inside.column, row: inside.row + row), clip: inside)
    }
  }

  /// What would run comes first: where there is little room it is what a person must see.
  private func details(_ ask: AskView, _ now: Timestamp, _ theme: Theme) -> [(text: StyledText, indent: Int)] {
    var lines: [StyledText] = []
    let what = ask.kind == .question ? [ask.title ?? ask.input] : InboxText.input(ask)
    lines += what.map { StyledText($0, theme[ask.kind == .question ? .text : .code]) }
    if ask.cutBytes > 0 { lines.append(StyledText("and \(ask.cutBytes) bytes more that are not shown", theme[.error])) }
    for (index, option) in ask.options.enumerated() where ask.kind == .question {
      lines.append(StyledText("  \(index + 1) ", theme[.key]) + StyledText(option.name, theme[.text]))
    }
    lines.append("")
    if let reason = ask.reason { lines.append(StyledText(reason, theme[.muted])) }
    let facts = [
      ("in", ask.worktree ?? ask.workspace), ("of", ask.worktree == nil ? "" : ask.workspace),
      ("for", "\(InboxText.owner(ask))\(ask.run.map { " \($0)" } ?? ""), \(ask.service)"),
      ("since", "\(TaskText.moment(ask.asked)), \(TaskText.span(now.since(ask.asked)))"),
      ("answer", ask.state == .open ? "" : "\(InboxText.answer(ask))\(ask.text.map { ": \($0)" } ?? "")"),
      ("by", ask.answeredBy.map { "\($0)\(ask.delivered == nil ? ", not delivered yet" : "")" } ?? ""),
    ]
    var named: [StyledText] = []
    for (name, value) in facts where !value.isEmpty {
      named.append(
        StyledText(name + String(repeating: " ", count: max(1, 8 - name.utf8.count)), theme[.muted])
          + StyledText(value, theme[.text]))
    }
    return lines.map { ($0, 0) } + named.map { ($0, 8) }
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
    if !state.filter.isEmpty {
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
    let list = Self.places(in: area, count: state.visible.count).list.inset(horizontally: 1, vertically: 1)
    switch event.kind {
    case .wheel(_, let rows): state.list.scroll(by: rows)
    case .press(.left):
      if let item = state.list.item(atRow: event.row - list.row), event.column < list.endColumn {
        state.list.select(item)
      }
    case .press, .release, .drag, .move: break
    }
    return .none
  }

  /// How many open requests there are, for the row of tabs.
  package func waiting(_ state: InboxState) -> Int { state.asks.count }

  package var isAlwaysOn: Bool { true }
}
