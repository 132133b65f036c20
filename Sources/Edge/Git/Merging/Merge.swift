package enum MergeStrategy: String, Equatable, Sendable, CaseIterable { case ff, merge, squash, rebase }

package enum MergeOutcome: Equatable, Sendable {
  /// Everything of the branch was there already.
  case nothingToMerge(commit: String)
  /// The target went from one commit to the other; `checkout` is where it is checked out and was brought along.
  case merged(from: String, to: String, checkout: String?)
}

/// Merges a branch into a local branch: the result is computed beside all checkouts, then the target is advanced.
struct Merger: Sendable {
  let repository: Repository
  let target: String
  let branch: String
  let strategy: MergeStrategy
  let message: String

  func run() async throws -> MergeOutcome {
    let old = try await tip(target, remedy: "name a local branch with --into")
    let source = try await tip(branch, remedy: "the task has no branch any more: restore it first")
    if try await repository.isAncestor(source, of: old) { return .nothingToMerge(commit: old) }
    // Asked before anything is written, so that what stands in the way is known at once.
    let place = try await Advance(repository: repository, branch: target).place()
    guard let new = try await result(old, source), new != old else { return .nothingToMerge(commit: old) }
    try await Advance(repository: repository, branch: target).go(from: old, to: new, at: place, note: action)
    return .merged(from: old, to: new, checkout: place)
  }

  private var action: String { "merge \(branch) into \(target)" }

  private func tip(_ name: String, remedy: String) async throws -> String {
    if let commit = try await repository.commit(ofBranch: name) { return commit }
    throw GitError(.missing, "failed to \(action): \(name) must be a local branch", remedy: remedy)
  }

  private func result(_ old: String, _ source: String) async throws -> String? {
    switch strategy {
    case .ff:
      guard try await repository.isAncestor(old, of: source) else {
        throw GitError(
          .refused, "failed to \(action): \(target) must not have moved on since the branch began",
          remedy: "use --strategy merge, squash or rebase")
      }
      return source
    case .merge:
      return try await commit(tree(old, source), parents: [old, source])
    case .squash:
      let tree = try await tree(old, source)
      if try await repository.line(repository.call(["rev-parse", old + "^{tree}"], action)) == tree { return nil }
      return try await commit(tree, parents: [old])
    case .rebase:
      return try await Replay(repository: repository, action: action).run(from: source, onto: old)
    }
  }

  private func tree(_ old: String, _ source: String) async throws -> String {
    let preview = try await repository.mergePreview(into: old, from: source)
    guard preview.isClean else { throw GitError(conflicts: preview.conflicts, action: action) }
    return preview.tree
  }

  private func commit(_ tree: String, parents: [String]) async throws -> String {
    try await repository.requireIdentity()
    return try await repository.commit(tree, parents: parents, message: message)
  }
}

extension GitError {
  init(conflicts: [MergePreview.Conflict], action: String) {
    let paths = Set(conflicts.map(\.path)).sorted()
    self.init(
      .conflict, "failed to \(action): both sides must agree about \(paths.joined(separator: ", "))",
      remedy: "let the agent resolve it, or merge the target into the branch by hand", paths: paths)
  }
}

extension Repository {
  /// Advances the local branch `target`. Where it is checked out, exactly when git would accept it there.
  package func merge(
    into target: String, branch: String, strategy: MergeStrategy, message: String
  ) async throws -> MergeOutcome {
    try await Merger(repository: self, target: target, branch: branch, strategy: strategy, message: message).run()
  }

  /// Deletes a branch that is checked out nowhere; the commit stays under the private reference that is answered.
  package func deleteBranch(_ name: String, expected: String? = nil) async throws -> String {
    let action = "delete the branch \(name)"
    guard let tip = try await commit(ofBranch: name) else {
      throw GitError(.missing, "failed to \(action): it must exist", remedy: "nothing needs to be done")
    }
    guard expected == nil || expected == tip else {
      throw GitError(
        .refused, "failed to \(action): nothing may have been committed to it since",
        remedy: "look at it with: git log \(name)")
    }
    if let user = try await Worktrees(self).list().first(where: { $0.branch == name && !$0.isBare }) {
      throw GitError(
        .refused, "failed to \(action): it must not be checked out in \(user.path)",
        remedy: "move that worktree to the trash first")
    }
    let kept = "refs/drover/branches/\(name)-\(tip.prefix(12))"
    try await setRef(kept, to: tip)
    _ = try await bytes(call(["branch", "--quiet", "-D", "--end-of-options", name], action))
    return kept
  }
}
