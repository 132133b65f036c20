import Domain
import Git

/// Trees that hold a part of a task's work, and the commits that leave nothing else on its branch.
extension GitRepositories {
  /// More of a difference is not held in memory at once.
  private static let mostBytes = 256 << 20

  func prepareTrim(_ tree: TreeFacts, _ wish: TrimWish) async throws -> TrimTarget {
    try await worded {
      let path = try await Self.standing(tree, .refused)
      let repository = try await Repository.at(path, launcher)
      guard repository.branch == tree.branch, let tip = repository.commit else {
        throw DroverError(
          .refused, "the worktree of \(tree.task) is on \(repository.branch ?? "no branch") instead of \(tree.branch)",
          remedy: "git switch \(tree.branch), in \(path)")
      }
      try await refuseUncommitted(tree, then: "trim")
      try await repository.requireIdentity(in: path)
      let target = try await target(wish, tree, tip, repository)
      try await refuseLoss(target.tree, tree, path, repository)
      try await repository.keepTree(target.tree, after: tip, at: Self.trimRef(tree, target.tree))
      return target
    }
  }

  private func target(
    _ wish: TrimWish, _ tree: TreeFacts, _ tip: String, _ repository: Repository
  ) async throws -> TrimTarget {
    switch wish {
    case .keep(let choose):
      let plan = try choose(try await work(tree, tip, repository))
      return TrimTarget(tree: try await mixed(plan, tree, tip, repository), from: tip, count: plan.count)
    case .back(let commit, let standing):
      guard tip == standing else {
        throw DroverError(
          .refused, "\(tree.branch) has gone on since \(tree.task) was trimmed",
          remedy: "what left is in its history: git show \(commit.prefix(12))")
      }
      return TrimTarget(tree: try await repository.tree(of: commit), from: tip, count: nil)
    }
  }

  private func work(_ tree: TreeFacts, _ tip: String, _ repository: Repository) async throws -> Patch {
    var bytes: [UInt8] = []
    try await repository.patch(Comparison(base: tree.baseCommit, head: tip), withBinaries: false) { piece in
      bytes += piece
      guard bytes.count <= Self.mostBytes else {
        throw DroverError(
          .refused, "the changes of \(tree.task) are longer than \(Self.mostBytes >> 20) MiB and are not taken apart",
          remedy: "merge them as they are, or make the change smaller in its worktree")
      }
    }
    return Patch(bytes)
  }

  private func mixed(
    _ plan: TreePlan, _ tree: TreeFacts, _ tip: String, _ repository: Repository
  ) async throws -> String {
    let base = try await repository.mergeBase(tree.baseCommit, tip)
    var contents: [String: [UInt8]] = [:]
    for part in plan.parts {
      let old = try await repository.content(of: part.path, at: base, limit: Self.mostBytes)
      guard let old, !old.isCut, let made = HunkText.applied(part.hunks, to: old.bytes) else {
        throw DroverError(
          .refused, "the hunks of \(part.path) do not fit the file that they were made from",
          remedy: "stage the whole file: drover task stage \(tree.task) --file \(part.path)")
      }
      contents[part.path] = made
    }
    return try await repository.mixedTree(base, taking: plan.whole, of: tip, writing: contents)
  }

  private func refuseLoss(_ target: String, _ tree: TreeFacts, _ path: String, _ repository: Repository) async throws {
    try await repository.refuseObstacles(to: target, in: path)
    let uncovered = try await repository.uncovered(by: target, in: path)
    guard !uncovered.isEmpty else { return }
    let names = uncovered.prefix(6).joined(separator: ", ") + (uncovered.count > 6 ? " and more" : "")
    throw DroverError(
      .refused, "\(tree.task) changed what git ignores, and its worktree holds ignored files: \(names)",
      remedy: "stage the whole of .gitignore as well, or move these files away")
  }

  func trim(_ tree: TreeFacts, to trim: Trim, seen: String, message: String) async throws {
    try await worded {
      let path = try await Self.standing(tree)
      let repository = try await Repository.at(path, launcher)
      _ = try await Worktrees(repository).clearStaleLocks(path)
      let written = try await repository.changedFiles(Comparison(base: trim.from, head: seen, sinceFork: false))
        .filter { !Litter.covers($0) }
      guard written.isEmpty else { throw Self.uncommitted(written, tree, path, then: "trim") }
      try await repository.trim(
        path, branch: tree.branch, to: trim.tree, from: trim.from,
        message: "\(message)\n\nDrover-Task: \(tree.task)\n")
      // The branch holds it now; a reference that stays goes with the snapshots of the task.
      do { try await repository.forget(Self.trimRef(tree, trim.tree)) } catch is GitError { return }
    }
  }

  private static func trimRef(_ tree: TreeFacts, _ id: String) -> String {
    snapshotRef(tree, "trim-\(id.prefix(12))")
  }

  func measure(_ tree: TreeFacts) async throws -> TreeWork {
    try await worded {
      let repository = try await Repository.at(try await Self.standing(tree), launcher)
      guard let tip = try await repository.commit(ofBranch: tree.branch) else {
        throw DroverError(.failed, "the branch \(tree.branch) is gone", remedy: "git reflog may still name its commit")
      }
      return try await work(in: repository, tree, tip, since: tree.baseCommit, left: [])
    }
  }
}
