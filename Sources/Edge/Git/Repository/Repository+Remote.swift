package import Base

extension Repository {
  /// When something was last fetched; nil when never.
  package func lastFetch() async -> Timestamp? {
    await Disk.changed(commonFolder + "/FETCH_HEAD").map { Timestamp(microseconds: $0 * 1_000_000) }
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
