/// What was made: the names may differ from those that were wished for.
package struct NewWorktree: Equatable, Sendable {
  package let path: String
  package let branch: String
  package let commit: String
}

extension Worktrees {
  /// A new branch from `base` in a new folder. Neither an existing branch nor an existing path is ever used: both get
  /// the same `-2`, `-3`. With a reason it is born locked.
  package func add(branch: String, base: Base, at path: String, lockReason: String? = nil) async throws -> NewWorktree {
    try await check(branch)
    try await Disk.makeFolder(Disk.folder(of: path))
    let real = await Disk.real(Disk.folder(of: path)) + "/" + Disk.name(of: path)
    for number in 1...999 {
      let suffix = number == 1 ? "" : "-\(number)"
      let wish = NewWorktree(path: real + suffix, branch: branch + suffix, commit: base.commit)
      if try await isTaken(wish) { continue }
      if try await make(wish, lockReason: lockReason) { return wish }
    }
    throw GitError(
      .refused, "failed to add the worktree \(path): a free name must be left", remedy: "empty the folder of worktrees")
  }

  private func check(_ branch: String) async throws {
    let call = repository.call(["check-ref-format", "refs/heads/\(branch)"], "name the branch \(branch)")
    guard try await repository.launcher.result(call).isSuccess, !branch.hasPrefix("-"), branch != "HEAD" else {
      throw GitError(
        .refused, "failed to name the branch \(branch): it must be a name that git allows",
        remedy: "use letters, digits, - and /")
    }
  }

  /// A path whose folder is gone but that git still knows is refused by git itself: `make` says so.
  private func isTaken(_ wish: NewWorktree) async throws -> Bool {
    if await Disk.exists(wish.path) { return true }
    return try await repository.optionalLine(
      repository.call(
        ["rev-parse", "--verify", "--quiet", "refs/heads/\(wish.branch)"], "look for the branch \(wish.branch)")) != nil
  }

  /// False when somebody else took the name in the same moment.
  private func make(_ wish: NewWorktree, lockReason: String?) async throws -> Bool {
    let action = "add the worktree \(wish.path)"
    let lock = lockReason.map { ["--lock", "--reason", $0] } ?? []
    let result = try await repository.launcher.result(
      repository.call(
        ["worktree", "add", "--quiet", "--no-track"] + lock + ["-b", wish.branch, wish.path, wish.commit], action))
    if result.isSuccess { return true }
    let isRace = ["already exists", "already checked out", "already registered"].contains {
      result.errorText.contains($0)
    }
    if isRace { return false }
    // git makes the branch first and leaves it when the checkout fails; nothing can have been committed to it.
    _ = try await repository.launcher.result(
      repository.call(["update-ref", "-d", "refs/heads/\(wish.branch)", wish.commit], action))
    throw GitError(failedTo: action, said: result.errorText)
  }
}
