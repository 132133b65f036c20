import DiffView
import Domain
package import Loop
import PanelKit
import Widgets

/// Which work was looked at, and where in it; a comment that is being written comes back too.
extension ReviewPanel {
  package func memory(_ state: ReviewState) -> [String: String] {
    guard let task = state.task else { return [:] }
    var draft = state.draft
    if case .comment(let sheet, _) = state.input { draft = sheet.field.text }
    let layout = state.chosenLayout.map { $0 == .split ? "split" : "unified" } ?? ""
    let facts = [
      "folded": state.foldedFiles.sorted().prefix(200).joined(separator: "\n"), "layout": layout,
      "folders": state.foldedFolders.sorted().prefix(200).joined(separator: "\n"),
      "task": task.description, "pane": state.pane == .diff ? "diff" : "", "zoom": state.isZoomed ? "1" : "",
      "row": state.tab == .all && state.cursor > 0 ? String(state.cursor) : "", "draft": draft,
    ]
    return facts.filter { !$0.value.isEmpty }
  }

  package func recall(_ memory: [String: String], _ state: inout ReviewState) -> Effect<ReviewMessage> {
    guard let task = memory["task"].flatMap({ TaskID($0) }) else { return .none }
    let opened = open(task, &state)
    state.pane = memory["pane"] == nil ? .files : .diff
    state.isZoomed = memory["zoom"] != nil
    state.recalledRow = memory["row"].flatMap(Int.init)
    state.draft = memory["draft"] ?? ""
    state.foldedFiles = Set((memory["folded"] ?? "").split(separator: "\n").map(String.init))
    state.foldedFolders = Set((memory["folders"] ?? "").split(separator: "\n").map(String.init))
    if let layout = memory["layout"] { state.chosenLayout = layout == "split" ? .split : .unified }
    return opened
  }
}
