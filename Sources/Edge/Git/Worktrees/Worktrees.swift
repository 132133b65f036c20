/// The worktrees of one repository: made, locked, listed; never removed, only moved to the trash.
package struct Worktrees: Sendable {
  package let repository: Repository

  package init(_ repository: Repository) {
    self.repository = repository
  }

  package func list() async throws -> [Worktree] {
    Worktree.parse(
      try await repository.bytes(
        repository.call(["worktree", "list", "--porcelain", "-z"], "list the worktrees of \(repository.place)")))
  }

  /// Locked, git leaves it alone: neither `prune` nor `remove` takes it.
  package func lock(_ path: String, reason: String) async throws {
    guard try await find(path).isLocked == false else { return }
    _ = try await repository.bytes(
      repository.call(["worktree", "lock", "--reason", reason, "--end-of-options", path], "lock the worktree \(path)"))
  }

  package func unlock(_ path: String) async throws {
    guard try await find(path).isLocked else { return }
    _ = try await repository.bytes(
      repository.call(["worktree", "unlock", "--end-of-options", path], "unlock the worktree \(path)"))
  }

  /// Writes the link of a worktree to its repository anew, as `git worktree repair` would if it could still read it.
  package func repair(_ path: String) async throws {
    let own = try await Registration.of(path, in: repository)
    try await Disk.write(Array("gitdir: \(own.folder)\n".utf8), to: path + "/.git")
  }

  func find(_ path: String) async throws -> Worktree {
    let real = await Disk.real(path)
    guard let found = try await list().first(where: { $0.path == real || $0.path == path }) else {
      throw GitError(
        .missing, "failed to find the worktree \(path): it must be one of \(repository.place)",
        remedy: "see what there is with: git worktree list")
    }
    return found
  }

  /// Locks that a killed git left in a worktree of ours. Only when nothing runs in it any more.
  package func clearStaleLocks(_ path: String) async throws -> [String] {
    let own = try await Registration.folder(of: path, in: repository)
    var cleared: [String] = []
    for name in ["index.lock", "HEAD.lock"] where await Disk.exists("\(own)/\(name)") {
      await Disk.removeFile("\(own)/\(name)")
      cleared.append(name)
    }
    return cleared
  }
}
