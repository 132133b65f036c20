import Domain

/// What comes next for a task, from its facts alone. The driver does one step, its events change the facts, and the
/// machine is asked again; so an engine that was killed at any moment goes on where the facts stand.
enum RunMachine {
  enum Step: Equatable {
    /// Nothing to do: not asked to run, or at its end.
    case rest
    case makeTree
    /// Puts the worktree back to its base, as a retry from the start wants it.
    case reset
    /// Writes down the attempt; from then on its name is never used again.
    case begin
    /// Fills the worktree and runs what prepares it.
    case setUp(TaskRecord.Attempt)
    /// Merges a branch into the task's own, for the attempt to solve what both changed.
    case mergeBase(TaskRecord.Attempt, branch: String)
    /// Leaves a part of the work instead of adding to it.
    case trim(TaskRecord.Attempt, Trim)
    case launch(TaskRecord.Attempt)
    case awaitEnd(TaskRecord.Attempt)
    /// Looks whether the run changed what git obeys in the repository.
    case inspect(TaskRecord.Attempt)
    case snapshot(TaskRecord.Attempt)
    case commit(TaskRecord.Attempt)
    case verify(TaskRecord.Attempt, command: String)
    case finish(TaskRecord.Attempt, Outcome, [Badge])
    /// Ends the attempt and asks for another one, with what verify said.
    case repair(TaskRecord.Attempt, command: String)
    /// The agent did not get it done: wait, hand over, or fail.
    case giveUp(TaskRecord.Attempt, AgentFailure)

    var endsTheAttempt: Bool {
      switch self {
      case .finish, .giveUp, .repair: true
      case .rest, .makeTree, .reset, .begin, .setUp, .mergeBase, .trim, .launch, .awaitEnd, .inspect, .snapshot,
        .commit, .verify:
        false
      }
    }
  }

  static func next(_ record: TaskRecord, isLaunched: (RunID) -> Bool) -> Step {
    guard record.trashed == nil, record.waiting?.needs == nil else { return .rest }
    guard let attempt = record.activeAttempt else {
      guard record.startAsked != nil else { return .rest }
      if record.worktree == nil { return .makeTree }
      return record.resetAsked == true ? .reset : .begin
    }
    guard attempt.agentEnded != nil else {
      guard record.isReady == true else { return prepare(record, attempt) }
      // What stood there is kept before anything leaves it.
      if let trim = attempt.trim { return attempt.snapshot == nil ? .snapshot(attempt) : .trim(attempt, trim) }
      if let branch = attempt.mergeAsked, attempt.merged == nil { return .mergeBase(attempt, branch: branch) }
      return isLaunched(attempt.run) ? .awaitEnd(attempt) : .launch(attempt)
    }
    guard attempt.commit != nil else {
      if attempt.inspected == nil { return .inspect(attempt) }
      return attempt.snapshot == nil ? .snapshot(attempt) : .commit(attempt)
    }
    if record.cancelled != nil { return .finish(attempt, Outcome(.cancelled), []) }
    if record.handover != nil, attempt.isAgent {
      return .finish(attempt, Outcome(.cancelled, reason: "\(record.draft.service ?? "another service") took over"), [])
    }
    if attempt.isAgent, attempt.merged?.conflicts.isEmpty != true, let failure = AgentFailure(of: attempt) {
      return .giveUp(attempt, failure)
    }
    if !attempt.isAgent, let failure = attempt.failure {
      return .finish(attempt, Outcome(.failed, reason: failure), [])
    }
    let noChange = attempt.changedFiles?.isEmpty != false
    guard let command = attempt.verify ?? record.draft.verify, !noChange else {
      return .finish(attempt, Outcome(.succeeded), badges(record, attempt))
    }
    switch attempt.verified {
    case nil: return .verify(attempt, command: command)
    case true?: return .finish(attempt, Outcome(.succeeded), badges(record, attempt))
    case false? where attempt.verifyLost != nil:
      // No fault of the work: nobody is asked to repair anything.
      return .finish(
        attempt, Outcome(.failed, reason: "verify did not come to its end: \(attempt.verifyLost ?? "")"), [])
    case false? where attempt.mayBeRepaired: return .repair(attempt, command: command)
    case false?:
      return .finish(
        attempt, Outcome(.failed, reason: "verify failed: \(command)\(attempt.provenWith)"), [.verifyFailed])
    }
  }

