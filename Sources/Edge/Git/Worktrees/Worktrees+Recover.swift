/// What an engine that was killed left half done.
extension Worktrees {
  /// The tree in the folder of `path` that was being made for this reason, taken up when it is whole. A half one, in which nobody
  /// ever worked, goes to the trash, and its branch with it; nil then, and when there is none.
  package func recover(beside path: String, lockReason: String, base: Base, trash: String) async throws -> NewWorktree?
  {
    guard await Registration.isAny(lockedFor: lockReason, in: repository) else { return nil }
    let real = await Disk.real(Disk.folder(of: path))
    let all = try await list()
    guard let found = all.first(where: { $0.lockReason == lockReason && $0.path.hasPrefix(real + "/") }) else {
      return nil
    }
    let own = try await Registration.of(found.path, in: repository)
    // The git of the killed engine may still be at it: it ends by itself.
    for _ in 0..<1200 {
      if let whole = try await whole(found, own, base) { return whole }
      let isLocked = await Disk.exists(own.folder + "/index.lock")
      guard await isLocked ? true : isFresh(own) else { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    try await putAway(found.path, trash)
    if let branch = found.branch, try await repository.commit(ofBranch: branch) != nil {
      _ = try await repository.deleteBranch(branch, expected: base.commit)
    }
    return nil
  }

  /// A worktree whose folder somebody removed, at the same place and on its branch again. What was staged in it goes to
  /// the trash.
  package func remake(at path: String, branch: String, lockReason: String, trash: String) async throws {
    if try await Registration.all(in: repository).contains(where: { $0.worktree == path }) {
      try await putAway(path, trash)
    }
    let action = "make the worktree \(path) again"
    _ = try await repository.bytes(
      repository.call(
        ["worktree", "add", "--quiet", "--lock", "--reason", lockReason, "--end-of-options", path, branch], action))
  }

  private func putAway(_ path: String, _ trash: String) async throws {
    var number = 1
    while await Disk.exists("\(trash)-\(number)") { number += 1 }
    _ = try await moveToTrash(path, to: "\(trash)-\(number)")
  }

  private func whole(_ tree: Worktree, _ own: Registration, _ base: Base) async throws -> NewWorktree? {
    guard let branch = tree.branch, tree.commit == base.commit, await Disk.exists(own.folder + "/index") else {
      return nil
    }
    guard await !Disk.exists(own.folder + "/index.lock") else { return nil }
    let status = repository.call(
      ["status", "--porcelain", "--untracked-files=no"], "look at the worktree \(tree.path)", in: tree.path)
    let result = try await repository.launcher.result(status)
    guard result.isSuccess, result.output.text.isEmpty else { return nil }
    return NewWorktree(path: tree.path, branch: branch, commit: base.commit)
  }

  /// Between its registration and its checkout git holds no lock; that takes it a moment.
  private func isFresh(_ own: Registration) async -> Bool {
    guard let made = await Disk.changed(own.folder + "/commondir") else { return false }
    return await Disk.now() - made < 3
  }

  /// Why the worktree at this path is locked, without a git.
  package static func lockReason(of path: String) async -> String? {
    guard let link = await Disk.read(path + "/.git")?.line, link.hasPrefix("gitdir: ") else { return nil }
    return await Disk.read(link.dropFirst("gitdir: ".count) + "/locked")?.line
  }
}
