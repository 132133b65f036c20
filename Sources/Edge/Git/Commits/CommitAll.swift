package enum CommitOutcome: Equatable, Sendable {
  case nothingToCommit(leftOut: [LeftOut])
  case committed(Committed)

  package struct Committed: Equatable, Sendable {
    package let commit: String
    package let changedFiles: Int
    package let leftOut: [LeftOut]
    /// The branch that the commit is on; nil on a detached HEAD.
    package let branch: String?
  }
}

extension Repository {
  /// Commits everything in a worktree but ignored files and litter, in the person's own name, with the trailer that
  /// tells whose work it is. Conflicts that nobody solved are refused: a commit would make their marks look solved.
  package func commitAll(
    in worktree: String, message: String, task: String, exclude: [String] = Litter.patterns, runsHooks: Bool = false
  ) async throws -> CommitOutcome {
    let action = "commit in \(worktree)"
    let unmerged = try await bytes(call(["diff", "--name-only", "--diff-filter=U", "-z"], action, in: worktree)).names
    guard unmerged.isEmpty else {
      throw GitError(
        .conflict, "failed to \(action): the conflicts must be solved in \(unmerged.joined(separator: ", "))",
        remedy: "solve them and git add the files, or go back with git merge --abort", paths: unmerged)
    }
    let leftOut = try await Staging(repository: self, worktree: worktree, exclude: exclude).run()
    let changed = try await bytes(
      call(
        ["diff", "--cached", "--no-ext-diff", "--ignore-submodules=none", "--name-only", "--no-renames", "-z"], action,
        in: worktree)
    ).fields.count
    let isMerging = try await isMerging(worktree)
    guard changed > 0 || isMerging else { return .nothingToCommit(leftOut: leftOut) }
    try await requireIdentity(in: worktree)
    let arguments = ["-c", "commit.gpgSign=false", "commit", "--quiet", "--cleanup=whitespace", "--allow-empty"]
    _ = try await bytes(
      call(
        arguments + (runsHooks ? [] : ["--no-verify"]) + ["--trailer", "Drover-Task: \(task)", "-F", "-"], action,
        in: worktree, input: Array(message.utf8), runsHooks: runsHooks))
    let now = try await Repository.at(worktree, launcher)
    return .committed(
      .init(commit: now.commit ?? "", changedFiles: changed, leftOut: leftOut, branch: now.branch))
  }

  /// What a person or a program left in a worktree since its last commit; ignored files, litter and nested repositories,
  /// which no commit takes, are not named.
  package func uncommitted(in worktree: String, exclude: [String] = Litter.patterns) async throws -> [String] {
    let fields = try await bytes(
      call(
        ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=none"],
        "look for changes in \(worktree)", in: worktree)
    ).fields.map(\.text)
    return fields.compactMap { field in
      let path = String(field.dropFirst(3))
      guard field.hasPrefix("?? ") else { return path }
      return path.hasSuffix("/") || exclude.contains { Litter.matches(path, $0) } ? nil : path
    }
  }

  private func isMerging(_ worktree: String) async throws -> Bool {
    try await optionalLine(
      call(["rev-parse", "--verify", "--quiet", "MERGE_HEAD"], "look at \(worktree)", in: worktree)) != nil
  }
}
