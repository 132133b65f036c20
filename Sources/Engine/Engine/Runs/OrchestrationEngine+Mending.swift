import Domain
import Store

/// What an engine that was killed between a deed and its word left behind.
extension OrchestrationEngine {
  /// Before anything is scheduled: trees of what is merged go away, and trees that went to the trash without a word come
  /// back, since nobody was told that they are gone.
  func mendTrees() async {
    guard let runs else { return }
    for found in await runs.repositories.found() {
      // One that cannot be read now is looked at by the next engine.
      guard let record = try? await store.task(found.task), let deed = TreeMending.deed(found, record) else { continue }
      switch deed {
      case .tidy(let tree): await tidy(record, tree)
      case .bringBack(let folder): await bringBack(record, folder, runs)
      }
    }
  }

  private func bringBack(_ record: TaskRecord, _ folder: String, _ runs: RunDriver) async {
    do {
      let path = try await runs.repositories.restore(workspace: record.draft.workspace, folder: folder).path
      guard path != record.worktree else { return }
      try await store.write { transaction in
        let restored = TaskRestored(worktree: path)
        try transaction.append(EventDraft(.taskRestored(restored), task: record.id, by: .engine))
        return
      }
    } catch {
      return  // it stays in the trash, whole; discarding the task again goes on with it
    }
  }
}

/// What is to be done about a tree that does not lie where the log says. Pure.
enum TreeMending {
  enum Deed: Equatable {
    case tidy(TreeFacts)
    case bringBack(folder: String)
  }

  static func deed(_ found: FoundTree, _ record: TaskRecord) -> Deed? {
    if let folder = found.trash {
      let isMissed = record.trashed == nil && record.merged == nil && record.worktree == found.path
      return isMissed ? .bringBack(folder: folder) : nil
    }
    guard record.merged != nil, var tree = record.tree else { return nil }
    tree.path = found.path
    return .tidy(tree)
  }
}
