extension Worktrees {
  /// Fills the submodules of a worktree, from the copies that the repository has already where it has them: without
  /// the network, and without a change to the shared configuration but that they are in use.
  package func fillSubmodules(of worktree: String) async throws {
    for module in try await modules(of: worktree) {
      let action = "fill the submodule \(module.path)"
      let copy = "\(repository.commonFolder)/modules/\(module.name)"
      let isHere = await Disk.exists(copy + "/HEAD")
      let source = isHere ? ["-c", "submodule.\(module.name).url=\(copy)", "-c", "protocol.file.allow=always"] : []
      _ = try await repository.bytes(
        repository.call(
          ["--literal-pathspecs"] + source + ["submodule", "--quiet", "update", "--init", "--", module.path], action,
          in: worktree))
      if isHere { try await follow(copy, in: "\(worktree)/\(module.path)", action) }
      try await fillSubmodules(of: "\(worktree)/\(module.path)")
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
    var left: [LeftOut] = []
    for module in try await modules(of: worktree) where await Disk.exists("\(worktree)/\(module.path)/.git") {
      if try await !keep(module, of: "\(worktree)/\(module.path)") {
        left.append(LeftOut(path: module.path, reason: .submodule))
      }
    }
    return left
  }

  private func keep(_ module: Module, of folder: String) async throws -> Bool {
    let action = "keep the commits of the submodule \(module.path)"
    let copy = "\(repository.commonFolder)/modules/\(module.name)"
    guard await Disk.exists(copy + "/HEAD") else {
      let contains = ["for-each-ref", "--count=1", "--contains", module.commit, "refs/remotes", "refs/tags"]
      return try await repository.optionalLine(repository.call(contains, action, in: folder))?.isEmpty == false
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
