import Canvas
package import Domain
package import Widgets

/// What is asked before work is merged or thrown away; both name what it is about.
extension BoardPanel {
  package static func mergeDialog(_ tasks: [TaskView]) -> Dialog {
    let names = tasks.prefix(5).map { "\($0.id) \($0.title) into \($0.base ?? "its base")" }.joined(separator: "\n")
    let more = tasks.count > 5 ? "\nand \(tasks.count - 5) more" : ""
    return .confirm(
      title: tasks.count == 1 ? "Merge \(tasks[0].id)?" : "Merge \(tasks.count) tasks?",
      body: StyledText("\(names)\(more)\nThe branch is merged, the worktree goes to the trash."), yes: "merge",
      isDangerous: false)
  }

  package static func discardDialog(_ tasks: [TaskView]) -> Dialog {
    let names = tasks.prefix(5).map { "\($0.id) \($0.title)" }.joined(separator: "\n")
    let more = tasks.count > 5 ? "\nand \(tasks.count - 5) more" : ""
    let goes =
      tasks.contains { $0.worktree != nil }
      ? "Their worktrees go to the trash, whole." : "Nothing was made for them yet."
    return .confirm(
      title: tasks.count == 1 ? "Discard \(tasks[0].id)?" : "Discard \(tasks.count) tasks?",
      body: StyledText("\(names)\(more)\n\(goes) `drover task restore` brings them back."), yes: "discard")
  }
}
