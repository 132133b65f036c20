/// A branch whose next commit is a tree that is there already, and its worktree with it.
extension Repository {
  /// Keeps a tree that no branch holds yet.
  package func keepTree(_ tree: String, after commit: String, at ref: String) async throws {
    try await setRef(ref, to: try await privateCommit(tree, parents: [commit], message: "what is to be kept"))
  }

  package func tree(of commit: String) async throws -> String {
    try await line(call(["rev-parse", "--verify", "--end-of-options", commit + "^{tree}"], "read \(commit)"))
  }

  /// Puts the tree into the worktree, then commits it in the person's own name. An index that a killed git left behind, or
  /// files that it had put there already, are nothing new; a branch that stands at that commit by now is left alone.
  package func trim(
    _ worktree: String, branch: String, to tree: String, from commit: String, message: String
  ) async throws {
    let action = "trim \(branch)"
    let own = try await Repository.at(worktree, launcher)
    guard own.branch == branch, let tip = own.commit else {
      throw GitError(
        .refused, "failed to \(action): it must be checked out in \(worktree)", remedy: "git switch \(branch), there")
    }
    if tip != commit {
      let (before, now) = (try await self.commit("\(tip)^"), try await self.tree(of: tip))
      if before == commit, now == tree { return }
      throw GitError(
        .refused, "failed to \(action): it must still stand at \(commit.prefix(12))",
        remedy: "somebody committed meanwhile; look at it and stage again")
    }
    try await requireIdentity(in: worktree)
    try await refuseObstacles(to: tree, in: worktree)
    try await refuseStrange(tip, tree, in: worktree)
    _ = try await bytes(call(["read-tree", "--reset", "-u", tree], action, in: worktree))
    let made = try await self.commit(tree, parents: [tip], message: message)
    try await setRef("refs/heads/\(branch)", to: made, from: tip, note: "drover: trim")
  }

  /// Files that git does not know stand in no history and in no snapshot where they are ignored: none is overwritten.
  package func refuseObstacles(to tree: String, in worktree: String) async throws {
    let found = try await obstacles(to: tree, in: worktree)
    guard let first = found.first else { return }
    throw GitError(
      .refused, "failed to bring back \(first): a file that git does not know stands there",
      remedy: "move it out of the way: \(found.prefix(6).joined(separator: ", "))", paths: found)
  }

  private func obstacles(to tree: String, in worktree: String) async throws -> [String] {
    let action = "look at \(worktree)"
    let new = try await bytes(
      call(
        ["diff-tree", "-r", "--name-only", "--no-renames", "--diff-filter=A", "-z", "HEAD", tree], action, in: worktree)
    ).names
    var asked: [String] = []
    for path in new {
      if let standing = await standing(path, in: worktree) { asked.append(standing) }
    }
    var strange: [String] = []
    for start in stride(from: 0, to: asked.count, by: 500) {
      let some = Array(Set(asked[start..<min(start + 500, asked.count)]))
      strange += try await bytes(
        call(["--literal-pathspecs", "ls-files", "--others", "-z", "--"] + some, action, in: worktree)
      ).names
    }
    guard !strange.isEmpty else { return [] }
    // A git that was killed in the middle has put some there as the tree has them.
    let (stands, wanted) = (try await standing(strange, in: worktree), try await entries(strange, at: tree))
    return strange.filter { stands[$0] != wanted[$0]?.id }.sorted()
  }

  /// What is not committed is a killed git's, which had put some of the tree there already; or somebody's, which stays.
  private func refuseStrange(_ tip: String, _ tree: String, in worktree: String) async throws {
    let open = try await uncommitted(in: worktree)
    guard !open.isEmpty else { return }
    let stands = try await standing(open, in: worktree)
    let (old, new) = (try await entries(open, at: tip), try await entries(open, at: tree))
    let strange = open.filter { stands[$0] != old[$0]?.id && stands[$0] != new[$0]?.id }
    guard let first = strange.first else { return }
    throw GitError(
      .refused, "failed to trim \(worktree): somebody has written \(first) meanwhile",
      remedy: "commit it there, or take it away; then trim again", paths: strange)
  }

  /// What git would call the content of each; a link is what it points to.
  private func standing(_ paths: [String], in worktree: String) async throws -> [String: String] {
    var (found, files): ([String: String], [String]) = ([:], [])
    for path in paths {
      guard let target = await Disk.linkTarget("\(worktree)/\(path)") else {
        files.append(path)
        continue
      }
      let call = call(["hash-object", "--stdin"], "look at \(path)", input: Array(target.utf8))
      found[path] = try await line(call)
    }
    return found.merging(try await blobs(standing: files, in: worktree)) { $1 }
  }

  /// What is where a file is wanted: itself, or a file where one of its folders is wanted.
  private func standing(_ path: String, in worktree: String) async -> String? {
    if await Disk.exists("\(worktree)/\(path)") { return path }
    let parts = path.split(separator: "/")
    for count in 1..<max(1, parts.count) {
      let folder = parts.prefix(count).joined(separator: "/")
      guard await Disk.exists("\(worktree)/\(folder)") else { return nil }
      if await !Disk.isFolder("\(worktree)/\(folder)") { return folder }
    }
    return nil
  }

  /// Files that git ignores now and would see, and commit, once the tree's own rules hold.
  package func uncovered(by tree: String, in worktree: String) async throws -> [String] {
    let action = "look at \(worktree)"
    let changed = try await bytes(
      call(["diff-tree", "-r", "--name-only", "--no-renames", "-z", "HEAD", tree], action, in: worktree)
    ).names
    guard changed.contains(where: { $0 == ".gitignore" || $0.hasSuffix("/.gitignore") }) else { return [] }
    return try await bytes(
      call(
        ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", "--", ":/"], action,
        in: worktree)
    ).names
  }

  package func forget(_ ref: String) async throws { try await deleteRef(ref) }
}
