import Domain
import Git
import Platform

/// Merges tried and begun, and branches sent away.
extension GitRepositories {
  func preview(_ tree: TreeFacts, into: String?) async throws -> MergePlan {
    try await worded {
      let repository = try await Repository.at(tree.workspace, launcher)
      let target = try await target(repository, tree, into: into)
      guard try await repository.commit(ofBranch: target) != nil else {
        throw DroverError(
          .notFound, "there is no local branch \(target)", remedy: "name one with --into; see git branch")
      }
      try await refuseUncommitted(tree, then: "merge")
      let preview = try await repository.mergePreview(into: "refs/heads/\(target)", from: "refs/heads/\(tree.branch)")
      return MergePlan(into: target, conflicts: preview.conflicts.map { .init(path: $0.path, kind: $0.kind) })
    }
  }

  /// A merge takes the worktree away: what is not committed there would be merged by nobody. A trim would take it out.
  func refuseUncommitted(_ tree: TreeFacts, then verb: String) async throws {
    guard let path = tree.path, await Blocking.files.perform({ Files.facts(path)?.kind == .folder }) else { return }
    let left = try await Repository.at(path, launcher).uncommitted(in: path)
    guard left.isEmpty else { throw Self.uncommitted(left, tree, path, then: verb) }
  }

  static func uncommitted(_ left: [String], _ tree: TreeFacts, _ path: String, then verb: String) -> DroverError {
    let names = left.prefix(6).joined(separator: ", ") + (left.count > 6 ? " and \(left.count - 6) more" : "")
    return DroverError(
      .refused, "\(tree.task) has changes in its worktree that are not committed: \(names)",
      remedy: "commit them in \(path), or take them away; then \(verb) again")
  }

  func touched(_ tree: TreeFacts, files: [String]) async throws -> [String: TouchedLines] {
    try await worded {
      guard let path = tree.path else { return [:] }
      let found = try await Repository.at(path, launcher).touched(files, in: path, since: tree.baseCommit)
      return found.mapValues { $0.isEmpty ? .all : TouchedLines(ranges: $0) }
    }
  }

  func startMerge(of branch: String, in tree: TreeFacts) async throws -> BaseMerged {
    try await worded {
      let path = try await Self.standing(tree)
      let repository = try await Repository.at(path, launcher)
      guard let commit = try await repository.commit(ofBranch: branch) else {
        throw DroverError(.notFound, "there is no local branch \(branch)", remedy: "see git branch")
      }
      var state = try await repository.mergeState(of: path)
      if !state.isUnderWay {
        // What a person or an earlier attempt left there is kept first: a merge wants a clean tree.
        _ = try await repository.commitAll(
          in: path, message: "Before the merge of \(branch)", task: tree.task.description)
        state = try await repository.startMerge(of: commit, in: path)
      }
      return BaseMerged(
        branch: branch, commit: try await repository.mergeHead(of: path) ?? commit, conflicts: state.unmerged)
    }
  }

  func push(_ tree: TreeFacts, title: String, pullRequest: Bool) async throws -> BranchPushed {
    try await worded {
      let repository = try await Repository.at(tree.workspace, launcher)
      guard let commit = try await repository.commit(ofBranch: tree.branch) else {
        throw DroverError(
          .notFound, "the branch \(tree.branch) is gone", remedy: "what was merged is in its base; push that")
      }
      let remote = try await repository.pushRemote(of: tree.base)
      try await repository.push(tree.branch, to: remote)
      var pushed = BranchPushed(remote: remote, branch: tree.branch, commit: commit)
      if pullRequest { pushed.url = try await openPullRequest(tree, title) }
      return pushed
    }
  }

  /// Asked for without questions; one that is open already is answered as it is.
  private func openPullRequest(_ tree: TreeFacts, _ title: String) async throws -> String {
    let words = [
      "pr", "create", "--head", tree.branch, "--title", title, "--body", "Made with Drover, task \(tree.task).",
    ]
    let base = tree.base.isEmpty ? [] : ["--base", tree.base]
    let made = try await gh(words + base, tree)
    if made.status.isSuccess { return Self.lastLine(made.outputText) }
    guard made.errorText.contains("already exists") else {
      throw DroverError(
        .failed, "the branch was pushed, but gh made no pull request: \(Self.lastLine(made.errorText))",
        remedy: "`gh auth status` shows whether you are logged in; or open it on the web")
    }
    return Self.lastLine(try await gh(["pr", "view", tree.branch, "--json", "url", "--jq", ".url"], tree).outputText)
  }

  private func gh(_ words: [String], _ tree: TreeFacts) async throws -> CommandResult {
    guard let program = Launch.program(named: "gh", path: environment["PATH"]) else {
      throw DroverError(
        .unavailable, "the branch was pushed, but there is no gh to open a pull request with",
        remedy: "install GitHub's command line tool, or open it on the web")
    }
    var variables = environment
    variables["GH_PROMPT_DISABLED"] = "1"
    do {
      return try await Child.run(
        [program] + words, environment: variables, folder: tree.workspace, deadline: .seconds(120))
    } catch let error as PlatformError {
      throw DroverError(.failed, "the branch was pushed, but gh did not end well: \(error.message)")
    }
  }

  private static func lastLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
  }
}
