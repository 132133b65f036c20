import Base
import Domain
import Glibc
import Testing

@testable import Store

@Suite struct LossTests {
  /// The numbers of lost events are never given again, so that nobody who follows by number misses what came after.
  @Test func anAcceptedLossIsWrittenDownOnce() async throws {
    let home = try TemporaryHome()
    let store = try home.open()
    _ = try await store.add("kept")
    await store.close()
    let again = try home.open()
    try home.copyDatabaseWithoutItsLog()
    for number in 0..<3 { _ = try await again.add("lost \(number)") }
    await again.close()
    try home.putCopyBack()
    #expect(throws: StoreError.self) { try home.open() }

    let mended = try Store(
      home: home.home, clock: { Timestamp(microseconds: 0) }, acceptingLossBy: .commandLine)
    #expect(mended.acceptedLoss == HistoryLost(from: 2, to: 4))
    _ = try await mended.add("after")
    #expect(try await mended.events(since: 0, limit: 10).map(\.seq) == [1, 5, 6])
    await mended.close()

    let last = try Store(home: home.home, clock: { Timestamp(microseconds: 0) }, acceptingLossBy: .commandLine)
    #expect(last.acceptedLoss == nil)
    await last.close()
  }

  @Test func aTornWitnessIsNoLoss() async throws {
    let home = try TemporaryHome()
    let store = try home.open()
    _ = try await store.add("one")
    await store.close()
    for text in ["", "0000", "garbage that is long enough"] {
      try home.write("drover.seq", text)
      await (try home.open()).close()
    }
  }

  @Test func anUnreadableProjectionIsFoundAndBuiltAnew() async throws {
    let home = try TemporaryHome()
    let store = try home.open()
    _ = try await store.add("one")
    await store.close()
    let connection = try Connection(path: home.home.database)
    try connection.execute("UPDATE tasks SET record = '{}'")
    connection.close()
    let again = try home.open()
    #expect(try await again.faults() == ["the projection of T1 cannot be read"])
    #expect(try await again.rebuildProjections() == 1)
    #expect(try await again.faults().isEmpty)
    await again.close()
  }
}
