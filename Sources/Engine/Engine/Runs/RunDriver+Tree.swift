import Base
import Domain
import Store

/// The steps that make, fill, keep and put back a task's worktree.
extension RunDriver {
  func makeTree(_ record: TaskRecord) async throws {
    let settings = try await settings(of: record)
    let base = record.draft.base ?? settings.base
    guard try await guardian.admits(record, base: base) else { return }
    let request = TreeRequest(
      task: record.id, workspace: record.draft.workspace, base: base, title: record.draft.title,
      branch: settings.branch, worktree: settings.worktree, race: record.race?.tasks.first,
      service: record.race == nil ? nil : record.draft.service)
    let made = try await repositories.makeTree(request)
    try await write(
      record.id, nil,
      .worktreeMade(
        WorktreeMade(path: made.path, branch: made.branch, baseCommit: made.baseCommit, base: made.base)))
    await guardian.branches.add(made.branch, to: record.draft.workspace)
  }

  /// One that was made again from its branch has to be filled and set up again.
  func remake(_ record: TaskRecord) async throws {
    guard let tree = record.tree, let path = tree.path, try await repositories.remake(tree) else { return }
    let made = WorktreeMade(path: path, branch: tree.branch, baseCommit: tree.baseCommit, base: tree.base)
    try await write(record.id, nil, .worktreeMade(made))
  }

  func reset(_ record: TaskRecord) async throws {
    guard let tree = record.tree else { return }
    try await remake(record)
    guard try await guardian.admits(record, base: record.baseCommit) else { return }
    // Never the same name twice: a second try after a crash would picture what the first has already put back.
    let name = "before-\(record.attempts.count + 1)-\(UInt32.random(in: 0 ... .max))"
    try await write(record.id, nil, .worktreeReset(try await repositories.reset(tree, name: name)))
  }

  /// What is configured goes before what the base commit brings; both were trusted.
  func setUp(_ attempt: TaskRecord.Attempt, _ record: TaskRecord) async throws {
    guard let tree = record.tree else { throw DroverError(.failed, "the task's worktree is gone") }
    let settings = try await settings(of: record)
    let recipes = try await guardian.workspaces.recipes(of: tree)
    let copied: [String]
    do {
      copied = try await guardian.workspaces.fill(tree, copying: settings.copy.isEmpty ? recipes.copy : settings.copy)
    } catch let error as DroverError {
      let failed = SetupFinished(passed: false, seconds: 0, copied: [], reason: error.message)
      return try await write(record.id, attempt.run, .setupFinished(failed))
    }
    guard let arguments = Recipe.arguments(settings.setup, recipes.setup) else {
      return try await write(
        record.id, attempt.run, .setupFinished(SetupFinished(passed: true, seconds: 0, copied: copied)))
    }
    let done = try await around(attempt, "setup", arguments, record)
    let isCancelled = try await store.task(record.id)?.cancelled != nil
    let passed = done.code == 0 && !isCancelled
    try await write(
      record.id, attempt.run,
      .setupFinished(
        SetupFinished(
          passed: passed, exitCode: done.code, seconds: done.seconds, copied: copied, reason: done.reason)))
  }

  /// Where nothing is in conflict there is nothing to do for an agent.
  func mergeBase(_ attempt: TaskRecord.Attempt, _ branch: String, _ record: TaskRecord) async throws {
    guard let tree = record.tree else { throw DroverError(.failed, "the task's worktree is gone") }
    guard try await guardian.isCalm(record) else { return }
    let merged = try await repositories.startMerge(of: branch, in: tree)
    try await store.write { transaction in
      let fact = try transaction.append(EventDraft(.baseMerged(merged), task: record.id, run: attempt.run, by: .engine))
      guard merged.conflicts.isEmpty else { return }
      try transaction.append(
        EventDraft(
          .agentEnded(AgentEnded(exitCode: 0, reason: "")), task: record.id, run: attempt.run, by: .engine,
          cause: fact.seq))
    }
  }

  func inspect(_ attempt: TaskRecord.Attempt, _ record: TaskRecord) async throws {
    guard let tree = record.tree else { throw DroverError(.failed, "the task's worktree is gone") }
    let own = try await guardian.branches.of(record.draft.workspace, in: store)
    let found = try await guardian.workspaces.changes(in: tree, since: attempt.run, ownBranches: own)
    try await store.write { transaction in
      let fact = try transaction.append(
        EventDraft(.repositoryInspected(found), task: record.id, run: attempt.run, by: .engine))
      guard !found.changes.isEmpty, let known = try transaction.workspace(path: record.draft.workspace) else { return }
      try transaction.append(
        EventDraft(
          .workspaceStopped(WorkspaceStopped(id: known.id, changes: found.changes)), run: attempt.run, by: .engine,
          cause: fact.seq))
    }
  }

  /// One that cannot be taken keeps nothing from being committed.
  func snapshot(_ attempt: TaskRecord.Attempt, _ record: TaskRecord) async throws {
    guard let tree = record.tree else { throw DroverError(.failed, "the task's worktree is gone") }
    guard try await guardian.isCalm(record) else { return }
    var made: SnapshotMade
    do {
      made = try await repositories.snapshot(tree, name: attempt.run.description)
    } catch let error as DroverError {
      made = SnapshotMade(ref: nil, commit: nil, left: [], reason: error.message)
    }
    try await write(record.id, attempt.run, .snapshotMade(made))
  }

  func commit(_ attempt: TaskRecord.Attempt, _ record: TaskRecord) async throws {
    guard let tree = record.tree else { throw DroverError(.failed, "the task's worktree is gone") }
    guard try await guardian.isCalm(record) else { return }
    let work = attempt.trim == nil ? try await commit(attempt, record, tree) : try await repositories.measure(tree)
    try await write(
      record.id, attempt.run,
      .commitMade(
        CommitMade(
          commit: work.commit, changedFiles: work.files.count, left: work.left, files: work.files,
          conflicts: work.conflicts, base: attempt.merged?.commit, lines: work.lines)))
  }

  private func commit(
    _ attempt: TaskRecord.Attempt, _ record: TaskRecord, _ tree: TreeFacts
  ) async throws -> TreeWork {
    let message = attempt.merged.map { "\(record.draft.title)\n\nMerges \($0.branch)." } ?? record.draft.title
    return try await repositories.commit(tree, message: message, merging: attempt.merged?.commit)
  }
}
