/// The payloads of events about a task's worktree. The same rules hold as for all others: only optionals are added.

/// The worktree was filled and `setup` ran in it, or failed.
package struct SetupFinished: Hashable, Sendable, Codable {
  package var passed: Bool
  /// Of the setup; null where there was none to run.
  package var exitCode: Int?
  package var seconds: Double
  /// Ignored files that were brought from the person's checkout.
  package var copied: [String]
  /// Why it failed, where no exit code says it.
  package var reason: String?

  package init(passed: Bool, exitCode: Int? = nil, seconds: Double, copied: [String], reason: String? = nil) {
    self.passed = passed
    self.exitCode = exitCode
    self.seconds = seconds
    self.copied = copied
    self.reason = reason
  }
}

/// `teardown` ran before the worktree goes away.
package struct TeardownFinished: Hashable, Sendable, Codable {
  package var passed: Bool
  package var exitCode: Int?
  package var seconds: Double
  /// The name of its log.
  package var name: String

  package init(passed: Bool, exitCode: Int? = nil, seconds: Double, name: String) {
    self.passed = passed
    self.exitCode = exitCode
    self.seconds = seconds
    self.name = name
  }
}

/// What git obeys in the repository was compared with what it was before the run.
package struct RepositoryInspected: Hashable, Sendable, Codable {
  /// What makes our git stand still there, each in a sentence.
  package var changes: [String]
  /// What moved and does no harm: branches that went forward.
  package var notes: [String]

  package init(changes: [String], notes: [String]) {
    self.changes = changes
    self.notes = notes
  }
}

/// Everything that was in the worktree stands under a private reference.
package struct SnapshotMade: Hashable, Sendable, Codable {
  package var ref: String?
  package var commit: String?
  /// What is not in it, with why.
  package var left: [String]
  /// Why there is none.
  package var reason: String?

  package init(ref: String?, commit: String?, left: [String], reason: String? = nil) {
    self.ref = ref
    self.commit = commit
    self.left = left
    self.reason = reason
  }
}

/// The worktree went back to a commit; all that was in it is in the snapshot `ref`.
package struct WorktreeReset: Hashable, Sendable, Codable {
  package var ref: String
  package var commit: String
  package var left: [String]

  package init(ref: String, commit: String, left: [String]) {
    self.ref = ref
    self.commit = commit
    self.left = left
  }
}

/// What a task's branch is to hold, as a tree that git has already: what a person kept of the work, or what an earlier
/// trim had taken out of it.
package struct Trim: Hashable, Sendable, Codable {
  /// Git's name of the tree.
  package var tree: String
  /// The commit that the branch stood at when it was asked for; it stays in the branch's history.
  package var from: String
  /// How many hunks are kept, and of how many.
  package var kept: Int
  package var hunks: Int
  /// It brings back what a trim took out.
  package var undoes: Bool

  package init(tree: String, from: String, kept: Int, hunks: Int, undoes: Bool) {
    (self.tree, self.from, self.kept, self.hunks, self.undoes) = (tree, from, kept, hunks, undoes)
  }

  /// Why there is an attempt.
  package var words: String {
    undoes ? "what was trimmed off came back" : "trimmed to \(kept) of \(hunks) hunks, without an agent"
  }
}

/// A branch was merged into the task's own; what both changed is left in the worktree for the attempt to solve.
package struct BaseMerged: Hashable, Sendable, Codable {
  package var branch: String
  package var commit: String
  package var conflicts: [String]

  package init(branch: String, commit: String, conflicts: [String]) {
    self.branch = branch
    self.commit = commit
    self.conflicts = conflicts
  }
}

/// A merge was asked for and could not be done: nothing was touched.
package struct MergeRefused: Hashable, Sendable, Codable {
  package var into: String
  package var conflicts: [String]

  package init(into: String, conflicts: [String]) {
    self.into = into
    self.conflicts = conflicts
  }
}

/// The branch went to a remote.
package struct BranchPushed: Hashable, Sendable, Codable {
  package var remote: String
  package var branch: String
  package var commit: String
  /// Of the pull request, where one was made.
  package var url: String?

  package init(remote: String, branch: String, commit: String, url: String? = nil) {
    self.remote = remote
    self.branch = branch
    self.commit = commit
    self.url = url
  }
}

/// Another task changes the same files; no files: not any more.
package struct ClashNoted: Hashable, Sendable, Codable {
  package var with: TaskID
  package var files: [String]
  /// The same lines, not only the same files.
  package var isHot: Bool

  package init(with: TaskID, files: [String], isHot: Bool) {
    self.with = with
    self.files = files
    self.isHot = isHot
  }
}

/// All that race have ended: how they stand, the best first.
package struct RaceRanked: Hashable, Sendable, Codable {
  package var ranking: [RacePlace]
  /// Another one of them was merged, so this one goes to the trash; null while that is open.
  package var lostTo: TaskID?

  package init(ranking: [RacePlace], lostTo: TaskID? = nil) {
    self.ranking = ranking
    self.lostTo = lostTo
  }
}
