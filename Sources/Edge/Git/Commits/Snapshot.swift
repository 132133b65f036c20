internal import Base

/// A picture of a worktree that nobody sees: index, HEAD and files stay as they are.
package struct Snapshot: Equatable, Sendable {
  package let ref: String
  package let commit: String
  package let leftOut: [LeftOut]
}

extension Repository {
  /// Keeps all that is not ignored, litter too, under `refs/drover/`; what it cannot keep is listed.
  package func snapshot(of worktree: String, to ref: String) async throws -> Snapshot {
    guard ref.hasPrefix("refs/drover/") else {
      throw GitError(.refused, "failed to write \(ref): it must be under refs/drover/", remedy: "choose another name")
    }
    let own = try await Repository.at(worktree, launcher)
    let shadow = own.ownFolder + "/drover-index-" + ContentHash.sha256(Array(ref.utf8)).prefix(12)
    do {
      let snapshot = try await snapshot(own, worktree, ref, shadow)
      await Disk.removeFile(shadow)
      return snapshot
    } catch {
      await Disk.removeFile(shadow)
      throw error
    }
  }

  /// The tree as it stands, as a commit that nothing names: git forgets it by itself. Asked often, so what is ignored is
  /// not listed; several at a time do not meet.
  package func picture(of worktree: String) async throws -> String {
    let own = try await Repository.at(worktree, launcher)
    let shadow = own.ownFolder + "/drover-picture-\(UInt64.random(in: .min ... .max))"
    do {
      let variables = ["GIT_INDEX_FILE": shadow]
      if let index = await Disk.read(own.ownFolder + "/index") { try await Disk.write(index, to: shadow) }
      _ = try await Staging(repository: self, worktree: worktree, variables: variables).run()
      let action = "look at \(worktree)"
      let tree = try await line(call(["write-tree"], action, in: worktree, variables: variables))
      let commit = try await privateCommit(
        tree, parents: [own.commit].compactMap(\.self), message: "picture of \(worktree)")
      await Disk.removeFile(shadow)
      return commit
    } catch {
      await Disk.removeFile(shadow)
      throw error
    }
  }

  /// Folders that git ignores, below the worktree, without what is in them.
  package func ignoredFolders(in worktree: String) async throws -> [String] {
    try await bytes(
      call(
        ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", "--", ":/"],
        "look at \(worktree)", in: worktree)
    ).names.filter { $0.hasSuffix("/") }
  }

  private func snapshot(_ own: Repository, _ worktree: String, _ ref: String, _ shadow: String) async throws -> Snapshot
  {
    let action = "take a snapshot of \(worktree)"
    let variables = ["GIT_INDEX_FILE": shadow]
    // A copy of the index knows which files have not changed since: only the others are read.
    if let index = await Disk.read(own.ownFolder + "/index") { try await Disk.write(index, to: shadow) }
    let leftOut = try await Staging(repository: self, worktree: worktree, variables: variables).run()
    let ignored = try await bytes(
      call(
        ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", "--", ":/"], action,
        in: worktree)
    ).names.map { LeftOut(path: $0, reason: .ignored) }
    let tree = try await line(call(["write-tree"], action, in: worktree, variables: variables))
    let commit = try await privateCommit(
      tree, parents: [own.commit].compactMap(\.self), message: "snapshot of \(worktree)")
    try await setRef(ref, to: commit)
    return Snapshot(ref: ref, commit: commit, leftOut: leftOut + ignored)
  }
}
