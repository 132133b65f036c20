package import Base

/// A conversation as `session list`, the screens and the socket show it.
package struct SessionView: Hashable, Sendable, Codable {
  package enum State: String, Hashable, Sendable, Codable { case idle, running, waiting, removed }

  package var id: SessionID
  package var uid: FullID
  package var name: String
  package var workspace: String
  package var service: String?
  package var model: String?
  package var permission: Permission
  package var state: State
  package var waiting: Waiting?
  package var created: Timestamp
  package var changed: Timestamp
  package var turns: Int
  /// How many turns wait for the one that runs.
  package var queued: Int
  /// What was asked last, and how that stands.
  package var lastTurn: TurnView?
  package var usage: Usage?
  package var cost: Cost?
  package var fork: SessionID?
  /// It may write in the workspace itself.
  package var inPlace: Bool?
  /// Where it may write, and on which branch; nil where it only reads or writes in place.
  package var worktree: String?
  package var branch: String?

  package init(_ record: SessionRecord, last: TurnRecord?, current: TurnRecord?) {
    id = record.id
    uid = record.uid
    name = record.draft.name
    workspace = record.draft.workspace
    service = current?.attempt?.service ?? record.memory?.service ?? record.draft.service
    model = record.draft.model
    permission = record.permission
    waiting = current?.waiting
    state =
      if record.removed != nil { .removed } else if current == nil { .idle } else if current?.waiting != nil {
        .waiting
      } else { .running }
    created = record.created
    changed = record.changed
    turns = record.turns
    queued = max(0, record.queue.count - 1)
    lastTurn = last.map(TurnView.init)
    usage = record.usage
    cost = record.cost
    fork = record.draft.fork
    inPlace = record.draft.inPlace
    worktree = record.tree?.path
    branch = record.tree?.branch
  }
}

/// One question, and where its answer stands: the words are in the log of the run.
package struct TurnView: Hashable, Sendable, Codable {
  package var id: TurnID
  package var session: SessionID
  package var text: String
  package var state: TurnRecord.State
  package var asked: Timestamp
  package var run: RunID?
  package var service: String?
  package var model: String?
  package var waiting: Waiting?
  package var started: Timestamp?
  package var finished: Timestamp?
  /// Why it failed.
  package var reason: String?
  package var usage: Usage?
  package var cost: Cost?
  /// Why this service answers.
  package var choice: String?
  package var files: [String]?
  package var snapshot: String?

  package init(_ turn: TurnRecord) {
    choice = turn.attempt?.reason
    files = turn.files
    snapshot = turn.snapshot
    id = turn.id
    session = turn.session
    text = turn.text
    state = turn.state
    asked = turn.asked
    run = turn.attempt?.run
    service = turn.attempt?.service
    model = turn.attempt?.model
    waiting = turn.waiting
    started = turn.attempt?.started
    finished = turn.closed
    reason = turn.outcome.flatMap { $0.reason.isEmpty ? nil : $0.reason }
    usage = turn.attempt?.usage
    cost = turn.attempt?.cost
  }
}
