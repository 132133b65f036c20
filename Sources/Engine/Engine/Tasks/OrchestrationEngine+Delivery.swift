import Domain
import Store

/// The ways out of a task: into a branch, to a remote, or back to its agent with what stands in the way.
extension OrchestrationEngine {
  func mergeTask(
    _ id: TaskID, into: String?, strategy: MergeStrategy?, by author: Author
  ) async throws -> TaskView {
    let record = try await record(id)
    try TaskRules.checkMerge(record)
    guard let runs, let tree = record.tree else { throw DroverError.noWork(id) }
    if let refusal = try await runs.guardian.unrest(record.draft.workspace) { throw refusal }
    let plan = try await runs.repositories.preview(tree, into: into)
    guard plan.conflicts.isEmpty || strategy == .ff else { throw try await refuse(plan, record, by: author) }
    return try await merge(record, tree, into: into, strategy: strategy, runs, by: author)
  }

  /// Nothing was touched; the card says that somebody has to solve it.
  private func refuse(_ plan: MergePlan, _ record: TaskRecord, by author: Author) async throws -> DroverError {
    let paths = Set(plan.conflicts.map(\.path)).sorted()
    try await store.write { transaction in
      let refused = MergeRefused(into: plan.into, conflicts: paths)
      try transaction.append(EventDraft(.mergeRefused(refused), task: record.id, by: author))
      return
    }
    let files = plan.conflicts.prefix(20).map { "\($0.path) (\($0.kind))" }.joined(separator: ", ")
    return DroverError(
      .refused, "\(record.id) and \(plan.into) both changed \(files)",
      remedy: "`drover task merge \(record.id) --resolve` lets its service solve it; or merge \(plan.into) into "
        + "\(record.branch ?? "its branch") by hand in \(record.worktree ?? "its worktree")")
  }

  func resolveTask(_ id: TaskID, into: String?, by author: Author) async throws -> TaskView {
    let record = try await record(id)
    guard let runs, let tree = record.tree, record.worktree != nil else { throw DroverError.noWork(id) }
    try TaskRules.checkResolve(record)
    let plan = try await runs.repositories.preview(tree, into: into)
    try await requireTrust(record.draft.workspace, base: plan.into)
    let paths = Set(plan.conflicts.map(\.path)).sorted()
    let prompt = """
      \(plan.into) was merged into your branch, and both changed \(paths.joined(separator: ", ")). Solve the conflicts in the
      files, so that both changes keep their meaning; leave no conflict marks. Do not abort the merge; it is committed for you.
      """
    return try await store.write { transaction in
      try TaskRules.checkResolve(try transaction.existing(id))
      let asked = TaskStartAsked(prompt: prompt, fresh: false, merge: plan.into)
      try transaction.append(EventDraft(.taskStartAsked(asked), task: id, by: author))
      return TaskView(try transaction.existing(id))
    }
  }

  func pushTask(_ id: TaskID, pullRequest: Bool, by author: Author) async throws -> TaskView {
    let record = try await record(id)
    guard let runs, let tree = record.tree else { throw DroverError.noWork(id) }
    if let refusal = try await runs.guardian.unrest(record.draft.workspace) { throw refusal }
    guard record.activeAttempt == nil else {
      throw DroverError(
        .refused, "\(id) is running", remedy: "push it when it has ended; `drover task wait \(id)` waits")
    }
    let pushed = try await runs.repositories.push(tree, title: record.draft.title, pullRequest: pullRequest)
    return try await store.write { transaction in
      try transaction.append(EventDraft(.branchPushed(pushed), task: id, by: author))
      return TaskView(try transaction.existing(id))
    }
  }
}
