package import Base
package import Domain
import Glibc
import Synchronization

/// The home's database: an event log that loses nothing, and projections of it.
///
/// Decisions that arrive while the disk syncs share the next sync (group commit), each in a savepoint of its own, so one
/// that is refused undoes nobody else's. Nobody is told of an event before it is on the disk.
package actor Store {
  package nonisolated let home: Home
  /// Every committed event, in order.
  package nonisolated let committed = Broadcast<Event>()

  private let thread: StoreThread
  let connection: Connection
  private let lock: HomeLock
  private let witness: Witness
  /// What a person has just given up; nil when everything that was acknowledged is there.
  package nonisolated let acceptedLoss: HistoryLost?
  private let clock: @Sendable () -> Timestamp
  private var lastSeq: Int64
  private var isWitnessBehind = false
  private let waiting = Mutex<[Decision]>([])

  package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Refuses a database that has lost acknowledged facts, unless somebody accepts that: then the log says so from then on.
  package init(
    home: Home, clock: @escaping @Sendable () -> Timestamp, acceptingLossBy author: Author? = nil
  ) throws {
    try home.prepare()
    let lock = try HomeLock(path: home.lock)
    let connection = try Connection(path: home.database)
    try Self.configure(connection)
    try Migrations.apply(to: connection, path: home.database) { version throws(StoreError) in
      try Self.backUp(connection, to: "\(home.backups)/before-schema-\(version + 1).db", home: home)
    }
    self.home = home
    self.lock = lock
    self.connection = connection
    self.clock = clock
    witness = try Witness(path: home.witness)
    let found = try EventTable.lastSeq(in: connection)
    let acknowledged = witness.read() ?? 0
    if acknowledged > found {
      guard let author else { throw Self.lost(from: found, to: acknowledged, home: home) }
      let loss = HistoryLost(from: found + 1, to: acknowledged)
      let event = Event(
        seq: acknowledged + 1, time: clock(), task: nil, run: nil, by: author, cause: nil, body: .historyLost(loss))
      try EventTable.insert(event, into: connection)
      acceptedLoss = loss
      lastSeq = event.seq
    } else {
      acceptedLoss = nil
      lastSeq = found
    }
    try witness.write(lastSeq)
    thread = StoreThread()
  }

  package func generation() throws -> Int64 {
    try connection.number("SELECT value FROM meta WHERE key = 'generation'")
  }

  /// Counts the engines of this home: one that comes later has a higher number, so what an older one sent is recognised.
  package func beginGeneration() throws -> Int64 {
    let next = try generation() + 1
    try connection.run(
      "INSERT OR REPLACE INTO meta(key, value) VALUES('generation', ?)", [.text(String(next))])
    return next
  }

  /// Leaves a database that needs no write-ahead log, and gives the home back.
  package func close() {
    try? connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  // a checkpoint that fails is made at the next start
    connection.close()
    witness.close()
    lock.release()
    committed.finish()  // last: who sees the end of the events may open the home
  }

  private static func configure(_ connection: Connection) throws(StoreError) {
    try connection.execute("PRAGMA busy_timeout = 2000")
    try connection.execute("PRAGMA journal_mode = WAL")
    try connection.execute("PRAGMA synchronous = FULL")
    try connection.execute("PRAGMA foreign_keys = ON")
    try connection.execute("PRAGMA cell_size_check = ON")
  }

  private static func lost(from last: Int64, to acknowledged: Int64, home: Home) -> StoreError {
    StoreError(
      .lost,
      "failed to open \(home.database): events \(last + 1) to \(acknowledged) were acknowledged and are not there any more",
      remedy:
        "put back drover.db-wal or a copy from \(home.backups), or accept the loss with `drover doctor --fix`")
  }

  fileprivate static func backUp(_ connection: Connection, to file: String, home: Home) throws(StoreError) {
    mkdir(home.backups, 0o700)
    guard access(file, F_OK) != 0 else { return }
    try connection.run("VACUUM INTO ?", [.text(file)])
  }
}

// MARK: - Writing

