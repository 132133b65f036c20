import Domain

/// Tables beside the log that can be dropped and rebuilt to the same bytes.
enum Projections {
  static let tables = ["tasks", "runs", "workspaces"]

  static func apply(_ event: Event, to connection: Connection) throws {
    if let task = event.task {
      try applyToTask(task, event, connection)
    } else {
      try WorkspaceTable.apply(event, to: connection)
    }
  }

  /// Folds the whole log again, in one transaction.
  static func rebuild(in connection: Connection) throws {
    for table in tables { try connection.run("DELETE FROM \(table)") }
    var last: Int64 = 0
    while true {
      let events = try EventTable.read(since: last, limit: 1000, in: connection)
      guard let newest = events.last else { return }
      for event in events { try apply(event, to: connection) }
      last = newest.seq
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
    if case .runStarted = event.body, let run = event.run {
      try connection.run(
        "INSERT OR REPLACE INTO runs(number, task) VALUES(?, ?)",
        [.int(Int64(run.number)), .int(Int64(task.number))])
    }
  }
}
