import Base
import Domain
import Glibc

@testable import Store

/// A home of its own for one test; the folder goes with the object.
final class TemporaryHome: Sendable {
  let home: Home

  init() throws {
    var template = Array("/tmp/drover-store-XXXXXX".utf8CString)
    guard let path = mkdtemp(&template) else { throw StoreError(.fault, "no temporary folder") }
    home = Home(path: String(cString: path))
  }

  deinit { system("rm -rf '\(home.path)'") }

  func open() throws -> Store {
    try Store(home: home, clock: { Timestamp(microseconds: 1_795_233_906_789_000) })
  }

  func write(_ name: String, _ text: String) throws {
    guard let file = fopen(home.path + "/" + name, "w") else { throw StoreError(.fault, "no file") }
    fputs(text, file)
    fclose(file)
  }

  /// What the projections hold, as text.
  func dump() throws -> String {
    let connection = try Connection(path: home.database, readOnly: true)
    defer { connection.close() }
    return try connection.rows("SELECT state, changed, live, record FROM tasks ORDER BY number") {
      "\($0.text(0)) \($0.int(1)) \($0.int(2)) \($0.text(3))"
    }.joined(separator: "\n")
  }

  func copyDatabaseWithoutItsLog() throws { system("cp '\(home.database)' '\(home.path)/kept.db'") }

  func putCopyBack() throws { system("cd '\(home.path)' && rm -f drover.db-wal drover.db-shm && mv kept.db drover.db") }
}

extension EventDraft {
  static func sample(_ title: String, _ id: TaskID) -> EventDraft {
    let draft = TaskDraft(title: title, prompt: "do \(title)", workspace: "/repository")
    let uid = FullID(milliseconds: 1_795_233_906_789, random: UInt64(id.number), more: UInt64(id.number))
    return EventDraft(.taskCreated(TaskCreated(uid: uid, draft: draft)), task: id, by: .commandLine)
  }
}

extension Store {
  func add(_ title: String) async throws -> TaskID {
    try await write { transaction in
      let id = try transaction.nextTask()
      try transaction.append(.sample(title, id))
      return id
    }
  }

  func runToTheEnd(_ task: TaskID, failing: Bool) async throws {
    try await write { transaction in
      let run = try transaction.nextRun()
      let started = RunStarted(service: "command", reason: "asked for", host: "local", token: "t", attempt: 1)
      let outcome = failing ? Outcome(.failed, reason: "exit 1") : Outcome(.succeeded)
      let bodies: [EventBody] = [
        .taskStartAsked(TaskStartAsked(fresh: false)), .runStarted(started),
        .usageBooked(
          UsageBooked(usage: Usage(input: 3), cost: Cost(amount: Money("0.01"), basis: .reported), offset: 9)),
        .agentEnded(AgentEnded(exitCode: failing ? 1 : 0, reason: "")),
        .runFinished(RunFinished(outcome: outcome, badges: [.noChange])),
      ]
      for body in bodies { try transaction.append(EventDraft(body, task: task, run: run, by: .engine)) }
    }
  }
}
