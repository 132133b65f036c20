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
  /// Only those that are seen: a mark elsewhere changes nothing here.
  private(set) var marked: Set<TaskID>
  /// What agents say and the time, where a card shows it.
  let live: [RunID: String]
  let now: Timestamp?
  /// How many there are in each column, where only this one is seen.
  let counts: [Int]

  init(_ column: TaskState, _ state: BoardState, _ theme: Theme, in place: Rect, isAlone: Bool) {
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
    counts = isAlone ? TaskState.allCases.map { state[$0].total } : []
    marked = []
    live = column == .running ? state.live : [:]
    now = column == .running || column == .todo ? state.now : nil
    guard !state.marked.isEmpty else { return }
    let list = list(in: place)
    let seen = content.visible[list.top..<min(list.top + list.rows, content.visible.count)]
    marked = Set(seen.map { content.tasks[$0].id }.filter(state.marked.contains))
  }

  var isFocused: Bool { isTarget || hasSelection && !isDetailFocused }

  func draw(into canvas: inout Canvas, _ place: Rect, _ pictures: Pictures<BoardCard>) {
    let style = theme[isTarget ? .warning : isFocused ? .focusBorder : .border]
    let box = isFocused ? theme.glyphs.focusBox : theme.glyphs.box
    guard !content.isFolded else { return drawFolded(in: place, &canvas, style, box) }
    let inside = canvas.box(place, box, style: style, title: title(place))
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
    _ canvas: inout Canvas, _ place: Rect, from before: BoardColumn, _ pictures: Pictures<BoardCard>
  ) -> Bool {
    let (old, new) = (before.list(in: place), list(in: place))
    guard hasSelection, old.top == new.top, !content.visible.isEmpty else { return false }
    var moved = before
    (moved.content.list, moved.marked) = (content.list, marked)
    guard moved == self, !content.isFolded else { return false }
    let turned = marked.symmetricDifference(before.marked)
    for row in new.top..<min(new.top + new.rows, content.visible.count) {
      let isTurned = !turned.isEmpty && turned.contains(content.tasks[content.visible[row]].id)
      if row == old.selected || row == new.selected || isTurned { drawCard(row, new, in: place, &canvas, pictures) }
    }
    return true
  }

  private func list(in place: Rect) -> ListState {
    let rows = max(1, BoardView.body(of: place).rows / BoardView.cardRows(in: place))
    return content.list.fitted(count: content.visible.count, rows: rows)
  }

  private func drawCard(
    _ row: Int, _ list: ListState, in place: Rect, _ canvas: inout Canvas, _ pictures: Pictures<BoardCard>
  ) {
    let (inside, height) = (BoardView.body(of: place), BoardView.cardRows(in: place))
    let area = Rect(
      column: inside.column, row: inside.row + (row - list.top) * height, columns: inside.columns, rows: height)
    let card = card(row, list.selected)
    // A card looks one way selected and another way not: who leaves it and comes back finds both drawn.
    let place = card.task.id.number * 2 + (card.isSelected ? 1 : 0)
    pictures.show(card, for: place, in: area.intersection(inside), on: &canvas) { card.draw(into: &$0, $1) }
  }

  func title(_ place: Rect) -> StyledText {
    if !counts.isEmpty { return titles(place.columns - 6) }
    let count =
      content.visible.count == content.tasks.count ? "\(content.total)" : "\(content.visible.count)/\(content.total)"
    let (glyph, name, short) = (Look.glyph(of: column, theme), Look.name(of: column), Look.shortName(of: column))
    let room = place.columns - 6
    // The count is what one looks for: a name gives way to its sign before a digit is cut.
    let ways = ["\(Look.words(of: column, theme)) \(count)", "\(name) \(count)"]
    let narrow = theme.glyphs.readsAloud ? [] : ["\(glyph) \(short) \(count)"]
    let words = (ways + narrow + ["\(short) \(count)"]).first { Sanitiser.width($0) <= room }
    return StyledText(
      words ?? "\(theme.glyphs.readsAloud ? short : glyph) \(count)", theme[isFocused ? .title : .muted])
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
