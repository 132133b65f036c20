import Domain
package import Loop
import PanelKit
import Widgets

/// Which log was open, and how it was looked at.
extension LogsPanel {
  package func memory(_ state: LogsState) -> [String: String] {
    let entry = state.cursor == nil || state.showsAll ? nil : state.window.entry(at: state.place)
    let facts = [
      "at": entry.map { String($0.end - 1) } ?? "", "task": state.showsAll ? "" : state.task?.id.description ?? "",
      "run": state.showsAll ? "" : state.run?.run.description ?? "",
      "detail": state.window.detail == .normal ? "" : state.window.detail.rawValue,
      "folds": state.showsAll ? "" : state.window.folds, "wrap": state.viewport.wraps ? "" : "off",
      "times": state.window.look.showsTimes ? "on" : "",
    ]
    return facts.filter { !$0.value.isEmpty }
  }

  package func recall(_ memory: [String: String], _ state: inout LogsState) -> Effect<LogsMessage> {
    if let detail = memory["detail"].flatMap(LogDetail.init(rawValue:)) { state.window.show(detail) }
    if memory["wrap"] == "off" { state.viewport.wraps = false }
    state.window.look.showsTimes = memory["times"] == "on"
    guard let task = memory["task"].flatMap({ TaskID($0) }) else { return .none }
    let run = memory["run"].flatMap { RunID($0) }
    state.recalled = memory["at"].flatMap { Int64($0) }
    let shown = show(run.map { .run(task, $0) } ?? .task(task), &state)
    if let folds = memory["folds"] { state.window.fold(again: folds) }
    return shown
  }
}
