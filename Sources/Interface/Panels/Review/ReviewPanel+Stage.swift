import Canvas
import Domain
import Loop
import PanelKit
import Widgets

/// Keeping a part of the work: marks on hunks, the attempt that leaves nothing else, and its undo.
extension ReviewPanel {
  func stage(_ action: ReviewAction, _ state: inout ReviewState) -> PanelStep<ReviewMessage> {
    if let refusal = refusal(state) { return PanelStep(.say(refusal)) }
    let ids = action == .stageAll ? state.hunks.hunks.map(\.id) : state.hunksHere
    guard !ids.isEmpty else { return PanelStep(.say("nothing here can be staged")) }
    let next = state.toggle(ids)
    if action == .stage, state.pane == .diff { state.jumpStage(beyond: ids) }
    return PanelStep(next.map { tell($0, state) } ?? .none)
  }

  private func refusal(_ state: ReviewState) -> String? {
    guard let detail = state.detail else { return "open a task's work first: d on its card" }
    if detail.task.state == .done || detail.task.trashed { return "\(detail.task.id) is over: nothing of it is staged" }
    guard state.tab == .all else { return "hunks are staged under All changes: < and > go there" }
    if state.isCut || !state.loadedPaths.isEmpty {
      return "the diff is too long to be staged here: drover task stage \(detail.task.id)"
    }
    return state.hunks.isEmpty ? state.isLoading ? "not read yet" : "nothing was changed" : nil
  }

  func tell(_ next: (stage: [HunkID], unstage: [HunkID]), _ state: ReviewState) -> Effect<ReviewMessage> {
    guard let task = state.task else { return .none }
    return .run(id: "review.stage") { [client] send in
      do {
        _ = try await client.perform(.stageHunks(task: task, stage: next.stage, unstage: next.unstage))
        await send(.stageKept(task, nil))
      } catch {
        await send(.stageKept(task, DroverError(any: error)))
      }
    }
  }

  /// What could not be kept is not shown as kept: the marks are read again.
  func kept(_ task: TaskID, _ problem: DroverError?, _ state: inout ReviewState) -> PanelStep<ReviewMessage> {
    guard state.task == task else { return .none }
    state.staging.isUnderWay = false
    if let problem {
      state.staging.next = [:]
      return PanelStep(reload(&state), .say(problem.sentence))
    }
    return PanelStep(state.nextStaging().map { tell($0, state) } ?? .none)
  }

  /// Asks which of both is meant: the staged ones alone, or everything.
  func mergePart(_ detail: TaskDetail, _ count: StageCount, _ state: ReviewState) -> PanelStep<ReviewMessage> {
    let task = detail.task
    let warnings = ReviewFacts.warnings(detail).map { "\n! \($0)" }.joined()
    let proof = task.verify == nil ? "No verify command is set; m merges then." : "Verify runs again, then m merges."
    let body = """
      K keeps only \(Self.words(count)) \(proof)
      Y merges all \(count.all) into \(task.base ?? "its base"); the worktree goes to the trash.\(warnings)
      """
    let dialog = Dialog(
      title: "\(count.staged) of \(count.all) hunks of \(task.id) staged", body: StyledText(body),
      buttons: [
        Dialog.Button(key: "n", "no"), Dialog.Button(key: "K", "keep only \(count.staged)"),
        Dialog.Button(key: "Y", "merge all \(count.all)"),
      ], isDangerous: true)
    let keep = trim(task.id, state, "trims \(task.id) to \(count.staged) of \(count.all) hunks; u brings the rest back")
    let all = perform(.mergeTask(task: task.id, into: nil, strategy: nil), "merged \(task.id)")
    return PanelStep(.dialog(dialog, answers: ["K": keep, "Y": all]))
  }

  /// Exactly what the question said: marks that are still on their way, or were changed elsewhere meanwhile, come first.
  private func trim(_ task: TaskID, _ state: ReviewState, _ words: String) -> Effect<ReviewMessage> {
    let all = Set(state.hunks.hunks.map(\.id))
    let (stage, unstage) = (state.staged.intersection(all).sorted(), all.symmetricDifference(state.staged).sorted())
    return .run { [client] send in
      await send(
        await Self.answer {
          _ = try await client.perform(.stageHunks(task: task, stage: stage, unstage: unstage))
          _ = try await client.perform(.trimTask(task: task, undo: false))
          return .said(words)
        })
    }
  }

  /// What is kept, and what becomes of the rest.
  private static func words(_ count: StageCount) -> String {
    let rest = count.all - count.staged
    let leaving =
      rest == 1
      ? "the other one leaves the branch, stays in its history, and u brings it back."
      : "the other \(rest) leave the branch, stay in its history, and u brings them back."
    return "\(count.staged == 1 ? "this one" : "these \(count.staged)"): \(leaving)"
  }

  func undo(_ detail: TaskDetail) -> PanelStep<ReviewMessage> {
    guard detail.attempts.trimToUndo != nil else {
      return PanelStep(.say("nothing is trimmed off \(detail.task.id)"))
    }
    return PanelStep(
      perform(.trimTask(task: detail.task.id, undo: true), "brings back what was trimmed off \(detail.task.id)"))
  }
}

extension ReviewPanel {
  package func isOfUse(_ action: String, _ state: ReviewState) -> Bool {
    switch ReviewAction(rawValue: action) {
    case .stage, .stageAll: state.tab == .all
    case .undo: state.detail?.attempts.trimToUndo != nil
    default: true  // refused by itself, with a word
    }
  }
}
