package import Base

/// What a person asks for when a conversation is begun.
package struct SessionDraft: Hashable, Sendable, Codable {
  package var name: String
  /// The folder that is talked about, absolute.
  package var workspace: String
  package var service: String?
  package var model: String?
  /// The conversation that it branches off from.
  package var fork: SessionID?
  /// The allow-listed environment of the client that began it; secrets are passed on, never kept here.
  package var environment: [String: String]
  /// Who wants one answer and no conversation; set by the engine. It is hidden once it has been answered.
  package var asker: Author?
  /// It may write in the folder itself, where a snapshot is taken before each turn; nil where it only reads.
  package var inPlace: Bool?

  package init(name: String = "", workspace: String) {
    self.name = name
    self.workspace = workspace
    environment = [:]
  }
}

/// A change to a conversation, for its next turn; nil leaves the field as it is.
package struct SessionEdit: Hashable, Sendable, Codable {
  package var name: String?
  package var service: String?
  package var model: String?

  package init(name: String? = nil, service: String? = nil, model: String? = nil) {
    self.name = name
    self.service = service
    self.model = model
  }
}

/// All facts about one conversation but its turns, folded from its events.
package struct SessionRecord: Hashable, Sendable, Codable {
  /// Where the agent itself keeps the conversation. Another service knows nothing of it.
  package struct Memory: Hashable, Sendable, Codable {
    package var service: String
    package var id: String
    /// The next turn branches off from it instead of going on with it.
    package var isForked: Bool

    package init(service: String, id: String, isForked: Bool) {
      self.service = service
      self.id = id
      self.isForked = isForked
    }
  }

  package var id: SessionID
  package var uid: FullID
  package var draft: SessionDraft
  package var created: Timestamp
  package var changed: Timestamp
  package var removed: Timestamp?
  package var memory: Memory?
  /// The turns that are not over, oldest first: the first one may run, the others wait for it.
  package var queue: [TurnID]
  package var turns: Int
  package var usage: Usage?
  package var cost: Cost?
  /// A worktree of its own, which a person gave it to write in.
  package var tree: Tree?

  package struct Tree: Hashable, Sendable, Codable {
    package var path: String
    package var branch: String
    package var base: String
    package var baseCommit: String

    package init(path: String, branch: String, base: String, baseCommit: String) {
      (self.path, self.branch, self.base, self.baseCommit) = (path, branch, base, baseCommit)
    }
  }

  package init(id: SessionID, uid: FullID, draft: SessionDraft, created: Timestamp) {
    self.id = id
    self.uid = uid
    self.draft = draft
    self.created = created
    changed = created
    queue = []
    turns = 0
  }

  /// One question was asked, and nobody waits for more.
  package var isAnswered: Bool { draft.asker != nil && queue.isEmpty && removed == nil }

  /// It reads the workspace and writes nothing, until a person gives it a place to write in.
  package var permission: Permission { mayWrite ? .edits : .plan }

  package var mayWrite: Bool { tree != nil || draft.inPlace == true }

  /// Where it works.
  package var folder: String { tree?.path ?? draft.workspace }
}

/// One question and its answer.
package struct TurnRecord: Hashable, Sendable, Codable {
  package enum State: String, Hashable, Sendable, Codable { case queued, running, done, failed, stopped }

  package var id: TurnID
  package var session: SessionID
  package var text: String
  /// The files that the words name with `@`, as they lie in the folder.
  package var files: [String]?
  /// What the folder was like before it, under a private reference; nil where nothing is written.
  package var snapshot: String?
  package var asked: Timestamp
  /// Somebody wanted no answer any more.
  package var stopped: Timestamp?
  /// What is known of the run that answers.
  package var attempt: TaskRecord.Attempt?
  package var waiting: Waiting?
  package var closed: Timestamp?
  package var outcome: Outcome?

  package init(id: TurnID, session: SessionID, text: String, asked: Timestamp) {
    self.id = id
    self.session = session
    self.text = text
    self.asked = asked
  }

  package var state: State {
    switch outcome?.kind {
    case .succeeded: .done
    case .cancelled: .stopped
    case .failed: .failed
    case nil: attempt == nil ? .queued : .running
    }
  }
}
