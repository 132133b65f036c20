package import Base

extension Repository {
  /// When something was last fetched; nil when never.
  package func lastFetch() async -> Timestamp? {
    await Disk.changed(commonFolder + "/FETCH_HEAD").map { Timestamp(microseconds: $0 * 1_000_000) }
  }

  /// Whether anything of a remote is known here; asks no git.
  package func hasRemotes() async -> Bool {
    if await Disk.isFolder(commonFolder + "/refs/remotes") { return true }
    return await Disk.exists(commonFolder + "/FETCH_HEAD")
  }

  /// Where git itself would push to: what the branch says, else the only remote, else `origin`.
  package func pushRemote(of branch: String) async throws -> String {
    let action = "find a remote to push to"
    for key in ["branch.\(branch).pushRemote", "remote.pushDefault", "branch.\(branch).remote"] where !branch.isEmpty {
      if let name = try await optionalLine(call(["config", "--get", key], action)), name != "." { return name }
    }
    let all = try await bytes(call(["remote"], action)).text.split(separator: "\n").map(String.init)
    guard let first = all.contains("origin") ? "origin" : all.first else {
      throw GitError(
        .refused, "failed to \(action): \(place) must have one", remedy: "add it with: git remote add origin ADDRESS")
    }
    return first
  }

  /// Sends a branch to a remote and lets it follow that one. Never forced; the person's own hooks run.
  package func push(_ branch: String, to remote: String = "origin") async throws {
    let action = "push \(branch) to \(remote)"
    guard try await commit(ofBranch: branch) != nil else {
      throw GitError(.missing, "failed to \(action): it must be a local branch", remedy: "see git branch --all")
    }
    let ref = "refs/heads/\(branch)"
    let result = try await launcher.result(
      call(
        ["push", "--porcelain", "--set-upstream", "--end-of-options", remote, "\(ref):\(ref)"], action, runsHooks: true)
    )
    if result.isSuccess { return }
    guard !result.errorText.contains("rejected"), !result.output.text.contains("[rejected]") else {
      throw GitError(
        .refused, "failed to \(action): it must hold what is there already",
        remedy: "fetch, merge \(remote)/\(branch) into the branch, and push again")
    }
    throw GitError(failedTo: action, said: result.errorText)
  }
}
