import Canvas
import DiffView
import Domain
import Loop
import PanelKit
import Widgets

/// Merging and throwing away from here, and the programs that get the terminal for a while.
extension ReviewPanel {
  /// Says what was not proven before it asks: the last moment to look.
  func merge(_ detail: TaskDetail, _ state: ReviewState) -> PanelStep<ReviewMessage> {
    let task = detail.task
    if let why = TaskRefusal.merge(task) { return PanelStep(.say(why)) }
    let isCounted = state.stageCount != nil || state.staged.isEmpty
    let staged =
      isCounted ? [] : ["hunks are staged, and this merges all: drover task trim \(task.id) keeps only those"]
    let warnings = staged + WorkProof.warnings(task)
    let words = ["The branch is merged, the worktree goes to the trash."] + warnings.map { "! \($0)" }
    let dialog = Dialog.confirm(
      title: "Merge \(task.id)?",
      objects: [StyledText("into \(task.base ?? "its base"): \(task.title)")],
      body: StyledText(words.joined(separator: "\n")), yes: "merge", isDangerous: !warnings.isEmpty)
    let yes = perform(.mergeTask(task: task.id, into: nil, strategy: nil), "merged \(task.id)")
    return PanelStep(.dialog(dialog, answers: ["Y": yes]))
  }

  func discard(_ detail: TaskDetail) -> PanelStep<ReviewMessage> {
    let task = detail.task
    if let why = TaskRefusal.discard(task) { return PanelStep(.say(why)) }
    let dialog = Dialog.confirm(
      title: "Discard \(task.id)?",
      objects: [StyledText(task.title)],
      body: StyledText(
        "\(TaskText.whatDiscardingTakes([task])) `drover task restore \(task.id)` brings it back."), yes: "discard")
    let yes = perform(.discardTask(task: task.id, hide: false), "discarded \(task.id)")
    return PanelStep(.dialog(dialog, answers: ["Y": yes]))
  }

  /// Nothing is lost by it, but the card goes out of sight: so it is asked, and says the way back.
  func close(_ detail: TaskDetail) -> PanelStep<ReviewMessage> {
    let task = detail.task
    if let why = TaskRefusal.close(task) { return PanelStep(.say(why)) }
    let dialog = Dialog.confirm(
      title: "Close \(task.id) without merging?", objects: [StyledText(task.title)],
      body: StyledText(TaskText.whatClosingLeaves([task]) + "\nu takes it back."), yes: "close", isDangerous: false)
    let yes = perform(.closeTask(task: task.id), "closed \(task.id); u takes it back")
    return PanelStep(.dialog(dialog, answers: ["Y": yes]))
  }

  func reopen(_ detail: TaskDetail) -> PanelStep<ReviewMessage> {
    let id = detail.task.id
    return PanelStep(perform(.reopenTask(task: id), "opened \(id) again"))
  }

  func edit(_ state: ReviewState) -> PanelStep<ReviewMessage> {
    guard let folder = state.detail?.task.worktree else { return PanelStep(.say(Self.noTree)) }
    guard let file = state.currentFile else { return .none }
    let line = state.anchor.flatMap { $0.isOld ? nil : $0.line } ?? firstLine(of: file, state)
    // The person's own words in `VISUAL` and `EDITOR` are a line for a shell, as git and others take them.
    let script = "exec ${VISUAL:-${EDITOR:-vi}} \"$@\""
    return PanelStep(.exec(ForegroundCommand(["/bin/sh", "-c", script, "sh", "+\(line)", file.path], folder: folder)))
  }

  private func firstLine(of file: ChangedFile, _ state: ReviewState) -> Int {
    guard let found = state.document.files.first(where: { $0.path == file.path }), let first = found.lines.first
    else { return 1 }
    return max(1, Int(state.document.lines[first].new))
  }

  func shell(_ state: ReviewState) -> PanelStep<ReviewMessage> {
    guard let folder = state.detail?.task.worktree else { return PanelStep(.say(Self.noTree)) }
    return PanelStep(.exec(ForegroundCommand(["/bin/sh", "-c", "exec \"${SHELL:-/bin/sh}\""], folder: folder)))
  }

  private static let noTree = "its worktree is gone; the diff comes from its commits"
}
