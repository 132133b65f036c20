package import Base

/// All facts about one task, folded from its events; the state is a function of them (`TaskRecord+State.swift`).
package struct TaskRecord: Hashable, Sendable, Codable {
  package var id: TaskID
  package var uid: FullID
  package var draft: TaskDraft
  package var created: Timestamp
  /// Asked to start and not yet taken up by an attempt.
  package var startAsked: Timestamp?
  /// What the start that is asked for adds to the task's prompt.
  package var askedPrompt: String?
  /// Another service takes over: the attempt that is under way ends, and `askedPrompt` is all that the new one is told.
  package var handover: Timestamp?
  /// How many starts in a row the engine asked for itself, after failures.
  package var followUps: Int?
  /// Somebody ended it and nobody asked for a new start since.
  package var cancelled: Timestamp?
  /// What it waits for while `startAsked` or an attempt stands.
  package var waiting: Waiting?
  package var attempts: [Attempt]
  package var branch: String?
  package var worktree: String?
  package var baseCommit: String?
  /// Whether its worktree was filled and set up.
  package var isReady: Bool?
  /// The next attempt begins with a worktree as it was at the base.
  package var resetAsked: Bool?
  /// What was in the worktree before it was last put back.
  package var lastReset: String?
  package var teardown: TeardownFinished?
  /// Which repair the next attempt is; nil for one that a person asked for.
  package var repair: Int?
  /// The branch that the next attempt merges into the task's first.
  package var mergeAsked: String?
  /// What the next attempt leaves of the work; no agent takes part in it.
  package var trimAsked: Trim?
  package var pushed: BranchPushed?
  /// Other tasks that change the same files.
  package var clashes: [ClashNoted]?
  package var merged: Merge?
  package var closed: Timestamp?
  package var trashed: Trash?
  /// In the order of their names and each once, so that a projection has the same bytes however often it is built.
  package var badges: [Badge]
  /// What a person has seen of the work, and what he wrote beside it; nil when nothing.
  package var review: ReviewNotes?
  /// Those who do the same work at once; nil for a task that runs alone.
  package var race: Race?

  package struct Attempt: Hashable, Sendable, Codable {
    package var run: RunID
    package var service: String
    package var model: String?
    package var reason: String
    package var started: Timestamp
    package var agentEnded: Timestamp?
    package var finished: Timestamp?
    package var outcome: Outcome?
    package var exitCode: Int?
    /// Why the agent ended, when its exit code does not say it.
    package var agentReason: String?
    package var changedFiles: [String]?
    package var commit: String?
    package var verified: Bool?
    /// Why nobody saw how verify ended.
    package var verifyLost: String?
    /// What stood as the base commit has it while it was verified.
    package var fromBase: [String]?
    /// The command that must succeed after this attempt.
    package var verify: String?
    package var usage: Usage?
    package var cost: Cost?
    package var agentSession: String?
    package var setup: SetupFinished?
    package var inspected: RepositoryInspected?
    package var snapshot: SnapshotMade?
    /// Which repair it is, and how many there may be.
    package var repair: Int?
    package var repairs: Int?
    /// The branch that it merges into the task's, and what came of that.
    package var mergeAsked: String?
    package var merged: BaseMerged?
    package var conflicts: [String]?
    /// What it leaves of the work before it; nil for one that an agent or a command does.
    package var trim: Trim?
    /// What a `continue` asked for; nil means the task's own prompt.
    package var prompt: String?
    /// The agent's session that this attempt went on with.
    package var resumes: String?
    /// The run that did this work: a conversation's, before there was a task, or the one whose work was trimmed.
    package var printed: RunID?
    /// Its prompt is all that it is told, as a person saw and sent it.
    package var isHandover: Bool?
    /// Lines that came and went since the base.
    package var changedLines: Int?
    /// Started by the engine itself, after a failure.
    package var isFollowUp: Bool?
    /// Up to where its output is booked.
    package var consumed: Int64?
    package var turn: TurnFinished?
    /// The last fault's words, for an agent that ends without a last word.
    package var lastFault: String?
    /// Why we ended it ourselves.
    package var stopClass: ErrorClass?
    package var stopBudget: BudgetScope?
    /// Words of people for it, oldest first.
    package var inputs: [Input]?
    package var touched: [String]?
    /// What waits for a person's answer.
    package var asks: [OpenAsk]?
  }

  package struct Input: Hashable, Sendable, Codable {
    package var id: String
    package var text: String
    /// How far the output had been read when it was sent; nil while it is not.
    package var delivered: Int64?
  }

  package struct OpenAsk: Hashable, Sendable, Codable {
    package var id: AskID
    package var kind: ApprovalAsked.Kind
    package var title: String
    package var since: Timestamp
  }

  package struct Merge: Hashable, Sendable, Codable {
    package var into: String
    package var commit: String
    package var time: Timestamp
    package init(into: String, commit: String, time: Timestamp) {
      self.into = into
      self.commit = commit
      self.time = time
    }
  }

  package struct Trash: Hashable, Sendable, Codable {
    package var time: Timestamp
    /// Where the worktree went; nil when there was none.
    package var folder: String?
    /// `rm` hides as well as discards.
    package var hidden: Bool
    package init(time: Timestamp, folder: String?, hidden: Bool) {
      self.time = time
      self.folder = folder
      self.hidden = hidden
    }
  }

  package init(id: TaskID, uid: FullID, draft: TaskDraft, created: Timestamp) {
    self.id = id
    self.uid = uid
    self.draft = draft
    self.created = created
    attempts = []
    badges = []
  }
}

/// How an attempt ended.
package struct Outcome: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable {
    case succeeded, failed, cancelled
  }

  package var kind: Kind
  /// For people: why; empty on success.
  package var reason: String

  package init(_ kind: Kind, reason: String = "") {
    self.kind = kind
    self.reason = reason
  }
}

/// Short marks on a card; the raw value is what `--json` and the card show.
package enum Badge: String, Hashable, Sendable, Codable, CaseIterable {
  case noChange = "no change"
  case proofChanged = "proof changed"
  case conflict
  case auto
  case verifyFailed = "verify failed"
  case teardownFailed = "teardown failed"
  /// Another task that is under way or waits for its merge changes the same files, or even the same lines.
  case sameFiles = "same files"
  case sameLines = "same lines"
  /// One of several that do the same work at once; the second word once all have ended and this one is ahead.
  case race
  case raceFirst = "race first"
}
