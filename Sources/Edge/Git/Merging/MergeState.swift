/// How far the merge in a worktree is, from what git knows: nobody's word is taken for it.
package struct MergeState: Equatable, Sendable {
  package var isUnderWay = false
  /// Files that git still counts as in conflict.
  package var unmerged: [String] = []
  /// Files that were staged with the marks of a conflict in them.
  package var marked: [String] = []

  /// A commit would conclude it.
  package var isReady: Bool { isUnderWay && unmerged.isEmpty && marked.isEmpty }
}

extension Repository {
  /// Merges a commit into the branch of a task's clean worktree, and leaves the conflicts there for whoever solves them.
  package func startMerge(of commit: String, in worktree: String) async throws -> MergeState {
    let action = "merge \(commit) in \(worktree)"
    guard let id = try await self.commit(commit) else {
      throw GitError(.missing, "failed to \(action): it must be a commit", remedy: "see git log --all")
    }
    let dirty = try await bytes(
      call(["status", "--porcelain", "-z", "--untracked-files=no", "--ignore-submodules"], action, in: worktree)
    ).names.map { String($0.dropFirst(3)) }
    guard dirty.isEmpty else {
      throw GitError(
        .refused, "failed to \(action): everything must be committed: \(dirty.joined(separator: ", "))",
        remedy: "commit it first", paths: dirty)
    }
    let options = [
      "--no-commit", "--no-ff", "--quiet", "--no-autostash", "--no-overwrite-ignore", "--no-verify-signatures",
    ]
    let result = try await launcher.result(
      call(["merge"] + options + ["--end-of-options", id], action, in: worktree))
    let state = try await mergeState(of: worktree)
    guard result.isSuccess || state.isUnderWay else { throw GitError(failedTo: action, said: result.errorText) }
    return state
  }

  package func mergeState(of worktree: String) async throws -> MergeState {
    let action = "look at the merge in \(worktree)"
    guard
      try await optionalLine(call(["rev-parse", "--verify", "--quiet", "MERGE_HEAD"], action, in: worktree)) != nil
    else { return MergeState() }
    let unmerged = try await bytes(call(["diff", "--name-only", "--diff-filter=U", "-z"], action, in: worktree)).names
    // Its status says that it found something; what it found is what is read.
    let check = try await launcher.result(
      call(["diff", "--cached", "--no-ext-diff", "--check", "HEAD"], action, in: worktree))
    let marked = check.output.text.split(separator: "\n").compactMap(Self.markedPath)
    return MergeState(isUnderWay: true, unmerged: unmerged, marked: Set(marked).subtracting(unmerged).sorted())
  }

  /// From "path:12: leftover conflict marker".
  private static func markedPath(_ line: Substring) -> String? {
    guard line.hasSuffix(": leftover conflict marker") else { return nil }
    let place = line.dropLast(": leftover conflict marker".count)
    return place.lastIndex(of: ":").map { String(place[..<$0]) }
  }
}
