import Domain

/// Tables beside the log that can be dropped and rebuilt to the same bytes.
enum Projections {
  static let tables = ["tasks", "runs", "workspaces", "asks", "rules", "sessions", "turns", "services", "service_runs"]

  static func apply(_ event: Event, to connection: Connection) throws {
    if let task = event.task {
      try applyToTask(task, event, connection)
    } else {
      try WorkspaceTable.apply(event, to: connection)
      try SessionTable.apply(event, to: connection)
    }
    try AskTable.apply(event, to: connection)
    try ServiceTable.apply(event, to: connection)
  }

  /// Folds the whole log again, in one transaction.
  static func rebuild(in connection: Connection) throws {
    for table in tables { try connection.run("DELETE FROM \(table)") }
    var last: Int64 = 0
    while true {
      let events = try EventTable.read(since: last, limit: 10_000, in: connection)
      guard let newest = events.last else { return }
      try fold(events, connection)
      last = newest.seq
    }
  }

  /// A page of the log at once: a task is read and written once a page, not once an event.
  private static func fold(_ events: [Event], _ connection: Connection) throws {
    var changed: [TaskID: (record: TaskRecord, seq: Int64)] = [:]
    for event in events {
      guard let task = event.task else {
        try WorkspaceTable.apply(event, to: connection)
        try SessionTable.apply(event, to: connection)
        try AskTable.apply(event, to: connection)
        try ServiceTable.apply(event, to: connection)
        continue
      }
      let known = try TaskRecord.begun(by: event) ?? changed[task]?.record ?? TaskTable.record(task, in: connection)
      guard var record = known else { continue }
      record.apply(event)
      changed[task] = (record, event.seq)
      try noteRun(of: event, task, connection)
      if case .approvalAsked = event.body { try TaskTable.save(record, changed: event.seq, in: connection) }
      try AskTable.apply(event, to: connection)
      try ServiceTable.apply(event, to: connection)
    }
    for (record, seq) in changed.values.sorted(by: { $0.record.id < $1.record.id }) {
      try TaskTable.save(record, changed: seq, in: connection)
    }
  }

  static func dump(_ table: String, _ connection: Connection) throws(StoreError) -> [String] {
    let columns = try connection.rows("SELECT name FROM pragma_table_info('\(table)')") { $0.text(0) }
    let line = columns.map { "quote(\($0))" }.joined(separator: " || ' ' || ")
    return try connection.rows("SELECT \(line) FROM \(table) ORDER BY number") { "\(table) \($0.text(0))" }
  }

  private static func applyToTask(_ task: TaskID, _ event: Event, _ connection: Connection) throws {
    if let begun = TaskRecord.begun(by: event) {
      return try TaskTable.save(begun, changed: event.seq, in: connection)
    }
    guard var record = try TaskTable.record(task, in: connection) else { return }
    record.apply(event)
    try TaskTable.save(record, changed: event.seq, in: connection)
    try noteRun(of: event, task, connection)
  }

  private static func noteRun(of event: Event, _ task: TaskID, _ connection: Connection) throws(StoreError) {
    guard case .runStarted = event.body, let run = event.run else { return }
    try connection.run(
      "INSERT OR REPLACE INTO runs(number, task) VALUES(?, ?)",
      [.int(Int64(run.number)), .int(Int64(task.number))])
  }
}
