import Domain
import Glibc
import Store

/// Eight writers at once, so that commits are shared; each acknowledged number goes to the pipe before the next write.
struct Writer {
  let store: Store

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { try await write() } }
      try await group.waitForAll()
    }
  }

  private func write() async throws {
    while true {
      let (task, run) = try await store.write { transaction in
        let task = try transaction.nextTask()
        let run = try transaction.nextRun()
        for draft in Workload.life(of: task, run: run).prefix(4) { try transaction.append(draft) }
        return (task, run)
      }
      for draft in Workload.life(of: task, run: run).dropFirst(4) { try await append(draft) }
    }
  }

  private func append(_ draft: EventDraft) async throws {
    let seq = try await store.write { try $0.append(draft).seq }
    guard acknowledge(seq) else { exit(0) }
  }

  /// One write a line, so that lines of several writers never mix.
  private func acknowledge(_ seq: Int64) -> Bool {
    let bytes = Array("\(seq)\n".utf8)
    return Glibc.write(1, bytes, bytes.count) == bytes.count
  }
}
