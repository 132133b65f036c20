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
      case .tidy(let tree):
        // It stands there still, whatever is written of it: what tears it down runs in it.
        var standing = record
        standing.worktree = tree.path
        await tidy(standing, tree)
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

// MARK: - What holds a run up

extension OrchestrationEngine {
  /// Asked of the run's host when somebody looks, since nothing tells of it by itself.
  private func stall(of record: TaskRecord) async -> String? {
    guard let runs, let attempt = record.activeAttempt else { return nil }
    for name in attempt.names {
      if let stall = await runs.host.stall(of: name, token: runs.token) { return stall }
    }
    return nil
  }

  func view(of record: TaskRecord) async -> TaskView {
    var view = TaskView(record)
    view.reason = await stall(of: record) ?? view.reason
    return view
  }

  func explanation(of task: TaskID) async throws -> Explanation {
    let record = try await record(task)
    var explanation = Explanation(of: record)
    if let stall = await stall(of: record) { explanation.facts.append(stall) }
    if let freshness = await freshness(of: record) { explanation.facts.insert(freshness.words, at: 1) }
    return explanation
  }

  /// Of what rests: while it runs the pane asks with each event, and git would be asked as often.
  private func freshness(of record: TaskRecord) async -> BaseFreshness? {
    guard record.state != .done, record.state != .running, let runs else { return nil }
    let (base, workspace) = (record.tree?.base ?? record.draft.base, record.draft.workspace)
    // A repository that cannot be read says so where it is used.
    return (try? await runs.repositories.freshness(of: base, in: workspace)) ?? nil
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
