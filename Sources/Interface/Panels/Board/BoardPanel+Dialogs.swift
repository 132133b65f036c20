import Canvas
package import Domain
package import Widgets

/// What is asked before money is spent, or work is merged or thrown away; all name what it is about.
extension BoardPanel {
  static func startDialog(_ tasks: [TaskView]) -> Dialog {
    let services = Set(tasks.map { $0.service ?? "an agent" }).sorted().joined(separator: ", ")
    return .confirm(
      title: tasks.count == 1 ? "Start \(tasks[0].id)?" : "Start \(tasks.count) tasks?",
      body: StyledText(
        "\(names(tasks) { _ in "" })\nThis runs \(services), which may cost money or use up a quota. Asked once."),
      yes: "start", isDangerous: false)
  }

  package static func mergeDialog(_ tasks: [TaskView]) -> Dialog {
    let badges = Set(tasks.flatMap(\.badges)).intersection([Badge.proofChanged, .conflict].map(\.rawValue)).sorted()
    let warning = badges.isEmpty ? "" : "\nLook at it first: \(badges.joined(separator: ", "))."
    return .confirm(
      title: tasks.count == 1 ? "Merge \(tasks[0].id)?" : "Merge \(tasks.count) tasks?",
      body: StyledText(
        "\(names(tasks) { " into \($0.base ?? "its base")" })\nThe branch is merged, the worktree goes to the trash.\(warning)"
      ), yes: "merge", isDangerous: !badges.isEmpty)
  }

  static func closeDialog(_ tasks: [TaskView]) -> Dialog {
    .confirm(
      title: tasks.count == 1 ? "Close \(tasks[0].id) without merging?" : "Close \(tasks.count) tasks without merging?",
      body: StyledText(
        "\(names(tasks) { _ in "" })\nWhat \(tasks.count == 1 ? "it changed stays in its worktree" : "they changed stays in their worktrees") and is not merged."
      ),
      yes: "close", isDangerous: false)
  }

  package static func discardDialog(_ tasks: [TaskView]) -> Dialog {
    let isOne = tasks.count == 1
    let trees = isOne ? "Its worktree goes to the trash, whole." : "Their worktrees go to the trash, whole."
    let goes = tasks.contains { $0.worktree != nil } ? trees : "Nothing was made for \(isOne ? "it" : "them") yet."
    return .confirm(
      title: tasks.count == 1 ? "Discard \(tasks[0].id)?" : "Discard \(tasks.count) tasks?",
      body: StyledText(
        "\(names(tasks) { _ in "" })\n\(goes) `drover task restore` brings \(isOne ? "it" : "them") back."),
      yes: "discard")
  }

  private static func names(_ tasks: [TaskView], _ more: (TaskView) -> String) -> String {
    let lines = tasks.prefix(5).map { "\($0.id) \($0.title)\(more($0))" }.joined(separator: "\n")
    return tasks.count > 5 ? lines + "\nand \(tasks.count - 5) more" : lines
  }
}
