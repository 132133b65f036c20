internal import Base

/// A worktree in the trash: everything that was in its folder, ignored files and nested repositories included, and
/// what the repository knew about it.
package struct TrashEntry: Equatable, Sendable {
  package let folder: String
  /// Where it was.
  package let worktree: String
  package let branch: String?
  package let commit: String?
  /// False when the folder was gone already and only its staged files are kept.
  package let hasTree: Bool
  /// The repository's common folder.
  package let repository: String
}

extension Worktrees {
  /// Moves the worktree to the new folder `folder`. The repository forgets it; the trash forgets nothing.
  package func moveToTrash(_ worktree: String, to folder: String) async throws -> TrashEntry {
    try await moveToTrash(worktree, to: folder, Mover(launcher: repository.launcher))
  }

  /// May be called again after a crash in the middle of it, with the same folder.
  func moveToTrash(_ worktree: String, to folder: String, _ mover: Mover) async throws -> TrashEntry {
    if let begun = await Disk.read(folder + "/entry").flatMap(TrashRecord.init), begun.worktree == worktree,
      begun.commonFolder == repository.commonFolder
    {
      return try await move(begun, to: folder, mover)
    }
    let main = try await Registration.of(worktree, in: repository)
    guard await !Disk.exists(folder + "/entry") else {
      throw GitError(
        .refused, "failed to move \(worktree) to the trash: \(folder) must be new", remedy: "give it another name")
    }
    let inside = try await Registration.all(in: repository).filter { $0.worktree.hasPrefix(main.worktree + "/") }
    let record = try await record(of: [main] + inside, in: folder)
    try await Disk.makeFolder(folder)
    try await Disk.write(record.bytes, to: folder + "/entry")
    return try await move(record, to: folder, mover)
  }

  /// The registrations first: from then on no prune can reach what belongs to the tree. What is there already was moved
  /// before a crash.
  private func move(_ record: TrashRecord, to folder: String, _ mover: Mover) async throws -> TrashEntry {
    for (index, part) in record.parts.enumerated() {
      let (source, target) = ("\(repository.commonFolder)/worktrees/\(part.name)", "\(folder)/registration-\(index)")
      let isMoved = await Disk.exists(target)
      if !isMoved, await Disk.exists(source) { try await mover.move(source, to: target) }
    }
    var hasTree = await Disk.exists(folder + "/tree")
    if !hasTree, await Disk.exists(record.worktree) {
      try await mover.move(record.worktree, to: folder + "/tree")
      hasTree = true
    }
    return entry(record, in: folder, hasTree: hasTree)
  }

  /// nil when the folder holds no entry.
  package static func trashEntry(in folder: String) async -> TrashEntry? {
    guard let record = await Disk.read(folder + "/entry").flatMap(TrashRecord.init) else { return nil }
    let part = record.parts[0]
    return TrashEntry(
      folder: folder, worktree: record.worktree, branch: part.branch.isEmpty ? nil : part.branch,
      commit: part.commit.isEmpty ? nil : part.commit, hasTree: await Disk.exists(folder + "/tree"),
      repository: record.commonFolder)
  }

  /// Takes an entry out of the world, also when its repository is gone.
  package static func emptyTrash(_ folder: String, _ launcher: GitLauncher) async throws {
    guard let record = await Disk.read(folder + "/entry").flatMap(TrashRecord.init) else { throw noEntry(folder) }
    let repository: Repository
    do { repository = try await Repository.at(record.commonFolder, launcher) } catch {
      return try await Mover(launcher: launcher).remove(folder)
    }
    try await Worktrees(repository).emptyTrash(folder)
  }

  /// Takes an entry out of the world for good, by age or need, and lets git collect what only it held.
  package func emptyTrash(_ folder: String) async throws {
    guard let record = await Disk.read(folder + "/entry").flatMap(TrashRecord.init) else { throw Self.noEntry(folder) }
    let moved = await Disk.changed(folder + "/entry")
    // What was kept of the tree goes before it: an entry that is still there is emptied again after a crash.
    if let moved {
      for part in record.parts where part.place.isEmpty && !part.branch.isEmpty {
        try await repository.dropKept(ofBranch: part.branch, until: moved)
      }
    }
    try await Mover(launcher: repository.launcher).remove(folder)
    for part in record.parts where !part.pin.isEmpty { try await repository.deleteRef(part.pin) }
  }

  static func noEntry(_ folder: String) -> GitError {
    GitError(
      .missing, "failed to open the trash entry \(folder): it must hold a worktree",
      remedy: "see what is in the trash with: drover task list --trash")
  }

  private func entry(_ record: TrashRecord, in folder: String, hasTree: Bool) -> TrashEntry {
    let part = record.parts[0]
    return TrashEntry(
      folder: folder, worktree: record.worktree, branch: part.branch.isEmpty ? nil : part.branch,
      commit: part.commit.isEmpty ? nil : part.commit, hasTree: hasTree, repository: record.commonFolder)
  }

  private func record(of all: [Registration], in folder: String) async throws -> TrashRecord {
    let id = ContentHash.sha256(Array(folder.utf8)).prefix(16)
    var parts: [TrashRecord.Part] = []
    for (index, one) in all.enumerated() {
      let ref = "refs/drover/trash/\(id)-\(index)"
      parts.append(
        TrashRecord.Part(
          name: one.name, place: String(one.worktree.dropFirst(all[0].worktree.count)), branch: one.branch ?? "",
          commit: one.commit ?? "", pin: try await pin(one, at: ref) ? ref : ""))
    }
    return TrashRecord(commonFolder: repository.commonFolder, worktree: all[0].worktree, parts: parts)
  }

  /// A reference to HEAD and to what is staged. An index in the middle of a conflict cannot be a tree: HEAD alone then.
  private func pin(_ one: Registration, at ref: String) async throws -> Bool {
    let action = "keep what is staged in \(one.worktree)"
    let index = ["GIT_INDEX_FILE": one.folder + "/index"]
    let tree = try await repository.optionalLine(
      repository.call(["write-tree"], action, in: repository.commonFolder, variables: index))
    guard let tree else {
      if let commit = one.commit { try await repository.setRef(ref, to: commit) }
      return one.commit != nil
    }
    let commit = try await repository.privateCommit(tree, parents: [one.commit].compactMap(\.self), message: "staged")
    try await repository.setRef(ref, to: commit)
    return true
  }
}
