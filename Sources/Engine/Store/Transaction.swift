package import Base
package import Domain
import JSON

/// One decision: what is read and what is appended in here stands or falls together, and nobody writes in between.
///
/// Valid only within the closure that it is handed to.
package struct Transaction {
  let connection: Connection
  let time: Timestamp
  private(set) var nextSeq: Int64
  private(set) var appended: [Event] = []

  init(connection: Connection, time: Timestamp, nextSeq: Int64) {
    self.connection = connection
    self.time = time
    self.nextSeq = nextSeq
  }

  package var now: Timestamp { time }

  /// Writes the fact and folds it into the projections. Returns it with its number and moment.
  @discardableResult
  package mutating func append(_ draft: EventDraft) throws -> Event {
    let event = Event(
      seq: nextSeq, time: time, task: draft.task, run: draft.run, by: draft.by, cause: draft.cause, body: draft.body)
    try EventTable.insert(event, into: connection)
    try Projections.apply(event, to: connection)
    nextSeq += 1
    appended.append(event)
    try withdrawBudgetAsks(after: event)
    return event
  }

  /// Who waits for money no longer asks for it, whatever ended the wait: an inbox never holds what nobody waits for.
  private mutating func withdrawBudgetAsks(after event: Event) throws {
    guard let task = event.task, event.body.mayEndWait else { return }
    let asks = try AskTable.open(in: connection, limit: 10_000).filter { $0.task == task && $0.budget != nil }
    guard !asks.isEmpty, let record = try self.task(task) else { return }
    let isOver = record.trashed != nil || record.state == .done
    for ask in asks where isOver || record.waiting?.ask != ask.id {
      let withdrawn = ApprovalWithdrawn(ask: ask.id, reason: "\(task) does not wait for money any more")
      try append(EventDraft(.approvalWithdrawn(withdrawn), task: task, run: ask.run, by: .engine, cause: event.seq))
    }
  }

  package func task(_ id: TaskID) throws -> TaskRecord? { try TaskTable.record(id, in: connection) }

  package func liveTasks() throws -> [TaskRecord] { try TaskTable.live(in: connection) }

  /// The number that the next task gets.
  package func nextTask() throws -> TaskID {
    TaskID(number: Int(try connection.number("SELECT max(number) FROM tasks")) + 1)
  }

  package func nextRun() throws -> RunID {
    let last = try connection.number(
      "SELECT max(coalesce((SELECT max(number) FROM runs), 0), coalesce((SELECT max(run) FROM turns), 0))")
    return RunID(number: Int(last) + 1)
  }

  package func nextWorkspace() throws -> WorkspaceID {
    WorkspaceID(number: Int(try connection.number("SELECT max(number) FROM workspaces")) + 1)
  }

  package func nextAsk() throws -> AskID {
    AskID(number: Int(try connection.number("SELECT max(number) FROM asks")) + 1)
  }

  package func nextRule() throws -> RuleID {
    RuleID(number: Int(try connection.number("SELECT max(number) FROM rules")) + 1)
  }

  package func nextSession() throws -> SessionID {
    SessionID(number: Int(try connection.number("SELECT max(number) FROM sessions")) + 1)
  }

  package func nextTurn() throws -> TurnID {
    TurnID(number: Int(try connection.number("SELECT max(number) FROM turns")) + 1)
  }

  package func session(_ id: SessionID) throws -> SessionRecord? { try SessionTable.record(id, in: connection) }

  package func turn(_ id: TurnID) throws -> TurnRecord? { try SessionTable.turn(id, in: connection) }

  package func ask(_ id: AskID) throws -> AskView? { try AskTable.ask(id, in: connection) }

  package func asks(of run: RunID) throws -> [AskView] { try AskTable.of(run, in: connection) }

  package func rules() throws -> [RuleView] { try AskTable.rules(in: connection) }

  package func workspace(path: String) throws -> WorkspaceView? {
    try WorkspaceTable.all(in: connection).first { $0.path == path }
  }

  package func workspace(_ id: WorkspaceID) throws -> WorkspaceView? {
    try WorkspaceTable.all(in: connection).first { $0.id == id }
  }

  /// How many tasks of a workspace are on the board and not done.
  package func openTasks(in workspace: String) throws -> Int {
    Int(
      try connection.number(
        "SELECT count(*) FROM tasks WHERE workspace = ? AND trashed = 0 AND state <> 'done'", [.text(workspace)]))
  }
}
