package import Domain

/// Who made what, as far as the log knows: for limits on agents that make tasks.
extension Transaction {
  package func task(of run: RunID) throws -> TaskID? {
    try connection.rows("SELECT task FROM runs WHERE number = ?", [.int(Int64(run.number))]) {
      TaskID(number: Int($0.int(0)))
    }.first
  }

  package func maker(of task: TaskID) throws -> Author? {
    try connection.rows(
      "SELECT by FROM events WHERE task = ? AND type = 'taskCreated'", [.int(Int64(task.number))]
    ) { Author($0.text(0)) }.first
  }

  /// Who wanted the answer that a run gives; nil where no conversation started it.
  package func asker(of run: RunID) throws -> Author? {
    guard let turn = try SessionTable.turn(of: run, in: connection) else { return nil }
    return try session(turn.session)?.draft.asker
  }

  /// Tasks and questions.
  package func tasksMade(by author: Author) throws -> Int {
    Int(
      try connection.number(
        "SELECT count(*) FROM events WHERE by = ? AND type IN ('taskCreated', 'sessionCreated')",
        [.text(author.description)]))
  }
}
