package import Base

/// The payloads of events. A field may be added as an optional; none is ever renamed or given another meaning.

/// A repository that Drover works in from now on.
package struct WorkspaceAdded: Hashable, Sendable, Codable {
  package var id: WorkspaceID
  package var path: String
  package var name: String

  package init(id: WorkspaceID, path: String, name: String) {
    self.id = id
    self.path = path
    self.name = name
  }
}

/// The person has seen what would run and trusts exactly that content.
package struct WorkspaceTrusted: Hashable, Sendable, Codable {
  package var id: WorkspaceID
  package var hash: String
  /// The hash of what the base brings, where that was looked at as well.
  package var base: String?

  package init(id: WorkspaceID, hash: String, base: String? = nil) {
    self.id = id
    self.hash = hash
    self.base = base
  }
}

/// A run changed what git obeys there: our own git stands still until the person has seen it.
package struct WorkspaceStopped: Hashable, Sendable, Codable {
  package var id: WorkspaceID
  /// Each in a sentence.
  package var changes: [String]

  package init(id: WorkspaceID, changes: [String]) {
    self.id = id
    self.changes = changes
  }
}

/// The repository itself is untouched.
package struct WorkspaceRemoved: Hashable, Sendable, Codable {
  package var id: WorkspaceID

  package init(id: WorkspaceID) {
    self.id = id
  }
}

package struct TaskCreated: Hashable, Sendable, Codable {
  package var uid: FullID
  package var draft: TaskDraft
  /// All that race for the same work, this one among them, the first made first; null for a task that runs alone.
  package var race: [TaskID]?

  package init(uid: FullID, draft: TaskDraft, race: [TaskID]? = nil) {
    self.uid = uid
    self.draft = draft
    self.race = race
  }
}

package struct TaskEdited: Hashable, Sendable, Codable {
  package var edit: TaskEdit

  package init(edit: TaskEdit) {
    self.edit = edit
  }
}

/// Somebody wants an attempt; `prompt` is what a `continue` adds.
package struct TaskStartAsked: Hashable, Sendable, Codable {
  package var prompt: String?
  package var fresh: Bool
  /// Which repair of what verify found this is; null for a start that a person asked for.
  package var repair: Int?
  /// A branch that is to be merged into the task's first, whose conflicts the attempt is there to solve.
  package var merge: String?
  /// Who takes the task over; `prompt` is then the whole text that the person saw and sent. An attempt that is under way
  /// ends first.
  package var service: String?
  /// The model of the one who takes over; null for its own choice.
  package var model: String?

  package init(
    prompt: String? = nil, fresh: Bool, repair: Int? = nil, merge: String? = nil, service: String? = nil,
    model: String? = nil
  ) {
    self.prompt = prompt
    self.fresh = fresh
    self.repair = repair
    self.merge = merge
    self.service = service
    self.model = model
  }
}

/// What it waits for; nil when the wait is over.
package struct TaskWaiting: Hashable, Sendable, Codable {
  package var waiting: Waiting?
  /// Of the output that ended a wait; null where nothing was printed.
  package var offset: Int64?
  /// What was waited for was refused: nothing is to start any more.
  package var refused: Bool?

  package init(waiting: Waiting? = nil, offset: Int64? = nil, refused: Bool? = nil) {
    self.refused = refused
    self.offset = offset
    self.waiting = waiting
  }
}

/// A reason in words, possibly empty.
package struct Note: Hashable, Sendable, Codable {
  package var reason: String

  package init(reason: String) {
    self.reason = reason
  }
}

/// The whole worktree went to the trash.
package struct TaskDiscarded: Hashable, Sendable, Codable {
  package var folder: String?
  package var hidden: Bool

  package init(folder: String? = nil, hidden: Bool) {
    self.folder = folder
    self.hidden = hidden
  }
}

package struct TaskRestored: Hashable, Sendable, Codable {
  package var worktree: String?

  package init(worktree: String? = nil) {
    self.worktree = worktree
  }
}

/// A worktree has left the trash for good: it was older than the trash keeps.
package struct TrashEmptied: Hashable, Sendable, Codable {
  package var folder: String
  /// Where the worktree was.
  package var worktree: String
  package var discarded: Timestamp

  package init(folder: String, worktree: String, discarded: Timestamp) {
    self.folder = folder
    self.worktree = worktree
    self.discarded = discarded
  }
}

package struct TaskMerged: Hashable, Sendable, Codable {
  package var into: String
  package var commit: String
  package var strategy: String

  package init(into: String, commit: String, strategy: String) {
    self.into = into
    self.commit = commit
    self.strategy = strategy
  }
}

