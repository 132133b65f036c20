package import Canvas
package import Domain
import PanelKit
import Widgets

/// What was drawn on the board before.
package struct BoardPictures: Sendable {
  let cards = Pictures<TaskID, BoardCard>(limit: 300)
  let detail = Pictures<Int, BoardDetail>(limit: 1)

  package init() {}
}

/// Draws the board: every column at once where it is wide enough, else the focused one wide and the others as strips.
package struct BoardView {
  private let state: BoardState
  private let theme: Theme

  private let pictures: BoardPictures

  package init(_ state: BoardState, theme: Theme, pictures: BoardPictures = BoardPictures()) {
    self.state = state
    self.theme = theme
    self.pictures = pictures
  }

  /// The rows of a card: one more where there is room for what its agent says.
  package static func cardRows(in place: Rect) -> Int { place.rows >= 18 ? 4 : 3 }

  /// Where the card that is looked at closely stands: beside the columns where there is room, else over them.
  package static func detailPlace(_ state: BoardState, in area: Rect) -> Rect? {
    if hasPane(area), !state.isEmpty { return area.splitRight(60).right }
    guard state.isDetailFocused, state.selected != nil else { return nil }
    return area.columns >= 110 ? area.splitRight(54).right : area
  }

  /// Wide enough for a pane beside the columns that always shows a card.
  static func hasPane(_ area: Rect) -> Bool { area.columns >= 170 }

  /// Which column stands where; for drawing and for the mouse.
  package static func places(_ state: BoardState, in area: Rect) -> [(column: TaskState, place: Rect)] {
    let detail = detailPlace(state, in: area)
    let room = detail.map { area.splitLeft(max(0, $0.column - area.column)).left } ?? area
    return room.isEmpty ? [] : columns(state, in: room)
  }

  private static func columns(_ state: BoardState, in area: Rect) -> [(column: TaskState, place: Rect)] {
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

  package func draw(into canvas: inout Canvas, area: Rect) {
    for (column, place) in Self.places(state, in: area) { draw(column, in: place, &canvas) }
    if let place = Self.detailPlace(state, in: area) { drawCloseLook(in: place, &canvas) }
    switch state.input {
    case .continue(let sheet, _): sheet.draw(into: &canvas, area: area, theme: theme)
    case .handOver(let sheet, _): sheet.draw(into: &canvas, area: area, theme: theme)
    case .copy(let menu), .filters(let menu), .service(let menu, _, _):
      menu.draw(into: &canvas, area: area, theme: theme)
    case nil: break
    }
  }

  /// Its place stays also where no card is selected: columns that change their width are hard to read.
  private func drawCloseLook(in place: Rect, _ canvas: inout Canvas) {
    guard let (task, detail) = state.closeLook else {
      let inside = canvas.box(place, theme.glyphs.box, style: theme[.border])
      canvas.writeWrapped(StyledText("no card here", theme[.placeholder]), in: inside.inset(horizontally: 1))
      return
    }
    let facts = BoardDetail(
      task: task, detail: detail, theme: theme, top: state.detailTop, isFocused: state.isDetailFocused)
    pictures.detail.show(facts, for: 0, in: place, on: &canvas) { facts.draw(into: &$0, $1) }
  }

  private func draw(_ column: TaskState, in place: Rect, _ canvas: inout Canvas) {
    let isTarget = state.drag.map { $0.over == column && state.selected?.state != column } ?? false
    let isFocused = isTarget || column == state.focused && !state.isDetailFocused
    let content = state[column]
    let style = theme[isTarget ? .warning : isFocused ? .focusBorder : .border]
    let box = isFocused ? theme.glyphs.focusBox : theme.glyphs.box
    let inside = canvas.box(place, box, style: style, title: title(column, place, isFocused))
    guard !content.isFolded || column == state.focused else { return }
    guard !content.visible.isEmpty else { return drawEmpty(column, in: inside, &canvas) }
    let height = Self.cardRows(in: place)
    let rows = max(1, inside.rows / height)
    let list = content.list.fitted(count: content.visible.count, rows: rows)
    for row in 0..<min(rows, content.visible.count - list.top) {
      let card = Rect(column: inside.column, row: inside.row + row * height, columns: inside.columns, rows: height)
      let facts = self.card(list.top + row, column, list.selected)
      pictures.cards.show(facts, for: facts.task.id, in: card.intersection(inside), on: &canvas) {
        facts.draw(into: &$0, $1)
      }
    }
    guard content.visible.count > rows, place.columns > 6 else { return }
    let bar = Rect(column: place.endColumn - 1, row: inside.row, columns: 1, rows: inside.rows)
    Scrollbar(total: content.visible.count, top: list.top, rows: rows).draw(into: &canvas, area: bar, theme: theme)
  }

  private func title(_ column: TaskState, _ place: Rect, _ isFocused: Bool) -> StyledText {
    let content = state[column]
    let count =
      content.visible.count == content.tasks.count ? "\(content.total)" : "\(content.visible.count)/\(content.total)"
    let (glyph, name) = (Look.glyph(of: column, theme), Look.name(of: column))
    let room = place.columns - 6
    // The count is what one looks for: a name gives way to its sign before a digit is cut.
    let words = [
      "\(glyph) \(name) \(count)", "\(name) \(count)", "\(glyph) \(column.short) \(count)",
      "\(column.short) \(count)",
    ].first { Sanitiser.width($0) <= room }
    return StyledText(words ?? "\(glyph) \(count)", theme[isFocused ? .title : .muted])
  }

  private func card(_ row: Int, _ column: TaskState, _ selected: Int) -> BoardCard {
    let content = state[column]
    let task = content.tasks[content.visible[row]]
    return BoardCard(
      task: task, theme: theme, live: task.runs.last.flatMap { state.live[$0] }, now: state.now,
      isSelected: row == selected && column == state.focused,
      isFocused: !state.isDetailFocused, isMarked: state.marked.contains(task.id),
      showsWorkspace: state.workspaces.count > 1)
  }

  private func drawEmpty(_ column: TaskState, in area: Rect, _ canvas: inout Canvas) {
    let words =
      state.isLoading
      ? "loading" : state.filter.isEmpty ? column.whatFills(state.newTaskKey) : "nothing matches \(state.filter)"
    canvas.writeWrapped(StyledText(words, theme[.placeholder]), in: area.inset(horizontally: min(1, area.columns / 8)))
  }
}

extension TaskState {
  /// For columns that are too narrow for its name.
  fileprivate var short: String {
    switch self {
    case .todo: "Todo"
    case .running: "Run"
    case .review: "Rev"
    case .done: "Done"
    case .failed: "Fail"
    }
  }

  /// What an empty column says.
  fileprivate func whatFills(_ key: String) -> String {
    switch self {
    case .todo: "\(key) makes a task"
    case .running: "what agents work on"
    case .review: "work that waits for your eyes"
    case .done: "merged or closed"
    case .failed: "what went wrong or was cancelled"
    }
  }
}
