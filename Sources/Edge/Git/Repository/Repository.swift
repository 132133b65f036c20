/// A repository as git sees it from one place. A value: it says what was so when it was asked for.
package struct Repository: Sendable {
  package enum Head: Equatable, Sendable {
    case branch(String, commit: String)
    /// The branch has no commit yet.
    case unborn(branch: String)
    case detached(commit: String)
  }

  package let launcher: GitLauncher
  /// The top of the checkout; nil in a bare repository.
  package let top: String?
  /// What belongs to this checkout alone: its index and HEAD.
  package let ownFolder: String
  /// What all worktrees of the repository share.
  package let commonFolder: String
  package let isBare: Bool
  package let head: Head

  package var isLinkedWorktree: Bool { ownFolder != commonFolder }
  package var place: String { top ?? commonFolder }

  package var branch: String? {
    switch head {
    case .branch(let name, _), .unborn(let name): name
    case .detached: nil
    }
  }

  package var commit: String? {
    switch head {
    case .branch(_, let commit), .detached(let commit): commit
    case .unborn: nil
    }
  }

  package static func at(_ path: String, _ launcher: GitLauncher) async throws -> Repository {
    let asker = Asker(launcher: launcher, folder: path, action: "open the repository at \(path)")
    if let common = try await asker.commonCase() { return common }
    let kind = try await asker.line(["rev-parse", "--is-bare-repository", "--is-inside-work-tree"])
    let isBare = kind.hasPrefix("true")
    guard isBare || kind.hasSuffix("true") else {
      throw GitError(
        .refused, "failed to open the repository at \(path): it must be a checkout, not a .git folder",
        remedy: "go one folder up")
    }
    return Repository(
      launcher: launcher, top: isBare ? nil : try await asker.line(["rev-parse", "--show-toplevel"]),
      ownFolder: try await asker.line(["rev-parse", "--absolute-git-dir"]),
      commonFolder: try await asker.line(["rev-parse", "--path-format=absolute", "--git-common-dir"]),
      isBare: isBare, head: try await asker.head())
  }
}

/// Asks git small questions in one folder.
private struct Asker {
  let launcher: GitLauncher
  let folder: String
  let action: String

  func line(_ arguments: [String]) async throws -> String {
    try await launcher.bytes(GitCall(arguments: arguments, folder: folder, action: action)).line
  }

  func optionalLine(_ arguments: [String]) async throws -> String? {
    let result = try await launcher.result(GitCall(arguments: arguments, folder: folder, action: action))
    return result.isSuccess ? result.output.line : nil
  }

  /// A checkout with a commit and without line ends in its paths, in one git instead of six; nil for all others.
  func commonCase() async throws -> Repository? {
    let folders = ["--path-format=absolute", "--git-dir", "--git-common-dir", "--show-toplevel"]
    let words = ["rev-parse", "--is-bare-repository"] + folders + ["HEAD^{commit}", "--symbolic-full-name", "HEAD"]
    guard let said = try await optionalLine(words) else { return nil }
    let lines = said.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 6, lines[0] == "false" else { return nil }
    let head: Repository.Head =
      if let branch = lines[5].withoutPrefix("refs/heads/") { .branch(branch, commit: lines[4]) } else {
        .detached(commit: lines[4])
      }
    return Repository(
      launcher: launcher, top: lines[3], ownFolder: lines[1], commonFolder: lines[2], isBare: false, head: head)
  }

  func head() async throws -> Repository.Head {
    let name = try await optionalLine(["symbolic-ref", "--quiet", "HEAD"])
    let branch = name.map { $0.withoutPrefix("refs/heads/") ?? $0 }
    let commit = try await optionalLine(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
    switch (branch, commit) {
    case (let branch?, let commit?): return .branch(branch, commit: commit)
    case (let branch?, nil): return .unborn(branch: branch)
    case (nil, let commit?): return .detached(commit: commit)
    case (nil, nil):
      throw GitError(.failed, "failed to \(action): its HEAD must be readable", remedy: "look at it with: git fsck")
    }
  }
}

// MARK: - Calls in this repository

extension Repository {
  func call(
    _ arguments: [String], _ action: String, in folder: String? = nil, input: [UInt8] = [],
    variables: [String: String] = [:], runsHooks: Bool = false
  ) -> GitCall {
    GitCall(
      arguments: arguments, folder: folder ?? place, action: action, input: input, variables: variables,
      runsHooks: runsHooks)
  }

  func bytes(_ call: GitCall) async throws -> [UInt8] { try await launcher.bytes(call) }
  func line(_ call: GitCall) async throws -> String { try await launcher.bytes(call).line }

  /// nil when git said no.
  func optionalLine(_ call: GitCall) async throws -> String? {
    let result = try await launcher.result(call)
    return result.isSuccess ? result.output.line : nil
  }

  /// The commit that a full reference or a hash means; nil when there is none.
  func commit(_ name: String) async throws -> String? {
    try await optionalLine(
      call(["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"], "read \(name)"))
  }

  package func commit(ofBranch branch: String) async throws -> String? {
    try await commit("refs/heads/\(branch)")
  }

  /// Whether everything of `commit` is in `other` already.
  package func isAncestor(_ commit: String, of other: String) async throws -> Bool {
    try await launcher.result(
      call(["merge-base", "--is-ancestor", "--end-of-options", commit, other], "compare \(commit) with \(other)")
    ).isSuccess
  }
}