package struct WorktreeMade: Hashable, Sendable, Codable {
  package var path: String
  package var branch: String
  package var baseCommit: String
  package var base: String

  package init(path: String, branch: String, baseCommit: String, base: String) {
    self.path = path
    self.branch = branch
    self.baseCommit = baseCommit
    self.base = base
  }
}

/// An attempt begins; `token` fences off copies of it that should not exist.
package struct RunStarted: Hashable, Sendable, Codable {
  package var service: String
  package var model: String?
  package var reason: String
  package var host: String
  package var token: String
  package var attempt: Int
  /// What must succeed after it, as it was configured when it began; nil for nothing.
  package var verify: String?
  /// How many repairs of what verify finds it may be followed by.
  package var repairs: Int?
  /// The agent's own session that this attempt goes on with.
  package var resumes: String?
  /// The run, of a conversation or an earlier attempt, whose work this attempt is: what it printed is shown.
  package var printed: RunID?

  package init(
    service: String, model: String? = nil, reason: String, host: String, token: String, attempt: Int,
    verify: String? = nil, repairs: Int? = nil, resumes: String? = nil, printed: RunID? = nil
  ) {
    self.printed = printed
    self.verify = verify
    self.repairs = repairs
    self.resumes = resumes
    self.service = service
    self.model = model
    self.reason = reason
    self.host = host
    self.token = token
    self.attempt = attempt
  }
}

/// The agent's process is gone; what it left is looked at next.
package struct AgentEnded: Hashable, Sendable, Codable {
  package var exitCode: Int?
  package var signal: Int?
  package var reason: String
  /// Why we ended it, when we did.
  package var errorClass: ErrorClass?
  /// The budget that is used up, where that is why.
  package var budget: BudgetScope?

  private enum CodingKeys: String, CodingKey { case exitCode, signal, reason, errorClass = "class", budget }

  package init(exitCode: Int? = nil, signal: Int? = nil, reason: String, errorClass: ErrorClass? = nil) {
    self.errorClass = errorClass
    self.exitCode = exitCode
    self.signal = signal
    self.reason = reason
  }
}

package struct CommitMade: Hashable, Sendable, Codable {
  package var commit: String
  package var changedFiles: Int
  package var left: [String]
  /// Everything that the branch changed since the base.
  package var files: [String]?
  /// Files that the base changed as well since, so that git alone could not merge them.
  package var conflicts: [String]?
  /// The commit that was merged into the branch in this attempt: the work is what the branch has beyond it.
  package var base: String?
  /// Lines that came and went since the base; null where nobody counted.
  package var lines: Int?

  package init(
    commit: String, changedFiles: Int, left: [String], files: [String]? = nil, conflicts: [String]? = nil,
    base: String? = nil, lines: Int? = nil
  ) {
    self.lines = lines
    self.files = files
    self.conflicts = conflicts
    self.base = base
    self.commit = commit
    self.changedFiles = changedFiles
    self.left = left
  }
}

/// Tokens and money of one record of the output, booked up to `offset` of the log.
package struct UsageBooked: Hashable, Sendable, Codable {
  package var usage: Usage
  package var cost: Cost
  package var offset: Int64

  package init(usage: Usage, cost: Cost, offset: Int64) {
    self.usage = usage
    self.cost = cost
    self.offset = offset
  }
}

package struct VerifyFinished: Hashable, Sendable, Codable {
  package var passed: Bool
  package var exitCode: Int?
  package var seconds: Double
  package var repair: Int
  /// Files that stood as the base commit has them meanwhile, since the run had changed them.
  package var fromBase: [String]?
  /// Why nobody saw how it ended; nothing is proven then, in neither way.
  package var lost: String?

  package init(
    passed: Bool, exitCode: Int? = nil, seconds: Double, repair: Int, fromBase: [String]? = nil, lost: String? = nil
  ) {
    self.fromBase = fromBase
    self.lost = lost
    self.passed = passed
    self.exitCode = exitCode
    self.seconds = seconds
    self.repair = repair
  }
}

package struct RunFinished: Hashable, Sendable, Codable {
  package var outcome: Outcome
  package var badges: [Badge]

  package init(outcome: Outcome, badges: [Badge]) {
    self.outcome = outcome
    self.badges = badges
  }
}

/// Facts that were acknowledged are gone, and a person goes on without them. Their numbers are never given again.
package struct HistoryLost: Hashable, Sendable, Codable {
  package var from: Int64
  package var to: Int64

  package init(from: Int64, to: Int64) {
    self.from = from
    self.to = to
  }
}
