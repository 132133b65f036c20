import Base
import Domain
import JSON

/// The projection of the inbox: what agents asked, who answered what, and the standing permissions.
enum AskTable {
  static func apply(_ event: Event, to connection: Connection) throws {
    switch event.body {
    case .approvalAsked(let data): try add(data, event, connection)
    case .approvalAnswered(let data): try change(data.ask, event, connection)
    case .approvalWithdrawn(let data): try change(data.ask, event, connection)
    case .inputDelivered(let data):
      if let ask = AskID(data.id) { try change(ask, event, connection) }
    case .ruleAdded(let data):
      let rule = RuleView(data, by: event.by, since: event.time)
      try connection.run(
        "INSERT OR REPLACE INTO rules(number, workspace, record) VALUES(?, ?, ?)",
        [.int(Int64(data.rule.number)), .text(data.workspace), .bytes(try JSONCoder.encode(rule))])
    case .ruleRemoved(let data):
      try connection.run("UPDATE rules SET workspace = '' WHERE number = ?", [.int(Int64(data.rule.number))])
    default: break  // nothing else is about the inbox
    }
  }

  static func ask(_ id: AskID, in connection: Connection) throws -> AskView? {
    try connection.first("SELECT record FROM asks WHERE number = ?", [.int(Int64(id.number))], decoded)
  }

  static func open(in connection: Connection, limit: Int) throws(StoreError) -> [AskView] {
    try connection.rows(
      "SELECT record FROM asks WHERE open = 1 ORDER BY number LIMIT ?", [.int(Int64(limit))], decoded)
  }

  static func all(in connection: Connection, limit: Int) throws(StoreError) -> [AskView] {
    try connection.rows("SELECT record FROM asks ORDER BY number DESC LIMIT ?", [.int(Int64(limit))], decoded)
  }

  static func of(_ run: RunID, in connection: Connection) throws(StoreError) -> [AskView] {
    try connection.rows("SELECT record FROM asks WHERE run = ? ORDER BY number", [.int(Int64(run.number))], decoded)
  }

  static func rules(in connection: Connection) throws(StoreError) -> [RuleView] {
    try connection.rows("SELECT record FROM rules WHERE workspace <> '' ORDER BY number", [], decoded)
  }

  private static func add(_ data: ApprovalAsked, _ event: Event, _ connection: Connection) throws {
    let run = event.run
    let record = try event.task.flatMap { try TaskTable.record($0, in: connection) }
    let turn = event.task == nil ? try run.flatMap { try SessionTable.turn(of: $0, in: connection) } : nil
    let session = try turn.flatMap { try SessionTable.record($0.session, in: connection) }
    var view = AskView(
      asked: data, task: event.task, session: session?.id, run: run,
      service: record?.lastAttempt?.service ?? turn?.attempt?.service ?? record?.draft.service ?? "",
      workspace: record?.draft.workspace ?? session?.draft.workspace ?? "", at: event.time)
    view.worktree = record?.worktree ?? session?.tree?.path
    try save(view, connection)
  }

  private static func change(_ id: AskID, _ event: Event, _ connection: Connection) throws {
    guard var view = try ask(id, in: connection) else { return }
    view.apply(event)
    try save(view, connection)
  }

  private static func save(_ view: AskView, _ connection: Connection) throws {
    try connection.run(
      "INSERT OR REPLACE INTO asks(number, run, open, record) VALUES(?, ?, ?, ?)",
      [
        .int(Int64(view.id.number)), .int(Int64(view.run?.number ?? 0)), .int(view.state == .open ? 1 : 0),
        .bytes(try JSONCoder.encode(view)),
      ])
  }

  private static func decoded<T: Decodable>(_ row: Row) throws(StoreError) -> T {
    do {
      return try JSONCoder.decode(T.self, from: row.bytes(0))
    } catch {
      throw StoreError(
        .damaged, "failed to read the projection of the inbox: \(error)",
        remedy: "`drover doctor --fix` builds the projections anew from the event log")
    }
  }
}
