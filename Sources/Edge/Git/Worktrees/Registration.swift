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
    let listed = try await Worktrees(repository).list()
    let root = repository.commonFolder + "/worktrees"
    var found: [Registration] = []
    for name in await Disk.names(in: root) {
      guard let line = await Disk.read("\(root)/\(name)/gitdir")?.line else { continue }
      let path = line.hasSuffix("/.git") ? String(line.dropLast(5)) : line
      let facts = listed.first { $0.path == path }
      found.append(
        Registration(
          name: name, folder: "\(root)/\(name)", worktree: path, commit: facts?.commit, branch: facts?.branch))
    }
    return found
  }
}
