import Base
import Domain
import JSON

/// The projection of services: what runs and tests have told about each.
enum ServiceTable {
  static func apply(_ event: Event, to connection: Connection) throws {
    guard let name = try service(of: event, connection) else { return }
    var record = try self.record(name, in: connection) ?? ServiceRecord(name: name)
    let before = record
    record.apply(event)
    if record != before { try save(record, connection) }
  }

  static func all(in connection: Connection) throws(StoreError) -> [ServiceRecord] {
    try connection.rows("SELECT record FROM services ORDER BY number", [], decoded)
  }

  private static func record(_ name: String, in connection: Connection) throws -> ServiceRecord? {
    try connection.first("SELECT record FROM services WHERE name = ?", [.text(name)], decoded)
  }

  /// Most events name only their run, which names its service.
  private static func service(of event: Event, _ connection: Connection) throws -> String? {
    switch event.body {
    case .serviceSwitched(let data): return data.service
    case .serviceTested(let data): return data.service
    case .runStarted(let data): return try note(data.service, event.run, connection)
    case .turnStarted(let data): return try note(data.service, event.run, connection)
    case .agentSession, .quotaNoted, .turnFinished, .agentEnded, .runFinished, .turnClosed:
      guard let run = event.run else { return nil }
      return try connection.first(
        "SELECT service FROM service_runs WHERE number = ?", [.int(Int64(run.number))]
      ) { $0.text(0) }
    default: return nil
    }
  }

  private static func note(_ service: String, _ run: RunID?, _ connection: Connection) throws -> String? {
    guard let run else { return nil }
    try connection.run(
      "INSERT OR REPLACE INTO service_runs(number, service) VALUES(?, ?)",
      [.int(Int64(run.number)), .text(service)])
    return service
  }

  private static func save(_ record: ServiceRecord, _ connection: Connection) throws {
    try connection.run(
      """
      INSERT INTO services(name, record) VALUES(?, ?)
      ON CONFLICT(name) DO UPDATE SET record = excluded.record
      """, [.text(record.name), .bytes(try JSONCoder.encode(record))])
  }

  private static func decoded(_ row: Row) throws(StoreError) -> ServiceRecord {
    do {
      return try JSONCoder.decode(ServiceRecord.self, from: row.bytes(0))
    } catch {
      throw StoreError(
        .damaged, "failed to read the projection of a service: \(error)",
        remedy: "`drover doctor --fix` builds the projections anew from the event log")
    }
  }
}
