import Domain
import Store

/// What a review asks for: the work of a task or of one attempt, and what a person noted beside it.
extension OrchestrationEngine {
  func detail(_ id: TaskID) async throws -> TaskDetail {
    let record = try await record(id)
    return TaskDetail(
      task: await view(of: record), attempts: record.attempts, explanation: try await explanation(of: id),
      notes: record.review ?? ReviewNotes())
  }

  func keepReview(_ id: TaskID, _ notes: ReviewNotes, by author: Author) async throws -> TaskView {
    try await store.write { transaction in
      let record = try transaction.existing(id)
      var notes = notes
      notes.staged = record.review?.staged
      guard record.review ?? ReviewNotes() != notes else { return TaskView(record) }
      try transaction.append(EventDraft(.reviewKept(notes), task: id, by: author))
      return TaskView(try transaction.existing(id))
    }
  }

  func changes(_ request: DiffRequest) async throws -> ChangeList {
    let (repositories, comparison, tip) = try await comparison(request)
    let files = try await repositories.changes(comparison)
    guard let tip else { return ChangeList(from: comparison.from, to: comparison.to, files: files) }
    let rest = TreeComparison(workspace: comparison.workspace, from: tip, to: comparison.to)
    let open = try await repositories.changes(rest).map(\.path)
    return ChangeList(from: comparison.from, to: comparison.to, files: files, uncommitted: open)
  }

  func patch(_ request: DiffRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    let (repositories, comparison, _) = try await comparison(request)
    return try await repositories.patch(comparison)
  }

  /// `tip` is what the branch holds where the worktree itself is one of the sides.
  private func comparison(
    _ request: DiffRequest
  ) async throws -> (any Repositories, TreeComparison, tip: String?) {
    let record = try await record(request.task)
    guard let runs, let sides = try record.sides(of: request.run) else { throw DroverError.noWork(request.task) }
    let picture = try await picture(request, record, runs)
    let comparison = TreeComparison(
      workspace: record.draft.workspace, from: sides.from, to: picture ?? sides.to, paths: request.paths)
    return (runs.repositories, comparison, picture.map { _ in sides.to })
  }

  /// Nil where commits alone can be shown: nothing else was asked for, the tree is gone, or git must not go on in it.
  private func picture(
    _ request: DiffRequest, _ record: TaskRecord, _ runs: RunDriver
  ) async throws -> String? {
    guard request.run == nil, record.merged == nil, record.trashed == nil else { return nil }
    if let known = request.picture, known.utf8.count >= 40, known.utf8.allSatisfy(Self.isHex) { return known }
    let isWanted = request.standing == .always || request.standing == .running && record.activeAttempt != nil
    guard isWanted, let tree = record.tree, tree.path != nil else { return nil }
    guard try await runs.guardian.unrest(record.draft.workspace) == nil else { return nil }
    return try await runs.repositories.picture(tree)
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}

extension TaskRecord {
  /// What is compared with what: all of the work with the base, or one attempt with the one before it. Once the branch
  /// is gone the last commit stands for it. Nil before there is any work.
  func sides(of run: RunID?) throws(DroverError) -> (from: String, to: String)? {
    guard let branch, let baseCommit else { return nil }
    guard let run else {
      let isBranchGone = merged != nil || trashed != nil
      let last = attempts.last { $0.commit != nil }?.commit
      return (baseCommit, isBranchGone ? last ?? "refs/heads/\(branch)" : "refs/heads/\(branch)")
    }
    guard let index = attempts.firstIndex(where: { $0.run == run }) else {
      throw DroverError(.notFound, "\(id) has no attempt \(run)", remedy: "`drover task show \(id)` lists its runs")
    }
    guard let commit = attempts[index].commit else {
      throw DroverError(
        .refused, "\(run) has made no commit", remedy: "`drover task logs \(id)` shows what it did instead")
    }
    return (attempts[..<index].last { $0.commit != nil }?.commit ?? baseCommit, commit)
  }
}
