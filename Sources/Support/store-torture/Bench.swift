import Domain
import Store

/// Prints medians, in milliseconds unless it says otherwise.
struct Bench {
  let large: String
  let empty: String
  private let clock = ContinuousClock()

  func run() async throws {
    let bare = try await median(of: 9) { try await firstPages(empty, of: 60) }
    let full = try await median(of: 9) { try await firstPages(large, of: 60) }
    line("open and what a screen shows of five columns, empty home", bare)
    line("open and what a screen shows of five columns, this home", full)
    line("the difference (wanted: at most 50)", full - bare)
    line("open and 500 cards of each of five columns", try await median(of: 5) { try await firstPages(large, of: 500) })
    let store = try StoreTorture.open(large)
    try await appends(store)
    try await reads(store)
    await store.close()
  }

  /// As the board asks when it opens.
  private func firstPages(_ home: String, of size: Int) async throws {
    let store = try StoreTorture.open(home)
    _ = try await store.counts(workspace: nil)
    for state in TaskState.allCases {
      var filter = TaskFilter(state: state)
      filter.limit = size
      _ = try await store.tasks(filter)
    }
    await store.close()
  }

  /// Within one transaction: what an append costs beside the one sync that a commit waits for.
  private func appends(_ store: Store) async throws {
    let clock = clock
    let times = try await store.write { transaction -> [Duration] in
      var times: [Duration] = []
      for number in 1...501 {
        let id = TaskID(number: number)
        let begin = clock.now
        try transaction.append(EventDraft(.taskEdited(TaskEdited(edit: TaskEdit())), task: id, by: .engine))
        times.append(clock.now - begin)
      }
      return times
    }
    line("append with its projection, apart from the sync (wanted: under 1)", times.sorted()[times.count / 2])
    let whole = try await median(of: 101) {
      try await store.write {
        _ = try $0.append(
          EventDraft(.taskEdited(TaskEdited(edit: TaskEdit())), task: TaskID(number: 7), by: .engine))
      }
    }
    line("append with its projection and its sync", whole)
  }

  private func reads(_ store: Store) async throws {
    let begin = clock.now
    var last: Int64 = 0
    var count = 0
    while true {
      let page = try await store.events(since: last, limit: 1000)
      guard let newest = page.last else { break }
      last = newest.seq
      count += page.count
    }
    let seconds = (clock.now - begin) / .seconds(1)
    print("events read: \(Int(Double(count) / seconds)) a second")
    let rebuild = clock.now
    try await store.rebuildProjections()
    print("projections rebuilt from \(count) events: \(tenths((clock.now - rebuild) / .seconds(1))) s")
  }

  private func median(of times: Int, _ body: () async throws -> Void) async throws -> Duration {
    var taken: [Duration] = []
    for _ in 0..<times {
      let begin = clock.now
      try await body()
      taken.append(clock.now - begin)
    }
    return taken.sorted()[times / 2]
  }

  private func line(_ what: String, _ time: Duration) { print("\(what): \(tenths(time / .milliseconds(1))) ms") }

  private func tenths(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
