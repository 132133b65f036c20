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

  /// The commit that is being merged; nil when none is.
  package func mergeHead(of worktree: String) async throws -> String? {
    try await optionalLine(
      call(["rev-parse", "--verify", "--quiet", "MERGE_HEAD"], "look at the merge in \(worktree)", in: worktree))
  }

  /// Takes a file without the marks of a conflict for solved, whether or not somebody said so to git; refuses what still
  /// has them, also where it was staged.
  package func settleMerge(in worktree: String) async throws {
    let state = try await mergeState(of: worktree)
    guard state.isUnderWay else { return }
    var open: [String] = []
    var solved: [String] = []
    for path in state.unmerged {
      let content = await Disk.read("\(worktree)/\(path)") ?? []
      if Self.hasMarks(content) { open.append(path) } else { solved.append(path) }
    }
    open = Set(open + state.marked).sorted()
    guard open.isEmpty else {
      throw GitError(
        .conflict, "the conflicts are not solved in \(open.joined(separator: ", "))",
        remedy: "solve them in \(worktree), then retry", paths: open)
    }
    guard !solved.isEmpty else { return }
    let input: [UInt8] = solved.flatMap { Array($0.utf8) + [0] }
    _ = try await bytes(
      call(
        ["--literal-pathspecs", "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"],
        "take the solved files of \(worktree)", in: worktree, input: input))
  }

  private static func hasMarks(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).contains { $0.starts(with: Array("<<<<<<< ".utf8)) }
      && bytes.split(separator: 0x0A).contains { $0.starts(with: Array(">>>>>>> ".utf8)) }
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
