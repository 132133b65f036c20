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
    let isCounted = state.stageCount != nil || state.staged.isEmpty
    let staged =
      isCounted ? [] : ["hunks are staged, and this merges all: drover task trim \(task.id) keeps only those"]
    let warnings = (staged + ReviewFacts.warnings(detail)).map { "\n! \($0)" }.joined()
    let dialog = Dialog.confirm(
      title: "Merge \(task.id)?",
      body: StyledText(
        "\(task.title) goes into \(task.base ?? "its base"). The branch is merged, the worktree goes to the trash.\(warnings)"
      ),
      yes: "merge", isDangerous: !warnings.isEmpty)
    let yes = perform(.mergeTask(task: task.id, into: nil, strategy: nil), "merged \(task.id)")
    return PanelStep(.dialog(dialog, answers: ["Y": yes]))
  }

  func discard(_ detail: TaskDetail) -> PanelStep<ReviewMessage> {
    let task = detail.task
    let files = detail.attempts.last?.changedFiles?.count ?? 0
    let dialog = Dialog.confirm(
      title: "Discard \(task.id)?",
      body: StyledText(
        "\(task.title): \(files) changed files. The whole worktree goes to the trash; `drover task restore \(task.id)` brings it back."
      ), yes: "discard")
    let yes = perform(.discardTask(task: task.id, hide: false), "discarded \(task.id)")
    return PanelStep(.dialog(dialog, answers: ["Y": yes]))
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
