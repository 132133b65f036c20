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

  /// Only those that the commit has: what else stands in `.gitmodules` is left alone.
  private func modules(of worktree: String) async throws -> [(name: String, path: String)] {
    let action = "read the submodules of \(worktree)"
    guard await Disk.exists(worktree + "/.gitmodules") else { return [] }
    let links = try await repository.bytes(repository.call(["ls-files", "--stage", "-z"], action, in: worktree)).names
      .filter { $0.hasPrefix("160000 ") }.compactMap { $0.split(separator: "\t", maxSplits: 1).last.map(String.init) }
    let call = repository.call(
      ["config", "--file", ".gitmodules", "-z", "--get-regexp", "^submodule[.].*[.]path$"], action, in: worktree)
    return try await repository.launcher.result(call).output.names.compactMap { entry in
      let parts = entry.split(separator: "\n", maxSplits: 1).map(String.init)
      guard parts.count == 2, links.contains(parts[1]), !parts[0].contains("..") else { return nil }
      return (String(parts[0].dropFirst("submodule.".count).dropLast(".path".count)), parts[1])
    }
  }
}