extension Store {
  /// One closure that waits for its commit. Filled in on the store's thread, read by its caller afterwards.
  private final class Decision: @unchecked Sendable {
    // Guarded by order: written only on the store's thread, read by the caller after that thread answered it.
    var body: ((inout Transaction) throws -> Void)?
    var outcome: Result<Void, any Error>?
  }

  /// Reads and appends as one; returns when what was appended is on the disk.
  package nonisolated func write<T: Sendable>(
    _ body: @escaping @Sendable (inout Transaction) throws -> T
  ) async throws -> T {
    let box = Answer<T>()
    let decision = Decision()
    decision.body = { transaction in box.value = try body(&transaction) }
    waiting.withLock { $0.append(decision) }
    try await settle(decision)
    guard let value = box.value else { preconditionFailure("a settled decision has a value") }
    return value
  }

  private final class Answer<T>: @unchecked Sendable {
    // Guarded by order, as `Decision`.
    var value: T?
  }

  /// Commits everything that waits, unless somebody before already did.
  private func settle(_ decision: Decision) throws {
    if decision.outcome == nil { commitAll() }
    try decision.outcome?.get()
  }

  private func commitAll() {
    let decisions = waiting.withLock { waiting in
      defer { waiting.removeAll() }
      return waiting
    }
    do {
      try catchUpWitness()
      try connection.execute("BEGIN IMMEDIATE")
      let events = decide(decisions)
      try connection.execute("COMMIT")
      if let newest = events.last { remember(newest.seq) }
      for event in events { committed.send(event) }
    } catch {
      try? connection.execute("ROLLBACK")  // fails when SQLite rolled back by itself, which is the same end
      for decision in decisions { decision.outcome = .failure(error) }
    }
  }

  /// The commit stands whatever becomes of the witness; but nothing more is taken on until the witness knows of it.
  private func remember(_ seq: Int64) {
    lastSeq = seq
    do { try witness.write(seq) } catch { isWitnessBehind = true }
  }

  private func catchUpWitness() throws(StoreError) {
    guard isWitnessBehind else { return }
    try witness.write(lastSeq)
    isWitnessBehind = false
  }

  private func decide(_ decisions: [Decision]) -> [Event] {
    var events: [Event] = []
    var nextSeq = lastSeq + 1
    for decision in decisions {
      var transaction = Transaction(connection: connection, time: clock(), nextSeq: nextSeq)
      decision.outcome = Result {
        try connection.execute("SAVEPOINT decision")
        do {
          try decision.body?(&transaction)
          try connection.execute("RELEASE decision")
        } catch {
          try connection.execute("ROLLBACK TO decision; RELEASE decision")
          throw error
        }
      }
      decision.body = nil
      guard case .success = decision.outcome else { continue }
      events += transaction.appended
      nextSeq = transaction.nextSeq
    }
    return events
  }
}

// MARK: - Reading

extension Store {
  package func seq() -> Int64 { lastSeq }

  package func task(_ id: TaskID) throws -> TaskRecord? { try TaskTable.record(id, in: connection) }

  package func task(named text: String) throws -> TaskRecord? { try TaskTable.find(text, in: connection) }

  package func tasks(_ filter: TaskFilter) throws -> TaskPage {
    let page = try TaskTable.page(filter, in: connection)
    return TaskPage(tasks: page.tasks.map(TaskView.init), total: page.total, seq: lastSeq)
  }

  /// Those that are under way or wait to be merged, those that changed last first.
  package func openTasks() throws -> [TaskRecord] { try TaskTable.open(in: connection) }

  package func liveTasks() throws -> [TaskRecord] { try TaskTable.live(in: connection) }

  package func inbox(all: Bool, limit: Int) throws -> [AskView] {
    try all ? AskTable.all(in: connection, limit: limit) : AskTable.open(in: connection, limit: limit)
  }

  package func asks(of run: RunID) throws -> [AskView] { try AskTable.of(run, in: connection) }

  /// The task that a run is an attempt at.
  package func task(of run: RunID) throws -> TaskRecord? {
    try connection.rows("SELECT task FROM runs WHERE number = ?", [.int(Int64(run.number))]) {
      TaskID(number: Int($0.int(0)))
    }.first.flatMap { try TaskTable.record($0, in: connection) }
  }

  package func ask(_ id: AskID) throws -> AskView? { try AskTable.ask(id, in: connection) }

