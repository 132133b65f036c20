import Domain

/// What must hold before hunks are staged or a task's work is trimmed. Pure: reads facts, throws the sentence.
enum TrimRules {
  static func checkStage(_ record: TaskRecord) throws(DroverError) {
    guard record.trashed == nil, record.state != .done else {
      throw DroverError(
        .refused,
        "\(record.id) is \(record.trashed == nil ? "done" : "in the trash"): nothing of it is staged any more",
        remedy: "`drover task show \(record.id)` says what became of it")
    }
    guard record.branch != nil else { throw DroverError.noWork(record.id) }
  }

  static func check(_ record: TaskRecord) throws(DroverError) {
    let id = record.id
    guard record.trashed == nil else {
      throw DroverError(.refused, "\(id) is in the trash", remedy: "`drover task restore \(id)` brings it back")
    }
    guard record.activeAttempt == nil, record.startAsked == nil else {
      throw DroverError(
        .refused, "\(id) is running, or about to",
        remedy: "`drover task wait \(id)` waits; `drover task cancel \(id)` ends it")
    }
    guard record.state == .review || record.state == .failed, record.attempts.contains(where: { $0.commit != nil })
    else {
      throw DroverError(
        .refused, "\(id) is in \(record.state.rawValue) and has nothing to review",
        remedy: "`drover explain \(id)` says what can be done")
    }
    guard record.worktree != nil else { throw DroverError.noWork(id) }
  }

  /// A start that somebody asks for would take the place of a trim that waits for its turn.
  static func checkNoneWaits(_ record: TaskRecord) throws(DroverError) {
    guard record.startAsked != nil, record.activeAttempt == nil, record.trimAsked != nil else { return }
    throw DroverError(
      .refused, "\(record.id) is about to be trimmed",
      remedy: "`drover task wait \(record.id)` waits for it; `drover task cancel \(record.id)` gives it up")
  }

  static func plan(_ patch: Patch, staged: Set<HunkID>, of id: TaskID) throws(DroverError) -> TreePlan {
    let plan = TreePlan(patch, staged: staged)
    guard plan.count.all > 0 else {
      throw DroverError(
        .refused, "\(id) changed nothing that could be trimmed", remedy: "`drover task done \(id)` closes it")
    }
    let lost = staged.subtracting(patch.hunks.map(\.id)).count
    guard lost == 0 else {
      throw DroverError(
        .refused, "\(lost) of the \(staged.count) staged hunks of \(id) changed after they were staged",
        remedy: "`drover task diff \(id) --hunks` shows what is staged now; to stage or unstage one forgets those")
    }
    guard !plan.count.isNone else {
      throw DroverError(
        .refused, "nothing of \(id) is staged",
        remedy: "`drover task diff \(id) --hunks` lists its hunks; `drover task stage \(id) HUNK` keeps one")
    }
    guard !plan.count.isAll else {
      throw DroverError(
        .refused, "every hunk of \(id) is staged: nothing would leave",
        remedy: "`drover task merge \(id)` merges them; `drover task unstage \(id) HUNK` takes one out")
    }
    if let module = patch.hunks.first(where: { $0.kind == .submodule && !staged.contains($0.id) }) {
      throw DroverError(
        .refused, "\(module.path) is a submodule: its commit cannot be left out, since its folder would keep it",
        remedy:
          "`drover task stage \(id) --file \(module.path)` keeps it; or set it back in the worktree and commit that")
    }
    return plan
  }

  /// What would come back, and where the branch must still stand.
  static func undo(_ record: TaskRecord) throws(DroverError) -> (wish: TrimWish, trim: Trim) {
    guard let trim = record.attempts.trimToUndo else {
      let wasTrimmed =
        record.attempts.last { $0.commit != nil }?.trim == nil && record.attempts.contains { $0.trim != nil }
      throw DroverError(
        .refused,
        wasTrimmed ? "since it was trimmed, \(record.id) has gone on" : "nothing is trimmed off \(record.id)",
        remedy: "what its branch held before stands in its history: git log \(record.branch ?? "")")
    }
    return (.back(to: trim.from, standing: record.attempts.last { $0.commit != nil }?.commit ?? trim.from), trim)
  }
}
