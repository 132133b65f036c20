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

  package func tasksMade(by author: Author) throws -> Int {
    Int(
      try connection.number(
        "SELECT count(*) FROM events WHERE by = ? AND type = 'taskCreated'", [.text(author.description)]))
  }
}
