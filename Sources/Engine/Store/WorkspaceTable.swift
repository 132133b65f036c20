import Base
import Domain

/// The projection of workspaces.
enum WorkspaceTable {
  static func all(in connection: Connection) throws(StoreError) -> [WorkspaceView] {
    try connection.rows(
      "SELECT number, name, path, added, trusted, trustedBase, changes FROM workspaces WHERE removed = 0 ORDER BY number"
    ) {
      WorkspaceView(
        id: WorkspaceID(number: Int($0.int(0))), name: $0.text(1), path: $0.text(2),
        added: Timestamp(microseconds: $0.int(3)), trusted: $0.optionalText(4),
        trustedBase: $0.optionalText(5),
        changes: $0.optionalText(6)?.split(separator: "\0").map(String.init))
    }
  }

  static func apply(_ event: Event, to connection: Connection) throws(StoreError) {
    switch event.body {
    case .workspaceAdded(let data):
      try connection.run(
        "INSERT INTO workspaces(number, path, name, added, trusted, removed) VALUES(?, ?, ?, ?, NULL, 0)",
        [.int(Int64(data.id.number)), .text(data.path), .text(data.name), .int(event.time.microseconds)])
    case .workspaceTrusted(let data):
      try connection.run(
        "UPDATE workspaces SET trusted = ?, trustedBase = coalesce(?, trustedBase), changes = NULL WHERE number = ?",
        [.text(data.hash), data.base.map { .text($0) } ?? .null, .int(Int64(data.id.number))])
    case .workspaceStopped(let data):
      let known = try all(in: connection).first { $0.id == data.id }?.changes ?? []
      let changes = (known + data.changes.filter { !known.contains($0) }).joined(separator: "\0")
      try connection.run(
        "UPDATE workspaces SET changes = ? WHERE number = ?", [.text(changes), .int(Int64(data.id.number))])
    case .workspaceRemoved(let data):
      try connection.run("UPDATE workspaces SET removed = 1 WHERE number = ?", [.int(Int64(data.id.number))])
    default:
      break  // every other event is about a task
    }
  }
}
