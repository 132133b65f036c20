extension Worktrees {
  /// Puts a worktree back where it was, or beside it when that place is taken. Its branch comes back at the commit that
  /// it had; when the name means something else by now, it gets `-2`.
  package func restore(from folder: String) async throws -> NewWorktree {
    try await restore(from: folder, Mover(launcher: repository.launcher))
  }

  /// May be called again after a crash in the middle of it, and of `moveToTrash`: each step looks at what is done.
  func restore(from folder: String, _ mover: Mover) async throws -> NewWorktree {
    guard var record = await Disk.read(folder + "/entry").flatMap(TrashRecord.init) else { throw Self.noEntry(folder) }
    guard record.commonFolder == repository.commonFolder else {
      throw GitError(
        .refused, "failed to restore \(record.worktree): it must go back to \(record.commonFolder)",
        remedy: "go to that repository")
    }
    let hasTree = await Disk.exists(folder + "/tree")
    let isInPlace = await isInPlace(record, folder)
    if hasTree || !isInPlace { record.worktree = await freePath(record.worktree) }
    try await Disk.makeFolder(Disk.folder(of: record.worktree))
    try await Disk.write(record.bytes, to: folder + "/entry")
    if hasTree { try await mover.move(folder + "/tree", to: record.worktree) }
    for (index, part) in record.parts.enumerated() {
      let source = "\(folder)/registration-\(index)"
      try await register(part, from: source, at: record.worktree + part.place, mover)
    }
    try await forget(record, folder, mover)
    let now = try await Repository.at(record.worktree, repository.launcher)
    return NewWorktree(path: record.worktree, branch: now.branch ?? "", commit: now.commit ?? "")
  }

  /// A crash left the tree where it was: its link leads to a registration that is here, or that never left.
  private func isInPlace(_ record: TrashRecord, _ folder: String) async -> Bool {
    let registration = "/worktrees/\(record.parts[0].name)"
    guard let link = await Disk.read(record.worktree + "/.git")?.line, link.hasSuffix(registration) else {
      return false
    }
    let isAway = await !Disk.exists(repository.commonFolder + registration)
    let neverLeft = await !Disk.exists(folder + "/registration-0")
    return isAway || neverLeft
  }

  /// Takes the empty entry away; what is unexpected in it stays.
  private func forget(_ record: TrashRecord, _ folder: String, _ mover: Mover) async throws {
    for part in record.parts where !part.pin.isEmpty { try await repository.deleteRef(part.pin) }
    try await mover.remove(folder + "/tree.partial")
    await Disk.removeFile(folder + "/entry")
    await Disk.removeEmptyFolder(folder)
  }

  private func freePath(_ path: String) async -> String {
    var number = 1
    var candidate = path
    while await Disk.exists(candidate) {
      number += 1
      candidate = "\(path)-\(number)"
    }
    return candidate
  }

  /// The branch that the restored HEAD is to be on; empty for a detached one.
  private func branch(for part: TrashRecord.Part) async throws -> String {
    guard !part.branch.isEmpty, !part.commit.isEmpty else { return "" }
    let inUse = Set(try await list().compactMap(\.branch))
    for number in 1...999 {
      let name = number == 1 ? part.branch : "\(part.branch)-\(number)"
      let tip = try await repository.commit(ofBranch: name)
      if tip == part.commit, !inUse.contains(name) { return name }
      if tip == nil {
        try await repository.setRef("refs/heads/\(name)", to: part.commit, from: "")
        return name
      }
    }
    return ""
  }

  private func register(_ part: TrashRecord.Part, from source: String, at worktree: String, _ mover: Mover) async throws
  {
    guard let registration = try await bringBack(part, from: source, at: worktree, mover) else { return }
    let isEmpty = await !Disk.exists(worktree)
    try await Disk.makeFolder(worktree)
    try await Disk.write(Array("gitdir: \(registration)\n".utf8), to: worktree + "/.git")
    if isEmpty {
      _ = try await repository.bytes(
        repository.call(["checkout-index", "--all", "--force"], "restore the worktree \(worktree)", in: worktree))
    }
    try await relinkSubmodules(of: worktree, oldName: part.name, registration: registration)
  }

  /// Where the registration is now; nil when there is none any more.
  private func bringBack(
    _ part: TrashRecord.Part, from source: String, at worktree: String, _ mover: Mover
  ) async throws -> String? {
    guard await Disk.exists(source) else {
      return try await Registration.all(in: repository).first { $0.worktree == worktree }?.folder
    }
    let branch = try await branch(for: part)
    let root = repository.commonFolder + "/worktrees"
    try await Disk.makeFolder(root)
    let target = await freePath("\(root)/\(part.name)")
    if !branch.isEmpty { try await Disk.write(Array("ref: refs/heads/\(branch)\n".utf8), to: source + "/HEAD") }
    try await Disk.write(Array("\(worktree)/.git\n".utf8), to: source + "/gitdir")
    try await mover.move(source, to: target)
    return target
  }

  /// Submodules point to their folder in the registration by a path that may have changed.
  private func relinkSubmodules(of worktree: String, oldName: String, registration: String) async throws {
    let action = "restore the submodules of \(worktree)"
    let entries = try await repository.bytes(
      repository.call(["ls-files", "--stage", "-z"], action, in: worktree)
    ).fields.map(\.text).filter { $0.hasPrefix("160000 ") }
    for entry in entries {
      guard let tab = entry.firstIndex(of: "\t") else { continue }
      let path = worktree + "/" + entry[entry.index(after: tab)...]
      guard let link = await Disk.read(path + "/.git")?.line,
        let range = link.firstRange(of: "/worktrees/\(oldName)/modules/")
      else { continue }
      let module = registration + "/modules/" + link[range.upperBound...]
      guard await Disk.exists(module + "/config") else { continue }
      try await Disk.write(Array("gitdir: \(module)\n".utf8), to: path + "/.git")
      _ = try await repository.bytes(
        repository.call(["config", "--file", module + "/config", "core.worktree", path], action))
      try await relinkSubmodules(of: path, oldName: oldName, registration: registration)
    }
  }
}
