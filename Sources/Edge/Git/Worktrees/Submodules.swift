extension Worktrees {
  /// Fills the submodules of a worktree, and theirs, from the copies that the repository has already where it has them:
  /// without the network, and without a change to the shared configuration but that they are in use.
  package func fillSubmodules(of worktree: String) async throws {
    try await fill(worktree, below: "", from: repository.commonFolder + "/modules")
  }

  /// `store`: where the copies of those of this folder lie; nil where there are none.
  private func fill(_ worktree: String, below parent: String, from store: String?) async throws {
    for module in try await modules(of: worktree) {
      let action = "fill the submodule \(parent)\(module.path)"
      let copy = store.map { "\($0)/\(module.name)" } ?? ""
      let isHere = store == nil ? false : await Disk.exists(copy + "/HEAD")
      let source = isHere ? ["-c", "submodule.\(module.name).url=\(copy)", "-c", "protocol.file.allow=always"] : []
      if !parent.isEmpty {  // its configuration is the worktree's own: what is in use is written there
        let begin = ["--literal-pathspecs", "submodule", "--quiet", "init", "--", module.path]
        _ = try await repository.bytes(repository.call(begin, action, in: worktree))
      }
      _ = try await repository.bytes(
        repository.call(
          ["--literal-pathspecs"] + source + ["submodule", "--quiet", "update", "--init", "--", module.path], action,
          in: worktree))
      if isHere { try await follow(copy, in: "\(worktree)/\(module.path)", action) }
      try await fill(
        "\(worktree)/\(module.path)", below: "\(parent)\(module.path)/", from: isHere ? copy + "/modules" : nil)
    }
  }

  /// The copy is no remote that anybody wants to push to.
  private func follow(_ copy: String, in folder: String, _ action: String) async throws {
    let get = repository.call(["config", "--file", copy + "/config", "--get", "remote.origin.url"], action)
    guard let url = try await repository.optionalLine(get) else { return }
    _ = try await repository.bytes(repository.call(["config", "remote.origin.url", url], action, in: folder))
  }

  /// Commits that were made inside of submodules, brought into the copies that the repository has of them: they would go
  /// with the worktree, and nobody could check out what names them. Answers those that stand nowhere else.
  package func keepSubmodules(of worktree: String) async throws -> [LeftOut] {
    try await keep(worktree, below: "", in: repository.commonFolder + "/modules")
  }

  private func keep(_ worktree: String, below parent: String, in store: String) async throws -> [LeftOut] {
    var left: [LeftOut] = []
    for module in try await modules(of: worktree) where await Disk.exists("\(worktree)/\(module.path)/.git") {
      let (folder, copy) = ("\(worktree)/\(module.path)", "\(store)/\(module.name)")
      let isKept = try await keep(
        module, of: folder, in: copy, "keep the commits of the submodule \(parent)\(module.path)")
      if !isKept { left.append(LeftOut(path: parent + module.path, reason: .submodule)) }
      left += try await keep(folder, below: "\(parent)\(module.path)/", in: copy + "/modules")
    }
    return left
  }

  private func keep(_ module: Module, of folder: String, in copy: String, _ action: String) async throws -> Bool {
    if await !Disk.exists(copy + "/HEAD") {
      let contains = ["for-each-ref", "--count=1", "--contains", module.commit, "refs/remotes", "refs/tags"]
      let known = try await repository.optionalLine(repository.call(contains, action, in: folder))
      if known?.isEmpty == false { return true }
      guard try await makeCopy(of: folder, at: copy, action) else { return false }
    }
    // As a folder of git's alone: the person's checkout of it may be gone.
    let place = ["GIT_DIR": copy, "GIT_WORK_TREE": copy]
    let look = repository.call(["cat-file", "-e", module.commit + "^{commit}"], action, in: copy, variables: place)
    if try await repository.launcher.result(look).isSuccess { return true }
    let fetch = repository.call(
      [
        "-c", "protocol.file.allow=always", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
        "--no-recurse-submodules", folder, "\(module.commit):refs/drover/submodules/\(module.commit)",
      ], action, in: copy, variables: place)
    return try await repository.launcher.result(fetch).isSuccess
  }

  /// As git would have it where the person had filled the submodule: git takes it when that is done later.
  private func makeCopy(of folder: String, at copy: String, _ action: String) async throws -> Bool {
    let new = copy + ".drover-new"
    try await Mover(launcher: repository.launcher).remove(new)  // what a killed engine left half made
    try await Disk.makeFolder(Disk.folder(of: copy))
    let clone = [
      "-c", "protocol.file.allow=always", "clone", "--quiet", "--bare", "--no-hardlinks", "--template=", folder, new,
    ]
    guard try await repository.launcher.result(repository.call(clone, action, in: folder)).isSuccess else {
      return false
    }
    let url = try await repository.optionalLine(
      repository.call(["config", "--get", "remote.origin.url"], action, in: folder))
    for (name, value) in [
      ("remote.origin.url", url), ("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"),
      ("core.bare", "false"),
    ] {
      guard let value else { continue }
      _ = try await repository.bytes(repository.call(["config", "--file", new + "/config", name, value], action))
    }
    return try await Disk.rename(new, to: copy)
  }

  private struct Module {
    let name: String
    let path: String
    /// The one of its commits that the index names.
    let commit: String
  }

  /// Only those that the commit has: what else stands in `.gitmodules` is left alone.
  private func modules(of worktree: String) async throws -> [Module] {
    let action = "read the submodules of \(worktree)"
    guard await Disk.exists(worktree + "/.gitmodules") else { return [] }
    let staged = try await repository.bytes(repository.call(["ls-files", "--stage", "-z"], action, in: worktree)).names
    var links: [String: String] = [:]
    for line in staged where line.hasPrefix("160000 ") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      if parts.count == 2 { links[String(parts[1])] = String(parts[0].split(separator: " ")[1]) }
    }
    let call = repository.call(
      ["config", "--file", ".gitmodules", "-z", "--get-regexp", "^submodule[.].*[.]path$"], action, in: worktree)
    return try await repository.launcher.result(call).output.names.compactMap { entry in
      let parts = entry.split(separator: "\n", maxSplits: 1).map(String.init)
      guard parts.count == 2, let commit = links[parts[1]], !parts[0].contains("..") else { return nil }
      let name = parts[0].dropFirst("submodule.".count).dropLast(".path".count)
      return Module(name: String(name), path: parts[1], commit: commit)
    }
  }
}
