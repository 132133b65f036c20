internal import Platform

/// What the repository keeps about one of its worktrees: its HEAD, index, logs and submodules.
struct Registration: Sendable {
  let name: String
  /// In the common folder of the repository.
  let folder: String
  let worktree: String
  let commit: String?
  let branch: String?

  /// Of the linked worktree at `path`, even when its folder is gone.
  static func of(_ path: String, in repository: Repository) async throws -> Registration {
    let all = try await all(in: repository)
    let real = await Disk.real(path)
    guard let found = all.first(where: { $0.worktree == real || $0.worktree == path }) else {
      throw GitError(
        .refused, "failed to take the worktree \(path): it must be a linked worktree of \(repository.place)",
        remedy: "the main checkout of a repository is never moved; see git worktree list")
    }
    return found
  }

  static func all(in repository: Repository) async throws -> [Registration] {
    let listed = Dictionary(try await Worktrees(repository).list().map { ($0.path, $0) }) { first, _ in first }
    let root = repository.commonFolder + "/worktrees"
    let places = await Blocking.files.perform {
      Files.names(in: root).compactMap { name in Disk.readNow("\(root)/\(name)/gitdir").map { (name, $0.line) } }
    }
    return places.map { name, line in
      let path = line.hasSuffix("/.git") ? String(line.dropLast(5)) : line
      return Registration(
        name: name, folder: "\(root)/\(name)", worktree: path, commit: listed[path]?.commit,
        branch: listed[path]?.branch)
    }
  }

  /// Where the repository keeps what belongs to the worktree: by the links that lead from one to the other, which costs the
  /// same however many there are; else by asking git.
  static func folder(of path: String, in repository: Repository) async throws -> String {
    let root = repository.commonFolder + "/worktrees/"
    let linked = await Blocking.files.perform { () -> String? in
      guard let own = Disk.readNow(path + "/.git")?.line.withoutPrefix("gitdir: "), own.hasPrefix(root),
        !own.dropFirst(root.count).contains("/")
      else { return nil }
      return Disk.readNow(own + "/gitdir")?.line == path + "/.git" ? own : nil
    }
    if let linked { return linked }
    return try await of(path, in: repository).folder
  }

  /// Whether any worktree is locked for this very reason.
  static func isAny(lockedFor reason: String, in repository: Repository) async -> Bool {
    let (root, wanted) = (repository.commonFolder + "/worktrees", Array(reason.utf8))
    return await Blocking.files.perform {
      Disk.entriesNow(in: root).contains { entry in
        Disk.readNow("\(root)/\(entry.name)/locked")?.starts(with: wanted) == true
      }
    }
  }
}
