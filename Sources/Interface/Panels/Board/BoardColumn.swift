import Base
import Canvas
import Domain
import PanelKit
import Widgets

/// One column: all that its picture is made of. Equal facts are found equal in no time: what did not change is the same
/// piece of memory.
struct BoardColumn: Equatable, Sendable {
  let column: TaskState
  private(set) var content: BoardState.Column
  let theme: Theme
  /// What is selected in it counts only while it has the focus.
  let hasSelection: Bool
  let isDetailFocused: Bool
  let isTarget: Bool
  let isLoading: Bool
  let filter: String
  let newTaskKey: String
  let showsWorkspace: Bool
  let marked: Set<TaskID>
  /// What agents say and the time, where a card shows it.
  let live: [RunID: String]
  let now: Timestamp?

  init(_ column: TaskState, _ state: BoardState, _ theme: Theme) {
    self.column = column
    content = state[column]
    self.theme = theme
    hasSelection = column == state.focused
    isDetailFocused = state.isDetailFocused
    isTarget = state.drag.map { $0.over == column && state.selected?.state != column } ?? false
    isLoading = state.isLoading
    filter = state.filter
    newTaskKey = state.newTaskKey
    showsWorkspace = state.workspaces.count > 1
    marked = state.marked
    live = column == .running ? state.live : [:]
    now = column == .running || column == .todo ? state.now : nil
  }

  private var isFocused: Bool { isTarget || hasSelection && !isDetailFocused }

  func draw(into canvas: inout Canvas, _ place: Rect, _ pictures: Pictures<TaskID, BoardCard>) {
    let style = theme[isTarget ? .warning : isFocused ? .focusBorder : .border]
    let box = isFocused ? theme.glyphs.focusBox : theme.glyphs.box
    let inside = canvas.box(place, box, style: style, title: title(place))
    guard !content.isFolded || hasSelection else { return }
    guard !content.visible.isEmpty else { return drawEmpty(in: inside, &canvas) }
    let list = list(in: place)
    for row in 0..<min(list.rows, content.visible.count - list.top) {
      drawCard(list.top + row, list, in: place, &canvas, pictures)
    }
    guard content.visible.count > list.rows, place.columns > 6 else { return }
    let bar = Rect(column: place.endColumn - 1, row: inside.row, columns: 1, rows: inside.rows)
    Scrollbar(total: content.visible.count, top: list.top, rows: list.rows).draw(into: &canvas, area: bar, theme: theme)
  }

  /// Where only the selection went from one card to another, only these two are drawn: what most keys on a board do.
  func renew(
    _ canvas: inout Canvas, _ place: Rect, from before: BoardColumn, _ pictures: Pictures<TaskID, BoardCard>
  ) -> Bool {
    let (old, new) = (before.list(in: place), list(in: place))
    guard hasSelection, old.top == new.top, !content.visible.isEmpty else { return false }
    var moved = before
    moved.content.list = content.list
    guard moved == self else { return false }
    for row in [old.selected, new.selected] where (new.top..<new.top + new.rows).contains(row) {
      drawCard(row, new, in: place, &canvas, pictures)
    }
    return true
  }

  private func list(in place: Rect) -> ListState {
    let rows = max(1, BoardView.body(of: place).rows / BoardView.cardRows(in: place))
    return content.list.fitted(count: content.visible.count, rows: rows)
  }

  private func drawCard(
    _ row: Int, _ list: ListState, in place: Rect, _ canvas: inout Canvas, _ pictures: Pictures<TaskID, BoardCard>
  ) {
    let (inside, height) = (BoardView.body(of: place), BoardView.cardRows(in: place))
    let area = Rect(
      column: inside.column, row: inside.row + (row - list.top) * height, columns: inside.columns, rows: height)
    let card = card(row, list.selected)
    pictures.show(card, for: card.task.id, in: area.intersection(inside), on: &canvas) { card.draw(into: &$0, $1) }
  }

  private func title(_ place: Rect) -> StyledText {
    let count =
      content.visible.count == content.tasks.count ? "\(content.total)" : "\(content.visible.count)/\(content.total)"
    let (glyph, name) = (Look.glyph(of: column, theme), Look.name(of: column))
    let room = place.columns - 6
    // The count is what one looks for: a name gives way to its sign before a digit is cut.
    let words = [
      theme.isAccessible ? "\(name) \(count)" : "\(glyph) \(name) \(count)", "\(name) \(count)",
      "\(glyph) \(column.short) \(count)",
      "\(column.short) \(count)",
    ].first { Sanitiser.width($0) <= room }
    return StyledText(words ?? "\(glyph) \(count)", theme[isFocused ? .title : .muted])
  }

  private func card(_ row: Int, _ selected: Int) -> BoardCard {
    let task = content.tasks[content.visible[row]]
    return BoardCard(
      isSelected: row == selected && hasSelection, isFocused: !isDetailFocused, isMarked: marked.contains(task.id),
      showsWorkspace: showsWorkspace, live: task.runs.last.flatMap { live[$0] }, now: now, theme: theme, task: task)
  }

  private func drawEmpty(in area: Rect, _ canvas: inout Canvas) {
    let words =
      isLoading ? "loading" : filter.isEmpty ? column.whatFills(newTaskKey) : "nothing matches \(filter)"
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
