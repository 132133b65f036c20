import Base
import Domain
import Store

/// Tells two tasks that they change the same files, or the same lines. Woken by facts: the end of a run or a turn, a commit,
/// a file that an agent says it changed. Only those files are looked at, in the trees of the others.
extension OrchestrationEngine {
  /// Ends with its task. One look after the other; what happens meanwhile is looked at once.
  func watchClashes() async {
    while !Task.isCancelled {
      for await event in store.committed.listen(bound: 10_000) {
        guard let task = event.task, Self.movesFiles(event.body) else { continue }
        do { try await lookForClashes(of: task) } catch { continue }  // a tree that cannot be read clashes with nothing
      }
      // Cut off for being far behind, or the store has closed: then it answers nothing any more.
      guard !isStopped, (try? await store.openTasks()) != nil else { return }
    }
  }

  private static func movesFiles(_ body: EventBody) -> Bool {
    [
      "commitMade", "filesTouched", "turnFinished", "taskMerged", "taskDiscarded", "taskClosed", "taskReopened",
      "taskRestored",
    ]
    .contains(body.type)
  }

  private func lookForClashes(of id: TaskID) async throws {
    guard let runs, let task = try await store.task(id) else { return }
    guard ClashRules.isOpen(task) else { return try await forgetClashes(with: task) }
    guard let files = ClashRules.files(of: task), !files.isEmpty, let tree = task.tree else { return }
    let others = ClashRules.others(of: task, among: try await store.openTasks())
    for other in others {
      guard let otherTree = other.tree else { continue }
      let shared = ClashRules.files(of: other).map { Set($0).intersection(files).sorted() } ?? files
      let theirs = shared.isEmpty ? [:] : try await runs.repositories.touched(otherTree, files: shared)
      let ours = theirs.isEmpty ? [:] : try await runs.repositories.touched(tree, files: theirs.keys.sorted())
      let clash = ClashRules.clash(ours, theirs)
      try await note(clash?.files ?? [], isHot: clash?.isHot ?? false, task.id, other.id)
    }
  }

  /// On both, and only what is new.
  private func note(_ files: [String], isHot: Bool, _ one: TaskID, _ other: TaskID) async throws {
    try await store.write { transaction in
      for (task, with) in [(one, other), (other, one)] {
        guard let known = try transaction.task(task) else { continue }
        let clash = ClashNoted(with: with, files: files, isHot: isHot)
        guard
          known.clashes?.first(where: { $0.with == with }) ?? ClashNoted(with: with, files: [], isHot: false) != clash
        else { continue }
        try transaction.append(EventDraft(.clashNoted(clash), task: task, by: .engine))
      }
    }
  }

  private func forgetClashes(with task: TaskRecord) async throws {
    for clash in task.clashes ?? [] { try await note([], isHot: false, task.id, clash.with) }
  }
}
