import Base
package import Domain
import JSON

/// The tasks that something happened to since an event.
package struct LiveChanges: Sendable {
  package struct Task: Sendable {
    package let id: TaskID
    /// nil when there is nothing to do for it any more.
    package let record: TaskRecord?
  }

  package let tasks: [Task]
  /// The last event that they stand for.
  package let seq: Int64
}

/// The projection of tasks: one row a task, its record as JSON and the columns that lists are read by.
enum TaskTable {
  static func record(_ id: TaskID, in connection: Connection) throws -> TaskRecord? {
    try connection.first("SELECT record FROM tasks WHERE number = ?", [.int(Int64(id.number))], decoded)
  }

  static func save(_ record: TaskRecord, changed seq: Int64, in connection: Connection) throws {
    let state = record.state
    // As exact as the record's own text, or the column would depend on how often the record was read in between.
    let created = record.created.microseconds / 1000 * 1000
    let isLive = record.startAsked != nil || record.activeAttempt != nil || record.hasLost
    try connection.run(
      """
      INSERT OR REPLACE INTO tasks(number, uid, state, trashed, workspace, priority, created, changed, live, record)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .int(Int64(record.id.number)), .text(record.uid.description), .text(state.rawValue),
        .int(record.trashed == nil ? 0 : record.trashed?.hidden == true ? 2 : 1), .text(record.draft.workspace),
        .int(Int64(record.draft.priority)), .int(created), .int(seq), .int(isLive ? 1 : 0),
        .bytes(try JSONCoder.encode(record)),
      ])
  }

  /// Tasks that an engine must look at when it starts: queued, under way, or beaten and not yet in the trash.
  static func live(in connection: Connection) throws(StoreError) -> [TaskRecord] {
    try connection.rows("SELECT record FROM tasks WHERE live = 1 ORDER BY number", [], decoded)
  }

  static func open(in connection: Connection) throws(StoreError) -> [TaskRecord] {
    try connection.rows(
      "SELECT record FROM tasks WHERE trashed = 0 AND state IN ('running', 'review') ORDER BY changed DESC LIMIT 1000",
      [], decoded)
  }

  /// By the log, whose end is found at once; however many tasks there are.
  static func live(since seq: Int64, in connection: Connection) throws(StoreError) -> [LiveChanges.Task] {
    try connection.rows(
      """
      SELECT record, number, live FROM tasks
      WHERE number IN (SELECT task FROM events WHERE seq > ? AND task IS NOT NULL)
      """, [.int(seq)]
    ) { row throws(StoreError) in
      LiveChanges.Task(
        id: TaskID(number: Int(row.int(1))), record: row.int(2) == 1 ? try decoded(row) : nil)
    }
  }

  /// In the order of their numbers; `changed` leaves out those that nothing happened to since that event.
  static func records(
    after number: Int, changed seq: Int64, limit: Int, in connection: Connection
  ) throws(StoreError) -> [TaskRecord] {
    try connection.rows(
      "SELECT record FROM tasks WHERE number > ? AND changed >= ? ORDER BY number LIMIT ?",
      [.int(Int64(number)), .int(seq), .int(Int64(limit))], decoded)
  }

  static func workspace(of id: TaskID, in connection: Connection) throws(StoreError) -> String? {
    try connection.first("SELECT workspace FROM tasks WHERE number = ?", [.int(Int64(id.number))]) { $0.text(0) }
  }

  static func page(_ filter: TaskFilter, in connection: Connection) throws(StoreError) -> (
    tasks: [TaskRecord], total: Int
  ) {
    var conditions = [filter.trashed ? "trashed > 0" : "trashed = 0"]
    var values: [SQLValue] = []
    if let state = filter.state {
      conditions.append("state = ?")
      values.append(.text(state.rawValue))
    }
    if let workspace = filter.workspace {
      conditions.append("workspace = ?")
      values.append(.text(workspace))
    }
    if let tag = filter.tag {
      conditions.append("EXISTS (SELECT 1 FROM json_each(record, '$.draft.tags') WHERE value = ?)")
      values.append(.text(tag))
    }
    let clause = conditions.joined(separator: " AND ")
    let total = Int(try connection.number("SELECT count(*) FROM tasks WHERE \(clause)", values))
    let tasks = try connection.rows(
      "SELECT record FROM tasks WHERE \(clause) ORDER BY changed DESC LIMIT ? OFFSET ?",
      values + [.int(Int64(filter.limit)), .int(Int64(filter.offset))], decoded)
    return (tasks, total)
  }

  /// By short id, full id, or a unique prefix of the full id.
  static func find(_ text: String, in connection: Connection) throws -> TaskRecord? {
    if let id = TaskID(text) { return try record(id, in: connection) }
    let typed = text.lowercased()
    guard FullID.isPrefix(typed) else { return nil }
    let found = try connection.rows(
      "SELECT record FROM tasks WHERE uid >= ? AND uid < ? LIMIT 2", [.text(typed), .text(typed + "g")], decoded)
    guard found.count < 2 else {
      throw DroverError(
        .usage, "several tasks have an id that begins with \(typed)",
        remedy: "type more of it, or the short id like T12")
    }
    return found.first
  }

  static func counts(workspace: String?, in connection: Connection) throws(StoreError) -> [String: Int] {
    let clause = workspace == nil ? "" : " AND workspace = ?"
    let pairs = try connection.rows(
      "SELECT state, count(*) FROM tasks WHERE trashed = 0\(clause) GROUP BY state", workspace.map { [.text($0)] } ?? []
    ) { ($0.text(0), Int($0.int(1))) }
    let empty = Dictionary(uniqueKeysWithValues: TaskState.allCases.map { ($0.rawValue, 0) })
    return empty.merging(pairs) { $1 }
  }

  static func branches(workspace: String, in connection: Connection) throws(StoreError) -> [String] {
    try connection.rows(
      "SELECT json_extract(record, '$.branch') FROM tasks WHERE workspace = ?", [.text(workspace)]
    ) { $0.optionalText(0) }.compactMap(\.self)
  }

  /// The first few tasks whose projection is no record any more.
  static func unreadable(in connection: Connection) throws(StoreError) -> [String] {
    let all = try connection.rows("SELECT record, number FROM tasks") { row -> String? in
      do { _ = try decoded(row) } catch { return "the projection of T\(row.int(1)) cannot be read" }
      return nil
    }
    return Array(all.compactMap(\.self).prefix(20))
  }

  private static func decoded(_ row: Row) throws(StoreError) -> TaskRecord {
    do {
      return try JSONCoder.decode(TaskRecord.self, from: row.bytes(0))
    } catch {
      throw StoreError(
        .damaged, "failed to read a task's projection: \(error)",
        remedy: "`drover doctor --fix` builds the projections anew from the event log")
    }
  }
}
