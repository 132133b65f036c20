import Domain
import Store

/// Fills a home through its own door, many events in one commit, so that what is measured is what is used.
struct Seed {
  let store: Store
  let tasks: Int
  let events: Int

  func run() async throws {
    let usages = max(0, events - tasks * 7) / max(1, tasks)
    for first in stride(from: 1, through: tasks, by: 500) {
      let last = min(tasks, first + 499)
      try await store.write { transaction in
        for number in first...last {
          let id = TaskID(number: number)
          let run = RunID(number: number)
          let life = Workload.life(of: id, run: run)
          for draft in life.prefix(4) { try transaction.append(draft) }
          for step in 0..<usages {
            try transaction.append(EventDraft(Workload.usage(step), task: id, run: run, by: .engine))
          }
          for draft in life.dropFirst(4) { try transaction.append(draft) }
        }
      }
    }
    let seq = await store.seq()
    await store.close()
    print("\(tasks) tasks, \(seq) events")
  }
}
