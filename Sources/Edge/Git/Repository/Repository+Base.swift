/// Where a task starts: the name that the person gave, and the commit that it meant then.
package struct Base: Equatable, Sendable {
  package enum Kind: Equatable, Sendable { case branch, tag, remoteBranch, commit }
  package let name: String
  package let kind: Kind
  package let commit: String
}

/// How a branch stands to what was last fetched of it.
package struct Tracking: Equatable, Sendable {
  package let upstream: String
  package let ahead: Int
  package let behind: Int
}

extension Repository {
  /// A branch wins over a tag, a tag over a remote branch, all of them over a hash.
  package func base(_ name: String) async throws -> Base {
    // Git itself takes a whole hash for nothing else, and four questions would be three too many.
    if name.utf8.count == 40, name.allSatisfy(\.isHexDigit), let commit = try await commit(name), commit == name {
      return Base(name: name, kind: .commit, commit: commit)
    }
    let spaces: [(String, Base.Kind)] = [
      ("refs/heads/", .branch), ("refs/tags/", .tag), ("refs/remotes/", .remoteBranch),
    ]
    for (prefix, kind) in spaces {
      let short = name.withoutPrefix(prefix) ?? name
      if !short.isEmpty, let commit = try await commit(prefix + short) {
        return Base(name: short, kind: kind, commit: commit)
      }
    }
    if case .unborn(let branch) = head, name == "HEAD" || name == branch {
      throw GitError(
        .refused, "failed to start from \(branch): it must have a commit", remedy: "make a first commit: git commit")
    }
    guard !name.isEmpty, let commit = try await commit(name) else {
      throw GitError(
        .missing, "failed to start from \(name): it must be a branch, a tag, a remote branch or a commit",
        remedy: "see what there is with: git branch --all; get what is new with: git fetch")
    }
    return Base(name: name, kind: .commit, commit: commit)
  }

  /// The base of a task that names none: the current branch, or the commit of a detached HEAD.
  package func currentBase() async throws -> Base {
    switch head {
    case .branch(let name, _), .unborn(let name): try await base(name)
    case .detached(let commit): Base(name: commit, kind: .commit, commit: commit)
    }
  }

  /// What the remote calls its default, else the usual names, else the current branch; nil when nothing is there yet.
  package func defaultBranch() async throws -> String? {
    let remote = try await optionalLine(
      call(["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"], "find the default branch"))
    let configured = try await optionalLine(
      call(["config", "--get", "init.defaultBranch"], "find the default branch"))
    let remoteName = remote?.withoutPrefix("refs/remotes/origin/")
    for name in [remoteName, configured, "main", "master", branch].compactMap(\.self) {
      if try await commit(ofBranch: name) != nil { return name }
    }
    return nil
  }

  /// nil when the branch follows nothing.
  package func tracking(ofBranch branch: String) async throws -> Tracking? {
    let action = "compare \(branch) with its remote"
    guard
      let upstream = try await optionalLine(
        call(
          ["rev-parse", "--symbolic-full-name", "--verify", "--quiet", "--end-of-options", "\(branch)@{upstream}"],
          action)),
      upstream.hasPrefix("refs/"),
      let counts = try await optionalLine(
        call(["rev-list", "--left-right", "--count", "refs/heads/\(branch)...\(upstream)", "--"], action))
    else { return nil }
    let numbers = counts.split(separator: "\t").compactMap { Int($0) }
    guard numbers.count == 2 else { return nil }
    return Tracking(
      upstream: upstream.withoutPrefix("refs/remotes/") ?? upstream, ahead: numbers[0], behind: numbers[1])
  }
}
