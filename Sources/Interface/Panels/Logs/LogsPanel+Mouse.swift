package import Canvas
import Domain
import Loop
package import PanelKit
import Widgets
package import Wire

/// Clicks stand on a line and fold it; dragging marks words, and letting go copies them: what the run printed, without
/// the signs in front of it and without the breaks that the width made.
extension LogsPanel {
  package func mouse(_ event: MouseEvent, _ state: inout LogsState, area: Rect) -> PanelStep<LogsMessage> {
    let body = Self.body(of: area)
    switch event.kind {
    case .wheel(_, let rows):
      state.viewport.scroll(by: rows, state.window)
      state.cursor = state.viewport.isFollowing ? nil : state.cursor
      return PanelStep(readAhead(&state))
    case .press(.left): press(event, &state, body)
    case .drag(.left): return drag(event, &state, body)
    case .release(.left): return release(&state)
    case .press, .release, .drag, .move: break
    }
    return .none
  }

  private func press(_ event: MouseEvent, _ state: inout LogsState, _ body: Rect) {
    state.selection = nil
    guard body.contains(Point(column: event.column, row: event.row)), !state.window.lines.isEmpty else { return }
    let place = place(event, state, body)
    let end = self.place(event, state, body, after: 1)
    state.drag = LogsState.Drag(start: place, end: end, folds: state.cursor == place.line)
    state.stand(on: place.line)
  }

  private func place(_ event: MouseEvent, _ state: LogsState, _ body: Rect, after: Int = 0) -> TextPosition {
    let row = min(max(0, event.row - body.row), body.rows - 1)
    return state.viewport.position(column: event.column - body.column + after, row: row, state.window)
  }

  /// Beyond an edge it scrolls by one row for each report. What is under the pointer belongs to it on both ends.
  private func drag(_ event: MouseEvent, _ state: inout LogsState, _ body: Rect) -> PanelStep<LogsMessage> {
    guard let drag = state.drag, !body.isEmpty else { return .none }
    if event.row < body.row { state.viewport.scroll(by: -1, state.window) }
    if event.row >= body.endRow { state.viewport.scroll(by: 1, state.window) }
    let head = place(event, state, body)
    guard head != drag.start || state.selection != nil else { return .none }
    state.selection =
      head < drag.start
      ? ViewportSelection(anchor: drag.end, head: head)
      : ViewportSelection(anchor: drag.start, head: place(event, state, body, after: 1))
    return PanelStep(readAhead(&state))
  }

  private func release(_ state: inout LogsState) -> PanelStep<LogsMessage> {
    guard let drag = state.drag else { return .none }
    state.drag = nil
    guard let selection = state.selection else { return drag.folds ? act(.fold, &state) : .none }
    return Self.copy(selection, state)
  }

  static func copy(_ selection: ViewportSelection, _ state: LogsState) -> PanelStep<LogsMessage> {
    let text = selected(selection, state.window)
    guard !text.isEmpty else { return .none }
    let lines = selection.end.line - selection.start.line + 1
    return PanelStep(
      .copy(text, words: lines == 1 ? "\(text.utf8.count) bytes of the log" : "\(lines) lines of the log"))
  }

  private static let mostBytes = 1_000_000

  static func selected(_ selection: ViewportSelection, _ window: LogWindow) -> String {
    var lines: [String] = []
    var count = 0
    for line in selection.start.line...selection.end.line where window.lines.contains(line) && count < mostBytes {
      let start = line == selection.start.line ? selection.start.byte : 0
      let end = line == selection.end.line ? selection.end.byte : Int.max
      lines.append(window.words(line, from: start, to: end))
      count += lines.last?.utf8.count ?? 0
    }
    return lines.joined(separator: "\n")
  }
}
