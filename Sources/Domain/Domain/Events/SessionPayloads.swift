import Base

/// The payloads of conversations. What an agent says and uses in a turn comes as the events of its run.

package struct SessionCreated: Hashable, Sendable, Codable {
  package var id: SessionID
  package var uid: FullID
  package var draft: SessionDraft
  /// Of the conversation that it branches off from.
  package var memory: SessionRecord.Memory?

  package init(id: SessionID, uid: FullID, draft: SessionDraft, memory: SessionRecord.Memory? = nil) {
    self.id = id
    self.uid = uid
    self.draft = draft
    self.memory = memory
  }
}

package struct SessionEdited: Hashable, Sendable, Codable {
  package var id: SessionID
  package var edit: SessionEdit

  package init(id: SessionID, edit: SessionEdit) {
    self.id = id
    self.edit = edit
  }
}

/// A person's next words; they wait for the turns before them.
package struct SessionPrompted: Hashable, Sendable, Codable {
  package var id: SessionID
  package var turn: TurnID
  package var text: String
  /// The files that they name with `@` and that are there.
  package var files: [String]?

  package init(id: SessionID, turn: TurnID, text: String, files: [String]? = nil) {
    self.id = id
    self.turn = turn
    self.text = text
    self.files = files
  }
}

/// A person lets it write: in a worktree of its own, from its next turn on.
package struct SessionTreeMade: Hashable, Sendable, Codable {
  package var id: SessionID
  package var tree: SessionRecord.Tree

  package init(id: SessionID, tree: SessionRecord.Tree) {
    self.id = id
    self.tree = tree
  }
}

/// What it wrote in its worktree is a task now, and the worktree the task's.
package struct SessionTreeGiven: Hashable, Sendable, Codable {
  package var id: SessionID
  package var task: TaskID

  package init(id: SessionID, task: TaskID) {
    self.id = id
    self.task = task
  }
}

/// An agent is about to be started for the turn.
package struct TurnStarted: Hashable, Sendable, Codable {
  package var id: SessionID
  package var turn: TurnID
  package var service: String
  package var model: String?
  package var reason: String
  package var token: String
  /// The agent's own session that it goes on with.
  package var resumes: String?
  /// The reference that keeps the folder as it was before the turn; null where nothing is written.
  package var snapshot: String?

  package init(
    id: SessionID, turn: TurnID, service: String, model: String? = nil, reason: String, token: String,
    resumes: String? = nil, snapshot: String? = nil
  ) {
    self.snapshot = snapshot
    self.id = id
    self.turn = turn
    self.service = service
    self.model = model
    self.reason = reason
    self.token = token
    self.resumes = resumes
  }
}

/// No answer is wanted any more, whether it had begun or not.
package struct TurnStopped: Hashable, Sendable, Codable {
  package var id: SessionID
  package var turn: TurnID

  package init(id: SessionID, turn: TurnID) {
    self.id = id
    self.turn = turn
  }
}

package struct TurnClosed: Hashable, Sendable, Codable {
  package var id: SessionID
  package var turn: TurnID
  package var outcome: Outcome

  package init(id: SessionID, turn: TurnID, outcome: Outcome) {
    self.id = id
    self.turn = turn
    self.outcome = outcome
  }
}

/// It is hidden; its turns stay in the log.
package struct SessionRemoved: Hashable, Sendable, Codable {
  package var id: SessionID

  package init(id: SessionID) {
    self.id = id
  }
}
