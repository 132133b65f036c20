package import Canvas
package import Domain
import PanelKit
import Widgets

/// Draws the board: every column at once where it is wide enough, else the focused one wide and the others as strips.
package struct BoardView {
  private let state: BoardState
  private let theme: Theme

  package init(_ state: BoardState, theme: Theme) {
    self.state = state
    self.theme = theme
  }

  package static let cardRows = 3

  package func draw(into canvas: inout Canvas, area: Rect) {
    for (column, place) in Self.places(state, in: area) { draw(column, in: place, &canvas) }
  }

  /// Which column stands where; for drawing and for the mouse.
  package static func places(_ state: BoardState, in area: Rect) -> [(column: TaskState, place: Rect)] {
    let all = TaskState.allCases
    if area.columns < 60 || state.isZoomed { return [(state.focused, area)] }
    let folded = all.filter { state[$0].isFolded && $0 != state.focused }
    let open = all.filter { !folded.contains($0) }
    let strip = 5
    let room = area.columns - folded.count * strip
    let wide = area.columns < 110 ? max(room / open.count, min(30, room - (open.count - 1) * 12)) : room / open.count
    let rest = open.count > 1 ? (room - wide) / (open.count - 1) : 0
    var next = area.column
    return all.map { column in
      let isLast = column == all.last
      let columns = folded.contains(column) ? strip : column == state.focused ? wide : rest
      defer { next += columns }
      let width = isLast && !folded.contains(column) ? area.endColumn - next : columns
      return (column, Rect(column: next, row: area.row, columns: width, rows: area.rows))
    }
  }

  /// The rows of the pane that hold cards.
  package static func body(of place: Rect) -> Rect { place.inset(horizontally: 1, vertically: 1) }

  private func draw(_ column: TaskState, in place: Rect, _ canvas: inout Canvas) {
    let isFocused = column == state.focused
    let content = state[column]
    let style = theme[isFocused ? .focusBorder : .border]
    let count =
      content.visible.count == content.tasks.count ? "\(content.total)" : "\(content.visible.count)/\(content.total)"
    let name = place.columns < 16 ? "\(count) \(Look.name(of: column))" : "\(Look.name(of: column)) \(count)"
    let title = StyledText("\(Look.glyph(of: column, theme)) \(name)", theme[isFocused ? .title : .muted])
    let inside = canvas.box(place, isFocused ? theme.glyphs.focusBox : theme.glyphs.box, style: style, title: title)
    guard !content.isFolded || isFocused else { return }
    guard !content.visible.isEmpty else { return drawEmpty(column, in: inside, &canvas) }
    let rows = max(1, inside.rows / Self.cardRows)
    let list = content.list.fitted(count: content.visible.count, rows: rows)
    for row in 0..<min(rows, content.visible.count - list.top) {
      let card = Rect(
        column: inside.column, row: inside.row + row * Self.cardRows, columns: inside.columns, rows: Self.cardRows
      ).intersection(inside)
      let task = content.tasks[content.visible[list.top + row]]
      draw(task, in: card, isSelected: list.top + row == list.selected, isFocused: isFocused, &canvas)
    }
  }

  private func draw(_ task: TaskView, in card: Rect, isSelected: Bool, isFocused: Bool, _ canvas: inout Canvas) {
    let body = isSelected && isFocused ? theme[.selection] : isSelected ? theme[.selectionInactive] : theme[.text]
    canvas.fill(card, style: body)
    let (bar, rest) = card.splitLeft(1)
    let isMarked = state.marked.contains(task.id)
    if isSelected && isFocused { canvas.write(theme.glyphs.marker, style: theme[.accent], in: bar) }
    if isMarked { canvas.write(theme.glyphs.mark, style: theme[.marked], in: bar) }
    var head = StyledText("\(Look.glyph(of: task.state, theme)) ", theme[Look.role(of: task.state)])
    head.append("\(task.id)", body.adding(.bold))
    if let service = task.service { head.append(" \(service)", theme[.muted]) }
    if let waiting = task.waiting {
      head.append(" \(theme.glyphs.waiting) \(waiting.for.rawValue)", theme[.badgeWarning])
    }
    for badge in task.badges { head.append(" \(badge)", theme[.badge]) }
    if task.priority != 0 { head.append(" p\(task.priority)", theme[.badgeAccent]) }
    let onSelection = isSelected ? head.restyled { $0.on(body.background) } : head
    canvas.write(onSelection, in: rest.splitTop(1).top, ellipsis: theme.glyphs.ellipsis)
    let below = rest.splitTop(1).rest
    let title = StyledText(task.title, body).wrapped(to: max(1, below.columns), limit: below.rows + 1)
    for (row, line) in title.prefix(below.rows).enumerated() {
      let isCut = row == below.rows - 1 && title.count > below.rows
      let shown = isCut ? line.marked(asCutTo: below.columns, theme.glyphs.ellipsis) : line
      canvas.write(shown, at: Point(column: below.column, row: below.row + row), clip: below)
    }
  }

  private func drawEmpty(_ column: TaskState, in area: Rect, _ canvas: inout Canvas) {
    let words =
      state.isLoading
      ? "loading" : state.filter.isEmpty ? column.whatFills : "nothing matches \(state.filter)"
    canvas.writeWrapped(StyledText(words, theme[.placeholder]), in: area.inset(horizontally: min(1, area.columns / 8)))
  }
}

extension StyledText {
  /// Says that more follows, also where the line itself would just fit.
  fileprivate func marked(asCutTo columns: Int, _ ellipsis: String) -> StyledText {
    let room = max(0, columns - Sanitiser.width(ellipsis))
    return truncated(to: room, ellipsis: "") + StyledText(ellipsis, runs.last?.style ?? .plain)
  }
}

extension TaskState {
  /// What an empty column says.
  fileprivate var whatFills: String {
    switch self {
    case .todo: "n makes a task"
    case .running: "what agents work on"
    case .review: "work that waits for your eyes"
    case .done: "merged or closed"
    case .failed: "what went wrong or was cancelled"
    }
  }
}
