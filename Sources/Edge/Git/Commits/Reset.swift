extension Repository {
  /// Puts a task's worktree back to a commit on its branch. All that goes is in the snapshot first, the branch's old
  /// commit under a private reference; ignored files and nested repositories stay where they are.
  package func reset(
    _ worktree: String, branch: String, to commit: String, keepingAt ref: String
  ) async throws -> Snapshot {
    let action = "reset \(worktree)"
    guard let target = try await self.commit(commit) else {
      throw GitError(.missing, "failed to \(action): \(commit) must be a commit", remedy: "see git log --all")
    }
    let own = try await Registration.of(worktree, in: self)
    if let other = try await Worktrees(self).list().first(where: { $0.branch == branch && $0.path != own.worktree }) {
      throw GitError(
        .refused, "failed to \(action): \(branch) must not be checked out in \(other.path)",
        remedy: "move that worktree to the trash first")
    }
    let snapshot = try await snapshot(of: worktree, to: ref)
    if let lost = snapshot.leftOut.first(where: { $0.reason == .unreadable || $0.reason == .submodule }) {
      throw GitError(
        .refused, "failed to \(action): a snapshot must be able to keep \(lost.path)",
        remedy: "make it readable, or commit what is in the submodule")
    }
    if let tip = try await self.commit(ofBranch: branch) {
      try await setRef("refs/drover/branches/\(branch)-\(tip.prefix(12))", to: tip)
    }
    // What was under way ends here; where nothing was, git says so and that is all.
    _ = try await launcher.result(call(["rebase", "--quit"], action, in: worktree))
    for arguments in [
      ["symbolic-ref", "HEAD", "refs/heads/\(branch)"], ["reset", "--quiet", "--hard", target],
      ["clean", "-d", "--force", "--quiet"],
    ] { _ = try await bytes(call(arguments, action, in: worktree)) }
    return snapshot
  }
}