  package func services() throws -> [ServiceRecord] { try ServiceTable.all(in: connection) }

  package func rules() throws -> [RuleView] { try AskTable.rules(in: connection) }

  package func sessions(all: Bool) throws -> [SessionView] {
    try SessionTable.all(in: connection).filter { all || $0.removed == nil }.map(view)
  }

  package func sessionRecords() throws -> [SessionRecord] { try SessionTable.all(in: connection) }

  package func session(_ id: SessionID) throws -> SessionRecord? { try SessionTable.record(id, in: connection) }

  package func session(named text: String) throws -> SessionRecord? { try SessionTable.find(text, in: connection) }

  package func view(_ record: SessionRecord) throws -> SessionView {
    let last = try SessionTable.turns(of: record.id, limit: 1, in: connection).first
    let current = try record.queue.first.flatMap { try SessionTable.turn($0, in: connection) }
    return SessionView(record, last: last, current: current)
  }

  /// Those with a turn that is not over.
  package func liveSessions() throws -> [SessionRecord] { try SessionTable.live(in: connection) }

  package func turn(_ id: TurnID) throws -> TurnRecord? { try SessionTable.turn(id, in: connection) }

  package func turn(of run: RunID) throws -> TurnRecord? { try SessionTable.turn(of: run, in: connection) }

  /// The last ones, oldest first.
  package func turns(of session: SessionID, limit: Int) throws -> [TurnRecord] {
    try SessionTable.turns(of: session, limit: limit, in: connection).reversed()
  }

  /// Those that something happened to since the caller last asked; all of them when it never did.
  package func liveTasks(since seq: Int64?) throws -> LiveChanges {
    let tasks =
      if let seq { try TaskTable.live(since: seq, in: connection) } else {
        try TaskTable.live(in: connection).map { LiveChanges.Task(id: $0.id, record: $0) }
      }
    return LiveChanges(tasks: tasks, seq: lastSeq)
  }

  package func counts(workspace: String?) throws -> [String: Int] {
    try TaskTable.counts(workspace: workspace, in: connection)
  }

  /// The hash of what a person trusted there; nil when nobody did.
  package func trusted(workspace path: String) throws -> String? {
    try WorkspaceTable.all(in: connection).first { $0.path == path }?.trusted
  }

  /// The branches that Drover made for tasks there.
  package func branches(workspace: String) throws -> [String] {
    try TaskTable.branches(workspace: workspace, in: connection)
  }

  package func workspaces() throws -> [WorkspaceView] { try WorkspaceTable.all(in: connection) }

  package func events(since: Int64, limit: Int, task: TaskID? = nil) throws -> [Event] {
    try EventTable.read(since: since, limit: limit, task: task, in: connection)
  }

  /// The events after `since` and a stream that goes on exactly where they end.
  package func follow(since: Int64, bound: Int) throws -> (past: [Event], next: AsyncStream<Event>) {
    let next = committed.listen(bound: bound)
    return (try events(since: since, limit: .max), next)
  }

  /// Folds the log anew; what the projections said before does not matter. Returns how many events there were.
  @discardableResult
  package func rebuildProjections() throws -> Int64 {
    try connection.execute("BEGIN IMMEDIATE")
    do {
      try Projections.rebuild(in: connection)
      try connection.execute("COMMIT")
      return try connection.number("SELECT count(*) FROM events")
    } catch {
      try? connection.execute("ROLLBACK")  // fails when SQLite rolled back by itself, which is the same end
      throw error
    }
  }

  /// A whole copy of the database, consistent while work goes on.
  package func backUp(to file: String) throws { try Self.backUp(connection, to: file, home: home) }

  /// What SQLite finds wrong with its own pages, and projections that cannot be read; empty when all is well.
  package func faults() throws -> [String] {
    let pages = try connection.rows("PRAGMA quick_check(20)") { $0.text(0) }.filter { $0 != "ok" }
    return try pages.isEmpty ? TaskTable.unreadable(in: connection) : pages
  }

  /// What the projections hold, as text: the same before and after they are built anew.
  package func projections() throws -> [String] {
    try Projections.tables.flatMap { try Projections.dump($0, connection) }
  }
}
