package import Canvas
import Domain
package import Loop
package import PanelKit
import Widgets
package import Wire

/// How the board looks, and what clicks and the keys of every view do to it.
extension BoardPanel {
  package func draw(_ state: BoardState, into canvas: inout Canvas, area: Rect, theme: Theme) {
    BoardView(state, theme: theme, pictures: pictures).draw(into: &canvas, area: area)
  }

  package func fit(_ state: inout BoardState, area: Rect) {
    state.isDetailSeen = BoardView.hasPane(area)  // also before a card is there
    for (column, place) in BoardView.places(state, in: area) {
      let rows = max(1, BoardView.body(of: place).rows / BoardView.cardRows(in: place))
      state[column].list.fit(count: state[column].visible.count, rows: rows)
    }
  }

  /// One layer at a time: the card, the filter, then marks, then the zoom.
  package func back(_ state: inout BoardState) -> Bool {
    if state.isDetailFocused {
      state.isDetailFocused = false
    } else if !state.filter.isEmpty {
      state.filter = ""
      state.refilterAll()
    } else if !state.marked.isEmpty {
      state.marked.removeAll()
    } else if state.isZoomed {
      state.isZoomed = false
    } else {
      return false
    }
    return true
  }

  package func movePane(by step: Int, _ state: inout BoardState) -> Effect<BoardMessage> {
    act(step > 0 ? .right : .left, &state).effect
  }

  package func zoom(_ state: inout BoardState) { state.isZoomed.toggle() }

  package func show(_ subject: Subject, _ state: inout BoardState) -> Effect<BoardMessage> {
    switch subject {
    case .task(let task), .run(let task, _): state.reveal(task)
    case .session, .service: return .none
    }
    return lookCloser(&state)
  }

  package func head(_ state: BoardState, theme: Theme) -> StyledText {
    var text = StyledText()
    if !state.marked.isEmpty { text.append("\(state.marked.count) marked  ", theme[.marked]) }
    if !state.filter.isEmpty { text.append("filter: \(state.filter)  ", theme[.badgeAccent]) }
    return text
  }
}

// MARK: - The last line

extension BoardPanel {
  package func isOfUse(_ state: BoardState) -> (BoardAction) -> Bool {
    let (task, canUndo) = (state.lead, !state.undo.isEmpty)
    let hasFilters = !state.kept.isEmpty || !state.filter.isEmpty
    return { action in
      switch action {
      case .undo: canUndo
      case .keptFilters: hasFilters
      default: task.map { Self.isOfUse(action, $0) } ?? [.newTask, .filter, .fold].contains(action)
      }
    }
  }

  private static func isOfUse(_ action: BoardAction, _ task: TaskView) -> Bool {
    let agent = task.service != "command"
    return switch action {
    case .start: task.state == .todo
    case .cancel: task.state == .running || task.waiting?.for == .slot
    case .merge: task.state == .review && !task.badges.contains(Badge.noChange.rawValue)
    case .close: task.state == .review || task.state == .failed
    case .retry: task.state == .review || task.state == .failed
    case .continue: agent && task.state != .todo && task.state != .done
    case .handOver: agent && (task.state == .review || task.state == .failed)
    case .diff: task.state != .todo
    case .log: task.state != .todo
    case .edit: task.state != .done
    case .moveRight, .moveLeft: task.state != .done
    default: true
    }
  }
}

// MARK: - The mouse

extension BoardPanel {
  package func mouse(_ event: MouseEvent, _ state: inout BoardState, area: Rect) -> PanelStep<BoardMessage> {
    guard state.input == nil else { return .none }
    let point = Point(column: event.column, row: event.row)
    if BoardView.detailPlace(state, in: area)?.contains(point) == true { return mouseOnDetail(event, &state) }
    let hit = BoardView.places(state, in: area).first { $0.place.contains(point) }
    switch event.kind {
    case .press(.left):
      guard let hit else { return .none }
      return press(hit.column, hit.place, row: event.row, &state)
    case .drag: if let hit { state.drag?.over = hit.column }
    case .release: return letGo(&state)
    case .wheel(_, let rows): if let hit { state[hit.column].list.scroll(by: rows) }
    case .press, .move: break
    }
    return .none
  }

  private func mouseOnDetail(_ event: MouseEvent, _ state: inout BoardState) -> PanelStep<BoardMessage> {
    switch event.kind {
    case .wheel(_, let rows): state.detailTop = max(0, state.detailTop + rows)
    case .press(.left): state.isDetailFocused = true
    case .press, .release, .drag, .move: break
    }
    return .none
  }

  /// Takes a card up; what it means is decided where it is let go.
  private func press(
    _ column: TaskState, _ place: Rect, row: Int, _ state: inout BoardState
  ) -> PanelStep<BoardMessage> {
    let before = state.selected?.id
    state.isDetailFocused = false
    state.focused = column
    guard !state[column].isFolded else {
      state[column].isFolded = false
      return PanelStep(lookCloser(&state))
    }
    let line = row - BoardView.body(of: place).row
    guard line >= 0, let item = state[column].list.item(atRow: line / BoardView.cardRows(in: place)) else {
      return .none
    }
    state[column].list.select(item)
    guard let task = state.selected?.id else { return .none }
    state.drag = BoardState.Drag(task: task, over: column, opens: task == before)
    return PanelStep(lookCloser(&state))
  }

  private func letGo(_ state: inout BoardState) -> PanelStep<BoardMessage> {
    guard let drag = state.drag else { return .none }
    state.drag = nil
    guard let task = state.selected, task.id == drag.task else { return .none }
    if drag.over == task.state { return drag.opens ? act(.open, &state) : .none }
    let isMarked = state.marked.contains(task.id)
    return moveCards(isMarked ? state.targets : [task], to: drag.over, state)
  }
}
