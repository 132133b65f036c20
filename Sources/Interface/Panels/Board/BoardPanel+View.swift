package import Canvas
import Domain
package import Loop
package import PanelKit
import Widgets
package import Wire

/// How the board looks, and what clicks and the keys of every view do to it.
extension BoardPanel {
  package func draw(_ state: BoardState, into canvas: inout Canvas, area: Rect, theme: Theme) {
    BoardView(state, theme: theme).draw(into: &canvas, area: area)
  }

  package func fit(_ state: inout BoardState, area: Rect) {
    for (column, place) in BoardView.places(state, in: area) {
      let rows = max(1, BoardView.body(of: place).rows / BoardView.cardRows)
      state[column].list.fit(count: state[column].visible.count, rows: rows)
    }
  }

  /// One layer at a time: the filter, then marks, then the zoom.
  package func back(_ state: inout BoardState) -> Bool {
    if !state.filter.isEmpty {
      state.filter = ""
      state.refilterAll()
    } else if !state.marked.isEmpty {
      state.marked = []
    } else if state.isZoomed {
      state.isZoomed = false
    } else {
      return false
    }
    return true
  }

  package func movePane(by step: Int, _ state: inout BoardState) { _ = act(step > 0 ? .right : .left, &state) }

  package func zoom(_ state: inout BoardState) { state.isZoomed.toggle() }

  package func show(_ subject: Subject, _ state: inout BoardState) -> Effect<BoardMessage> {
    switch subject {
    case .task(let task), .run(let task, _): state.select(task)
    }
    return .none
  }

  package func head(_ state: BoardState, theme: Theme) -> StyledText {
    var text = StyledText()
    if !state.marked.isEmpty { text.append("\(state.marked.count) marked  ", theme[.marked]) }
    if !state.filter.isEmpty { text.append("filter: \(state.filter)  ", theme[.badgeAccent]) }
    return text
  }

  package func mouse(_ event: MouseEvent, _ state: inout BoardState, area: Rect) -> PanelStep<BoardMessage> {
    let point = Point(column: event.column, row: event.row)
    guard let (column, place) = BoardView.places(state, in: area).first(where: { $0.place.contains(point) }) else {
      return .none
    }
    switch event.kind {
    case .press(.left): return click(column, row: event.row - BoardView.body(of: place).row, &state)
    case .wheel(_, let rows): state[column].list.scroll(by: rows)
    case .press, .release, .drag, .move: break
    }
    return .none
  }

  private func click(_ column: TaskState, row: Int, _ state: inout BoardState) -> PanelStep<BoardMessage> {
    let wasFocused = state.focused == column
    state.focused = column
    guard row >= 0, let item = state[column].list.item(atRow: row / BoardView.cardRows) else { return .none }
    let wasSelected = wasFocused && state[column].list.selected == item
    state[column].list.select(item)
    return wasSelected ? act(.open, &state) : .none
  }
}
