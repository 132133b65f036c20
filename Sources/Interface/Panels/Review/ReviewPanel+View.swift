package import Canvas
import Domain
package import Loop
package import PanelKit
import Widgets
package import Wire

/// How a review looks, and what clicks and the keys of every view do to it.
extension ReviewPanel {
  package func draw(_ state: ReviewState, into canvas: inout Canvas, area: Rect, theme: Theme) {
    ReviewView(state, theme: theme).draw(into: &canvas, area: area)
  }

  package func fit(_ state: inout ReviewState, area: Rect) { ReviewView.fit(&state, in: area) }

  package func show(_ subject: Subject, _ state: inout ReviewState) -> Effect<ReviewMessage> {
    switch subject {
    case .task(let task): return open(task, &state)
    case .run(let task, let run):
      let opened = open(task, &state)
      return .batch(opened, show(.attempt(run), &state))
    case .session, .service: return .none
    }
  }

  /// One layer at a time: the search, then the zoom, then the diff back to the files.
  package func back(_ state: inout ReviewState) -> Bool {
    if state.search != nil {
      state.find("")
    } else if state.isZoomed {
      state.isZoomed = false
    } else if state.isDiff, state.pane == .diff {
      state.pane = .files
    } else {
      return false
    }
    return true
  }

  package func movePane(by step: Int, _ state: inout ReviewState) -> Effect<ReviewMessage> {
    if state.isDiff { state.pane = state.pane == .files ? .diff : .files }
    return .none
  }

  package func zoom(_ state: inout ReviewState) { state.isZoomed.toggle() }

  package func mouse(_ event: MouseEvent, _ state: inout ReviewState, area: Rect) -> PanelStep<ReviewMessage> {
    let point = Point(column: event.column, row: event.row)
    let places = ReviewView.places(state, in: area)
    switch event.kind {
    case .wheel(_, let rows): wheel(rows, at: point, places, &state)
    case .press(.left):
      if places.tabs.contains(point) { return clickTab(point, places.tabs, &state) }
      if places.files.contains(point) { return clickFile(row: event.row - places.files.row - 1, &state) }
      if state.isDiff, places.diff.contains(point) {
        state.pane = .diff
        let row = event.row - places.diff.row - 1
        if row >= 0, row < state.size.rows { state.moveCursor(to: state.top + row) }
      }
    case .press, .release, .drag, .move: break
    }
    return .none
  }

  private func wheel(_ rows: Int, at point: Point, _ places: ReviewView.Places, _ state: inout ReviewState) {
    if places.files.contains(point) { return state.files.scroll(by: rows) }
    switch state.tab {
    case .verify: state.outputView.scroll(by: rows, state.output)
    case .facts: state.factsTop = max(0, state.factsTop + rows)
    case .all, .attempt: state.scroll(by: rows)
    }
  }

  private func clickTab(_ point: Point, _ line: Rect, _ state: inout ReviewState) -> PanelStep<ReviewMessage> {
    let tabs = ReviewView.tabs(state)
    guard let hit = tabs.places(in: line).first(where: { $0.place.contains(point) }) else { return .none }
    return PanelStep(show(state.tabs[hit.index], &state))
  }

  private func clickFile(row: Int, _ state: inout ReviewState) -> PanelStep<ReviewMessage> {
    state.pane = .files
    guard let item = state.files.item(atRow: row) else { return .none }
    let wasSelected = state.files.selected == item
    state.files.select(item)
    return wasSelected ? act(.open, &state) : PanelStep(showSelected(&state))
  }
}
