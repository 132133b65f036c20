extension Worktrees {
  /// Puts a worktree back where it was, or beside it when that place is taken. Its branch comes back at the commit that
  /// it had; when the name means something else by now, it gets `-2`.
  package func restore(from folder: String) async throws -> NewWorktree {
    try await restore(from: folder, Mover(launcher: repository.launcher))
  }

  func restore(from folder: String, _ mover: Mover) async throws -> NewWorktree {
    guard let record = await Disk.read(folder + "/entry").flatMap(TrashRecord.init) else { throw Self.noEntry(folder) }
    let hasTree = await Disk.exists(folder + "/tree")
    let isUnmoved = await hasRegistration(record.worktree, record) && !hasTree
    let target = !isUnmoved ? await freePath(record.worktree) : record.worktree
    var branches: [String] = []
    for part in record.parts { branches.append(try await branch(for: part)) }
    try await Disk.makeFolder(Disk.folder(of: target))
    if hasTree { try await mover.move(folder + "/tree", to: target) }
    for (index, part) in record.parts.enumerated() {
      try await register(
        part, from: "\(folder)/registration-\(index)", at: target + part.place, branch: branches[index], mover)
    }
    for part in record.parts where !part.pin.isEmpty { try await repository.deleteRef(part.pin) }
    try await mover.remove(folder)
    return NewWorktree(path: target, branch: branches[0], commit: record.parts[0].commit)
  }

  /// A crash between the two moves left the tree where it was.
  private func hasRegistration(_ worktree: String, _ record: TrashRecord) async -> Bool {
    let link = await Disk.read(worktree + "/.git")?.line
    return link?.hasSuffix("/worktrees/\(record.parts[0].name)") ?? false
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

  private func register(
    _ part: TrashRecord.Part, from source: String, at worktree: String, branch: String, _ mover: Mover
  ) async throws {
    let root = repository.commonFolder + "/worktrees"
    try await Disk.makeFolder(root)
    var name = part.name
    if await Disk.exists(source) {
      name = Disk.name(of: await freePath("\(root)/\(part.name)"))
      if !branch.isEmpty { try await Disk.write(Array("ref: refs/heads/\(branch)\n".utf8), to: source + "/HEAD") }
      try await Disk.write(Array("\(worktree)/.git\n".utf8), to: source + "/gitdir")
      try await mover.move(source, to: "\(root)/\(name)")
    }
    let isEmpty = await !Disk.exists(worktree)
    try await Disk.makeFolder(worktree)
    try await Disk.write(Array("gitdir: \(root)/\(name)\n".utf8), to: worktree + "/.git")
    let action = "restore the worktree \(worktree)"
    if isEmpty {
      _ = try await repository.bytes(repository.call(["checkout-index", "--all", "--force"], action, in: worktree))
    }
    try await relinkSubmodules(of: worktree, oldName: part.name, registration: "\(root)/\(name)")
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
    }
  }
}
