import Base
import Domain
import JSON

/// The event log as rows: append-only, read forwards from a sequence number.
enum EventTable {
  static func insert(_ event: Event, into connection: Connection) throws {
    try connection.run(
      "INSERT INTO events(seq, time, type, task, run, by, cause, data) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .int(event.seq), .int(event.time.microseconds), .text(event.body.type), .optional(event.task?.number),
        .optional(event.run?.number), .text(event.by.description), event.cause.map { .int($0) } ?? .null,
        .bytes(try JSONCoder.encode(EventData(body: event.body))),
      ])
  }

  static func read(
    since: Int64, limit: Int, task: TaskID? = nil, in connection: Connection
  ) throws(StoreError) -> [Event] {
    let columns = "SELECT seq, time, type, task, run, by, cause, data FROM events"
    if let task {
      return try connection.rows(
        columns + " WHERE task = ? AND seq > ? ORDER BY seq LIMIT ?",
        [.int(Int64(task.number)), .int(since), .int(Int64(limit))], event)
    }
    return try connection.rows(
      columns + " WHERE seq > ? ORDER BY seq LIMIT ?", [.int(since), .int(Int64(limit))], event)
  }

  /// Of one type from a moment on; types that have an index of their own are found without reading the rest.
  static func read(type: String, since moment: Timestamp, in connection: Connection) throws(StoreError) -> [Event] {
    try connection.rows(
      "SELECT seq, time, type, task, run, by, cause, data FROM events WHERE type = '\(type)' AND time >= ? ORDER BY time, seq",
      [.int(moment.microseconds)], event)
  }

  static func lastSeq(in connection: Connection) throws(StoreError) -> Int64 {
    try connection.number("SELECT max(seq) FROM events")
  }

  private static func event(_ row: Row) throws(StoreError) -> Event {
    let type = row.text(2)
    do {
      let body = try Envelope.body(type: type, data: row.bytes(7))
      return Event(
        seq: row.int(0), time: Timestamp(microseconds: row.int(1)),
        task: row.optionalInt(3).map { TaskID(number: Int($0)) },
        run: row.optionalInt(4).map { RunID(number: Int($0)) }, by: Author(row.text(5)), cause: row.optionalInt(6),
        body: body)
    } catch {
      throw StoreError(
        .damaged, "failed to read event \(row.int(0)) (\(type)): \(error)",
        remedy: "please report this as a fault of Drover, with the output of `drover events --since \(row.int(0) - 1)`")
    }
  }
}

/// Only the payload of a body, as the column `data` keeps it.
private struct EventData: Encodable {
  let body: EventBody

  func encode(to encoder: any Encoder) throws { try body.encodeData(to: encoder) }
}

/// A payload whose type stands in another column, put together again for the decoder.
private struct Envelope: Decodable {
  let body: EventBody

  private enum Key: String, CodingKey { case type, data }

  static func body(type: String, data: [UInt8]) throws -> EventBody {
    var envelope = JSONObject()
    envelope["type"] = .string(type)
    envelope["data"] = try JSONParser.parse(data)
    return try JSONCoder.decode(Envelope.self, from: .object(envelope)).body
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    body = try EventBody(
      type: container.decode(String.self, forKey: .type), from: container.superDecoder(forKey: .data))
  }
}
