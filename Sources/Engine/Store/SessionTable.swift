import Base
import Domain
import JSON

/// The projection of conversations: one row each, and one for each turn.
enum SessionTable {
  static func apply(_ event: Event, to connection: Connection) throws {
    if let begun = SessionRecord.begun(by: event) { return try save(begun, connection) }
    var turn = try TurnRecord.begun(by: event) ?? self.turn(about: event, connection)
    guard let id = session(of: event) ?? turn?.session, var record = try record(id, in: connection) else { return }
    turn?.apply(event)
    if let turn { try save(turn, connection) }
    record.apply(event, turn: turn)
    try save(record, connection)
  }

  private static func session(of event: Event) -> SessionID? {
    switch event.body {
    case .sessionEdited(let data): data.id
    case .sessionTreeMade(let data): data.id
    case .sessionTreeGiven(let data): data.id
    case .sessionRemoved(let data): data.id
    case .sessionPrompted(let data): data.id
    default: nil
    }
  }

  private static func turn(about event: Event, _ connection: Connection) throws -> TurnRecord? {
    switch event.body {
    case .turnStarted(let data): try turn(data.turn, in: connection)
    case .turnStopped(let data): try turn(data.turn, in: connection)
    case .turnClosed(let data): try turn(data.turn, in: connection)
    default: try event.run.flatMap { try turn(of: $0, in: connection) }
    }
  }

  static func record(_ id: SessionID, in connection: Connection) throws -> SessionRecord? {
    try connection.first("SELECT record FROM sessions WHERE number = ?", [.int(Int64(id.number))], decoded)
  }

  /// By short id, full id, a prefix of the full id that only one has, or its name.
  static func find(_ text: String, in connection: Connection) throws -> SessionRecord? {
    if let id = SessionID(text) { return try record(id, in: connection) }
    let all = try all(in: connection)
    if let exact = all.first(where: { $0.uid.description == text }) { return exact }
    let named = all.filter { $0.removed == nil && $0.draft.name == text }
    if named.count == 1 { return named.first }
    let matching = text.count < 4 ? [] : all.filter { $0.uid.description.hasPrefix(text) }
    return matching.count == 1 ? matching.first : nil
  }

  static func all(in connection: Connection) throws(StoreError) -> [SessionRecord] {
    try connection.rows("SELECT record FROM sessions ORDER BY changed DESC, number DESC", [], decoded)
  }

  static func live(in connection: Connection) throws(StoreError) -> [SessionRecord] {
    try connection.rows("SELECT record FROM sessions WHERE waiting = 1 ORDER BY number", [], decoded)
  }

  static func turn(_ id: TurnID, in connection: Connection) throws -> TurnRecord? {
    try connection.first("SELECT record FROM turns WHERE number = ?", [.int(Int64(id.number))], decoded)
  }

  static func turn(of run: RunID, in connection: Connection) throws -> TurnRecord? {
    try connection.first("SELECT record FROM turns WHERE run = ?", [.int(Int64(run.number))], decoded)
  }

  /// Newest first.
  static func turns(of session: SessionID, limit: Int, in connection: Connection) throws(StoreError) -> [TurnRecord] {
    try connection.rows(
      "SELECT record FROM turns WHERE session = ? ORDER BY number DESC LIMIT ?",
      [.int(Int64(session.number)), .int(Int64(limit))], decoded)
  }

  private static func save(_ record: SessionRecord, _ connection: Connection) throws {
    try connection.run(
      "INSERT OR REPLACE INTO sessions(number, uid, removed, waiting, changed, record) VALUES(?, ?, ?, ?, ?, ?)",
      [
        .int(Int64(record.id.number)), .text(record.uid.description), .int(record.removed == nil ? 0 : 1),
        .int(record.queue.isEmpty ? 0 : 1), .int(record.changed.microseconds), .bytes(try JSONCoder.encode(record)),
      ])
  }

  private static func save(_ turn: TurnRecord, _ connection: Connection) throws {
    try connection.run(
      "INSERT OR REPLACE INTO turns(number, session, run, record) VALUES(?, ?, ?, ?)",
      [
        .int(Int64(turn.id.number)), .int(Int64(turn.session.number)),
        turn.attempt.map { .int(Int64($0.run.number)) } ?? .null, .bytes(try JSONCoder.encode(turn)),
      ])
  }

  private static func decoded<T: Decodable>(_ row: Row) throws(StoreError) -> T {
    do {
      return try JSONCoder.decode(T.self, from: row.bytes(0))
    } catch {
      throw StoreError(
        .damaged, "failed to read the projection of conversations: \(error)",
        remedy: "`drover doctor --fix` builds the projections anew from the event log")
    }
  }
}
