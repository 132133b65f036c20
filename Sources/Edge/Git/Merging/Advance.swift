/// Moves a branch forward without ever switching, stashing or overwriting what a person has checked out.
struct Advance: Sendable {
  let repository: Repository
  let branch: String

  /// The one checkout that has the branch; nil when none has.
  func place() async throws -> String? {
    let users = try await Worktrees(repository).list().filter { $0.branch == branch && !$0.isBare }
    if let busy = try await rebasing() {
      throw GitError(
        .busy, "failed to move \(branch): no rebase of it may be under way in \(busy)",
        remedy: "end it there with git rebase --continue or --abort")
    }
    if let gone = users.first(where: { $0.isLocked }), await !Disk.exists(gone.path) {
      throw GitError(
        .refused, "failed to move \(branch): its worktree \(gone.path) must be there", remedy: "bring back its disk")
    }
    let present = users.filter { !$0.isPrunable }
    guard present.count < 2 else {
      throw GitError(
        .refused,
        "failed to move \(branch): it must be checked out only once, not in "
          + present.map(\.path).joined(separator: " and "), remedy: "switch one of them to another branch")
    }
    return present.first?.path
  }

  func go(from old: String, to new: String, at place: String?, note: String) async throws {
    guard let place else {
      return try await repository.setRef("refs/heads/\(branch)", to: new, from: old, note: "drover: \(note)")
    }
    let options = [
      "--ff-only", "--quiet", "--no-stat", "--no-autostash", "--no-overwrite-ignore", "--no-verify-signatures",
    ]
    let result = try await repository.launcher.result(
      repository.call(["merge"] + options + ["--end-of-options", new], note, in: place, runsHooks: true))
    // A hook that fails or hangs afterwards does not undo the merge.
    if result.isSuccess { return }
    if try await repository.commit(ofBranch: branch) == new { return }
    throw refusal(result.errorText, place, note)
  }

  private func refusal(_ errors: String, _ place: String, _ note: String) -> GitError {
    let told = GitError(failedTo: note, said: errors)
    if !told.paths.isEmpty {
      let files = told.paths.joined(separator: ", ")
      return GitError(
        .refused, "failed to \(note): your own changes in \(place) must not be overwritten: \(files)",
        remedy: "commit or move these files, then merge again", paths: told.paths)
    }
    if errors.contains("not concluded") || errors.contains("unmerged files") {
      return GitError(
        .busy, "failed to \(note): the merge that is under way in \(place) must end first",
        remedy: "end it there with git merge --continue or --abort")
    }
    return told
  }

  /// The checkout where a rebase of the branch is under way: its HEAD is detached, and its end would overwrite ours.
  private func rebasing() async throws -> String? {
    var folders = [repository.commonFolder]
    folders += await Disk.names(in: repository.commonFolder + "/worktrees")
      .map { "\(repository.commonFolder)/worktrees/\($0)" }
    for folder in folders {
      for state in ["rebase-merge", "rebase-apply"] {
        if await Disk.read("\(folder)/\(state)/head-name")?.line == "refs/heads/\(branch)" { return folder }
      }
    }
    return nil
  }
}
