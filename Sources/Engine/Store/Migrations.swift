/// The schema's history: append-only, each step named. A step that has shipped is never edited.
enum Migrations {
  struct Step {
    let name: String
    let sql: String
  }

  static let steps: [Step] = [
    Step(
      name: "events and the projections of tasks and workspaces",
      sql: """
        CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE events(
          seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, type TEXT NOT NULL, task INTEGER, run INTEGER,
          by TEXT NOT NULL, cause INTEGER, data TEXT NOT NULL) STRICT;
        CREATE INDEX events_task ON events(task, seq) WHERE task IS NOT NULL;
        CREATE TABLE tasks(
          number INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, state TEXT NOT NULL, trashed INTEGER NOT NULL,
          workspace TEXT NOT NULL, priority INTEGER NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL,
          live INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
        CREATE INDEX tasks_board ON tasks(trashed, state, changed DESC);
        CREATE INDEX tasks_workspace ON tasks(workspace, trashed, state, changed DESC);
        CREATE INDEX tasks_live ON tasks(number) WHERE live = 1;
        CREATE TABLE runs(number INTEGER PRIMARY KEY, task INTEGER NOT NULL) STRICT;
        CREATE TABLE workspaces(
          number INTEGER PRIMARY KEY, path TEXT NOT NULL, name TEXT NOT NULL, added INTEGER NOT NULL,
          trusted TEXT, removed INTEGER NOT NULL) STRICT;
        CREATE INDEX workspaces_path ON workspaces(path);
        """),
    Step(
      name: "what a base brings that was trusted, and what a run changed",
      sql: """
        ALTER TABLE workspaces ADD COLUMN trustedBase TEXT;
        ALTER TABLE workspaces ADD COLUMN changes TEXT;
        """),
    Step(
      name: "what was spent and what may be, found without reading the whole log",
      sql: """
        CREATE INDEX events_usage ON events(time) WHERE type = 'usageBooked';
        CREATE INDEX events_budget ON events(time) WHERE type = 'budgetSet';
        """),
    Step(
      name: "the projections of the inbox and of standing permissions",
      sql: """
        CREATE TABLE asks(
          number INTEGER PRIMARY KEY, run INTEGER NOT NULL, open INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
        CREATE INDEX asks_open ON asks(number) WHERE open = 1;
        CREATE INDEX asks_run ON asks(run);
        CREATE TABLE rules(number INTEGER PRIMARY KEY, workspace TEXT NOT NULL, record TEXT NOT NULL) STRICT;
        """),
    Step(
      name: "the projections of conversations and their turns",
      sql: """
        CREATE TABLE sessions(
          number INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, removed INTEGER NOT NULL, waiting INTEGER NOT NULL,
          changed INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
        CREATE TABLE turns(
          number INTEGER PRIMARY KEY, session INTEGER NOT NULL, run INTEGER, record TEXT NOT NULL) STRICT;
        CREATE INDEX turns_session ON turns(session, number);
        CREATE INDEX turns_run ON turns(run) WHERE run IS NOT NULL;
        """),
    Step(
      name: "the projection of services",
      sql: """
        CREATE TABLE services(
          number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, record TEXT NOT NULL) STRICT;
        CREATE TABLE service_runs(number INTEGER PRIMARY KEY, service TEXT NOT NULL) STRICT;
        """),
  ]

  /// Brings a database up to date. `backup` is called before the first step of a database that holds anything.
  static func apply(
    to connection: Connection, path: String, steps: [Step] = steps, backup: (Int) throws(StoreError) -> Void
  ) throws(StoreError) {
    let version = Int(try connection.number("PRAGMA user_version"))
    guard version <= steps.count else {
      throw StoreError(
        .newer,
        "failed to open \(path): it was written by a newer Drover (schema \(version), this one knows \(steps.count))",
        remedy: "install the newer Drover again, or set DROVER_HOME to another folder")
    }
    guard version < steps.count else { return }
    if version > 0 { try backup(version) }
    try connection.execute("BEGIN IMMEDIATE")
    do {
      for step in steps[version...] { try connection.execute(step.sql) }
      try connection.execute("PRAGMA user_version = \(steps.count)")
      try connection.execute("COMMIT")
    } catch {
      try connection.execute("ROLLBACK")
      throw error
    }
  }
}
