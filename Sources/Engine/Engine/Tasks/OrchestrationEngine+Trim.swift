import Domain
import Store

/// Keeping a part of a task's work: which hunks, and the attempt that leaves nothing else on the branch.
extension OrchestrationEngine {
  func stageHunks(_ id: TaskID, _ stage: [HunkID], _ unstage: [HunkID], by author: Author) async throws -> TaskView {
    try await store.write { transaction in
      let record = try transaction.existing(id)
      try TrimRules.checkStage(record)
      var notes = record.review ?? ReviewNotes()
      notes.stagedHunks = notes.stagedHunks.union(stage).subtracting(unstage)
      guard notes != record.review ?? ReviewNotes() else { return TaskView(record) }
      try transaction.append(EventDraft(.reviewKept(notes), task: id, by: author))
      return TaskView(try transaction.existing(id))
    }
  }

  /// All that can be refused is refused before the attempt is asked for; its tree is made here, so that whatever happens
  /// until its turn comes, it leaves exactly what was staged now.
  func trimTask(_ id: TaskID, undo: Bool, by author: Author) async throws -> TaskView {
    let record = try await record(id)
    try TrimRules.check(record)
    guard let runs, let tree = record.tree else { throw DroverError.noWork(id) }
    if let refusal = try await runs.guardian.unrest(record.draft.workspace) { throw refusal }
    try await requireTrust(record.draft.workspace, base: record.baseCommit ?? record.draft.base)
    let trim = undo ? try await undone(record, tree, runs) : try await kept(record, tree, runs)
    return try await store.write { transaction in
      try TrimRules.check(try transaction.existing(id))
      try transaction.append(EventDraft(.trimAsked(trim), task: id, by: author))
      return TaskView(try transaction.existing(id))
    }
  }

  private func kept(_ record: TaskRecord, _ tree: TreeFacts, _ runs: RunDriver) async throws -> Trim {
    let (staged, id) = (record.review?.stagedHunks ?? [], record.id)
    let made = try await runs.repositories.prepareTrim(tree, .keep { try TrimRules.plan($0, staged: staged, of: id) })
    let count = made.count ?? StageCount(staged: 0, all: 0)
    return Trim(tree: made.tree, from: made.from, kept: count.staged, hunks: count.all, undoes: false)
  }

  private func undone(_ record: TaskRecord, _ tree: TreeFacts, _ runs: RunDriver) async throws -> Trim {
    let (wish, trim) = try TrimRules.undo(record)
    let made = try await runs.repositories.prepareTrim(tree, wish)
    return Trim(tree: made.tree, from: made.from, kept: trim.kept, hunks: trim.hunks, undoes: true)
  }
}
