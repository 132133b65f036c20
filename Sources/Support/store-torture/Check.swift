import Domain
import Store

/// Nothing acknowledged is missing, the numbers have no hole, and the projections are what the log says.
struct Check {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let home: String
  let acknowledged: Int64

  func run() async throws {
    let begin = ContinuousClock.now
    let store = try StoreTorture.open(home)
    let opened = ContinuousClock.now - begin
    let last = try await verify(store)
    await store.close()
    print("last \(last) opened \(opened)")
  }

  private func verify(_ store: Store) async throws -> Int64 {
    let last = await store.seq()
    guard last >= acknowledged else {
      throw Failure(description: "acknowledged \(acknowledged), found \(last)")
    }
    var expected: Int64 = 1
    while expected <= last {
      for event in try await store.events(since: expected - 1, limit: 1000) {
        guard event.seq == expected else { throw Failure(description: "event \(expected) is missing") }
        expected += 1
      }
    }
    let before = try await store.projections()
    try await store.rebuildProjections()
    guard try await store.projections() == before else {
      throw Failure(description: "the projections are not what the log says")
    }
    let faults = try await store.faults()
    guard faults.isEmpty else { throw Failure(description: faults.joined(separator: "; ")) }
    return last
  }
}