  private static func prepare(_ record: TaskRecord, _ attempt: TaskRecord.Attempt) -> Step {
    guard let setup = attempt.setup else { return .setUp(attempt) }
    if record.cancelled != nil { return .finish(attempt, Outcome(.cancelled), []) }
    let why = setup.reason ?? setup.exitCode.map { "exit \($0)" } ?? "it did not end by itself"
    return .finish(attempt, Outcome(.failed, reason: "setup failed: \(why)"), [])
  }

  private static func badges(_ record: TaskRecord, _ attempt: TaskRecord.Attempt) -> [Badge] {
    let files = attempt.changedFiles ?? []
    guard !files.isEmpty else { return [.noChange] }
    let conflict: [Badge] = attempt.conflicts?.isEmpty == false ? [.conflict] : []
    let proof = ProofGuard.touches(files, verify: attempt.verify ?? record.draft.verify)
    return conflict + (proof ? [.proofChanged] : [])
  }
}

extension TaskRecord.Attempt {
  /// Behind what verify came to: which files were not the run's own.
  var provenWith: String {
    guard let files = fromBase, !files.isEmpty else { return "" }
    let more = files.count > 3 ? " and \(files.count - 3) more" : ""
    return " (with \(files.prefix(3).joined(separator: ", "))\(more) as the base commit has it)"
  }

  /// A command that is run again does the same again, and a person's choice is not an agent's to mend.
  var mayBeRepaired: Bool { isAgent && (repair ?? 0) < (repairs ?? 0) }
}

/// Whether a run changed what is supposed to prove it: the verify command's own files, CI, and what Drover runs.
enum ProofGuard {
  private static let folders = [".drover/", ".github/", ".circleci/", ".ci/"]
  private static let files: Set<String> = [".gitlab-ci.yml", "Jenkinsfile", ".travis.yml", "azure-pipelines.yml"]
  /// What a tool reads to know what to do, by the tool's name.
  private static let read: [String: [String]] = [
    "make": ["Makefile", "makefile", "GNUmakefile"], "npm": ["package.json"], "yarn": ["package.json"],
    "pnpm": ["package.json"], "cargo": ["Cargo.toml"], "swift": ["Package.swift"], "just": ["justfile", "Justfile"],
    "tox": ["tox.ini"], "pytest": ["pytest.ini", "conftest.py", "pyproject.toml"], "go": ["go.mod"],
  ]

  static func touches(_ changed: [String], verify: String?) -> Bool { !proofs(in: changed, verify: verify).isEmpty }

  /// Of which a tool reads one instead of another.
  private static let instead: [[String]] = [
    ["GNUmakefile", "makefile", "Makefile"], ["justfile", "Justfile"], ["pytest.ini", "pyproject.toml", "tox.ini"],
  ]

  /// For each file what a tool would read if it were not there.
  static func rivals(of files: [String]) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for file in files { found[file] = instead.first { $0.contains(file) }?.filter { $0 != file } }
    return found
  }

  /// Those of the changed files that are supposed to prove the others.
  static func proofs(in changed: [String], verify: String?) -> [String] {
    let words = (verify ?? "").split(whereSeparator: { " ;&|()<>\"'".contains($0) }).map(String.init)
    let named = Set(words.map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 } + words.flatMap { read[$0] ?? [] })
    return changed.filter { file in
      folders.contains { file.hasPrefix($0) } || files.contains(file) || named.contains(file)
    }
  }
}
