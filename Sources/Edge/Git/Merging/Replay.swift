/// Rebases without a checkout: each commit is merged onto the new base with its own parent as the common ancestor.
///
/// `git replay` and `merge-tree --merge-base` came after git 2.39. A commit that has the new base's tree and the old
/// parent makes `merge-tree` find that parent by itself.
struct Replay: Sendable {
  let repository: Repository
  let action: String

  func run(from source: String, onto base: String) async throws -> String {
    try await repository.requireIdentity()
    var tip = base
    for commit in try await commits(base, source) { tip = try await apply(commit, onto: tip) }
    return tip
  }

  private func commits(_ base: String, _ source: String) async throws -> [String] {
    let lines = try await repository.bytes(
      repository.call(["rev-list", "--reverse", "--topo-order", "--parents", "\(base)..\(source)", "--"], action)
    ).text.split(separator: "\n").map { $0.split(separator: " ") }
    guard lines.allSatisfy({ $0.count == 2 }) else {
      throw GitError(
        .refused, "failed to \(action): a branch that is rebased must be a single line of commits",
        remedy: "use --strategy merge or squash")
    }
    return lines.map { String($0[0]) }
  }

  private func apply(_ commit: String, onto tip: String) async throws -> String {
    let tipTree = try await repository.line(repository.call(["rev-parse", tip + "^{tree}"], action))
    let parent = try await repository.line(repository.call(["rev-parse", commit + "^"], action))
    let bridge = try await repository.privateCommit(tipTree, parents: [parent], message: "bridge")
    let preview = try await repository.mergePreview(into: bridge, from: commit)
    guard preview.isClean else { throw GitError(conflicts: preview.conflicts, action: action) }
    // What the base has already is left out, as git rebase does.
    if preview.tree == tipTree { return tip }
    return try await rewrite(commit, tree: preview.tree, onto: tip)
  }

  private func rewrite(_ commit: String, tree: String, onto tip: String) async throws -> String {
    let facts = try await repository.bytes(
      repository.call(
        ["log", "-1", "--no-show-signature", "--format=%an%x00%ae%x00%ad%x00%B", "--date=raw", commit, "--"], action))
    let fields = facts.split(separator: 0, maxSplits: 3, omittingEmptySubsequences: false).map(\.text)
    guard fields.count == 4 else {
      throw GitError(.failed, "failed to \(action): \(commit) must be readable", remedy: "look at it with: git fsck")
    }
    let author = ["GIT_AUTHOR_NAME": fields[0], "GIT_AUTHOR_EMAIL": fields[1], "GIT_AUTHOR_DATE": "@" + fields[2]]
    return try await repository.commit(tree, parents: [tip], message: fields[3], variables: author)
  }
}
