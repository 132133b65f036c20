import Canvas
import Domain
import Loop
import PanelKit
import Widgets

/// What is asked before money is spent, or work is merged, closed or thrown away; all name what it is about.
extension BoardPanel {
  static func startDialog(_ tasks: [TaskView]) -> Dialog {
    let services = Set(tasks.map { $0.service ?? "an agent" }).sorted().joined(separator: ", ")
    return .confirm(
      title: tasks.count == 1 ? "Start \(tasks[0].id)?" : "Start \(tasks.count) tasks?", objects: names(tasks),
      body: StyledText("This runs \(services), which may cost money or use up a quota. Asked once."),
      yes: "start", isDangerous: false)
  }

  static func mergeDialog(_ tasks: [TaskView]) -> Dialog {
    let warnings = WorkProof.summary(tasks)
    return .confirm(
      title: tasks.count == 1 ? "Merge \(tasks[0].id)?" : "Merge \(tasks.count) tasks?",
      objects: names(tasks) { " into \($0.base ?? "its base")" },
      body: StyledText(
        (["The branch is merged, the worktree goes to the trash."] + WorkProof.proven(tasks)
          + warnings.map { "! \($0)" }).joined(separator: "\n")),
      yes: "merge", isDangerous: !warnings.isEmpty)
  }

  static func closeDialog(_ tasks: [TaskView]) -> Dialog {
    let isOne = tasks.count == 1
    return .confirm(
      title: isOne ? "Close \(tasks[0].id) without merging?" : "Close \(tasks.count) tasks without merging?",
      objects: names(tasks), body: StyledText(TaskText.whatClosingLeaves(tasks) + "\nu takes it back."), yes: "close",
      isDangerous: false)
  }

  static func discardDialog(_ tasks: [TaskView]) -> Dialog {
    let isOne = tasks.count == 1
    let back = "u or `drover task restore` brings \(isOne ? "it" : "them") back."
    return .confirm(
      title: isOne ? "Discard \(tasks[0].id)?" : "Discard \(tasks.count) tasks?", objects: names(tasks),
      body: StyledText("\(TaskText.whatDiscardingTakes(tasks)) \(back)"), yes: "discard")
  }

  private static func names(_ tasks: [TaskView], _ more: (TaskView) -> String = { _ in "" }) -> [StyledText] {
    tasks.map { StyledText("\($0.id)\(more($0)): \($0.title)") }
  }
}

// MARK: - What is in the worktrees

extension BoardPanel {
  /// Looks no further than at those that a dialog names.
  private static let mostTrees = 6

  /// Says in the open dialog what no commit has. Who answers first is not held up by it.
  func lookInTrees(of tasks: [TaskView], _ dialog: Dialog) -> Effect<BoardMessage> {
    let trees = tasks.filter { $0.worktree != nil }.prefix(Self.mostTrees)
    guard !trees.isEmpty else { return .none }
    return .run(id: "board.trees", cancelInFlight: true) { [client] send in
      var lines: [String] = []
      for task in trees {
        // A tree that cannot be read has no number; the dialog stands as it is.
        guard case .changes(let list)? = try? await client.ask(.changes(DiffRequest(task: task.id, standing: .always)))
        else { continue }
        if let words = TaskText.uncommitted(list) { lines.append("! \(task.id): \(words)") }
      }
      guard !lines.isEmpty else { return }
      var amended = dialog
      amended.body.append("\n" + lines.joined(separator: "\n"))
      await send(.amended(amended))
    }
  }
}
