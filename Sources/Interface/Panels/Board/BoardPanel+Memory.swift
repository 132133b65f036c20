import Domain
package import Loop
import PanelKit
import Widgets

/// Where one stands on the board, for the next time.
extension BoardPanel {
  package func memory(_ state: BoardState) -> [String: String] {
    let folded = TaskState.allCases.filter { state[$0].isFolded }.map(\.rawValue).joined(separator: ",")
    let facts = [
      "column": state.focused == .todo ? "" : state.focused.rawValue, "filter": state.filter,
      "kept": state.kept.joined(separator: "\n"),
      "folded": folded,
      "zoom": state.isZoomed ? "1" : "",
      "card": state.focused == .todo && state[.todo].list.selected == 0 ? "" : state.selected?.id.description ?? "",
    ]
    return facts.filter { !$0.value.isEmpty }
  }

  package func recall(_ memory: [String: String], _ state: inout BoardState) -> Effect<BoardMessage> {
    if let column = memory["column"].flatMap(TaskState.init(rawValue:)) { state.focused = column }
    let folded = Set((memory["folded"] ?? "").split(separator: ",").map(String.init))
    for column in TaskState.allCases where folded.contains(column.rawValue) { state[column].isFolded = true }
    state.isZoomed = memory["zoom"] != nil
    state.recalled = memory["card"].flatMap { TaskID($0) }
    if let card = state.recalled { state.select(card) }
    state.kept = (memory["kept"] ?? "").split(separator: "\n").map(String.init)
    if let filter = memory["filter"] {
      state.filter = filter
      state.refilterAll()
    }
    return .none
  }
}
