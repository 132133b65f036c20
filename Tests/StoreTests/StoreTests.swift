import Base
import Domain
import Glibc
import Testing

@testable import Store

@Suite struct StoreTests {
  @Test func whatIsCommittedIsThereAfterReopening() async throws {
    let home = try TemporaryHome()
    let store = try home.open()
    let task = try await store.add("first")
    await store.close()
    let again = try home.open()
    #expect(try await again.task(task)?.draft.title == "first")
    #expect(try await again.events(since: 0, limit: 10).map(\.seq) == [1])
    await again.close()
  }

  @Test func aClosedStoreStillAnswersWhoeverAsks() async throws {
    for _ in 0..<20 {
      let home = try TemporaryHome()
      let store = try home.open()
      let asking = Task {
        for _ in 0..<50 { _ = try? await store.add("late") }
      }
      await store.close()
      let refused = await #expect(throws: StoreError.self) { try await store.tasks(TaskFilter()) }
      #expect(refused?.code == .closed)
      await asking.value
    }
  }

  @Test func aSecondWriterIsRefusedWithThePidOfTheFirst() async throws {
    let home = try TemporaryHome()
    let store = try home.open()
    let error = #expect(throws: StoreError.self) { try home.open() }
    #expect(error?.code == .held(pid: Int(getpid())))
    await store.close()
  }

  @Test func aRefusedDecisionUndoesOnlyItself() async throws {
    let home = try TemporaryHome()
    let store = try home.open()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask {
          try? await store.write { transaction in
            let id = try transaction.nextTask()
            try transaction.append(.sample("task \(number)", id))
            if number % 4 == 0 { throw DroverError(.refused, "no") }
          }
        }
      }
    }
    let events = try await store.events(since: 0, limit: 100)
    #expect(events.count == 15)
    #expect(events.map(\.seq) == (1...15).map { $0 })
    #expect(try await store.counts(workspace: nil)["todo"] == 15)
    await store.close()
  }

  @Test func aFollowerSeesEveryEventOnceWhereverItJoins() async throws {
    let home = try TemporaryHome()
    let store = try home.open()
    for number in 0..<5 { _ = try await store.add("before \(number)") }
    let (past, next) = try await store.follow(since: 2, bound: 100)
    for number in 0..<5 { _ = try await store.add("after \(number)") }
    await store.close()
    var seen = past.map(\.seq)
    for await event in next { seen.append(event.seq) }
    #expect(seen == Array(3...10))
  }

  @Test func projectionsAreRebuiltToTheSameBytes() async throws {
    let home = try TemporaryHome()
    let store = try home.open()
    for number in 0..<30 {
      let task = try await store.add("task \(number)")
      if number % 3 == 0 { try await store.runToTheEnd(task, failing: number % 2 == 0) }
    }
    let before = try home.dump()
    try await store.rebuildProjections()
    #expect(try home.dump() == before)
    #expect(before.contains("succeeded"))
    await store.close()
  }

  @Test func aLostWriteAheadLogIsSaidNotSwallowed() async throws {
    let home = try TemporaryHome()
    let store = try home.open()
    for number in 0..<3 { _ = try await store.add("task \(number)") }
    try home.copyDatabaseWithoutItsLog()
    await store.close()
    try home.putCopyBack()
    let error = #expect(throws: StoreError.self) { try home.open() }
    #expect(error?.code == .lost)
    #expect(error?.message.contains("events 1 to 3") == true)
  }

  @Test func aNewerDatabaseIsRefusedWithASentence() async throws {
    let home = try TemporaryHome()
    await (try home.open()).close()
    let connection = try Connection(path: home.home.database)
    try connection.execute("PRAGMA user_version = 99")
    connection.close()
    let error = #expect(throws: StoreError.self) { try home.open() }
    #expect(error?.code == .newer)
  }

  @Test func aDamagedFileIsSaid() async throws {
    let home = try TemporaryHome()
    try home.write("drover.db", String(repeating: "not a database ", count: 100))
    let error = #expect(throws: StoreError.self) { try home.open() }
    #expect(error?.code == .damaged)
  }

  @Test(arguments: [
    ("36 25 0:31 / /home rw - nfs4 server:/x rw", "0:31", "nfs4"), ("36 25 8:1 / / rw - ext4 /dev/sda1 rw", "8:1", nil),
    ("36 25 0:31 / /home rw shared:7 - cifs //a/b rw", "0:32", nil),
  ])
  func knowsNetworkFileSystems(line: String, device: String, kind: String?) {
    #expect(Home.networkFileSystem(mountLine: line, device: device) == kind)
  }

  @Test func aFileInTheHomesPlaceIsRefusedAndStaysAsItIs() throws {
    let home = try TemporaryHome()
    try home.write("file", "mine\n")
    let path = home.home.path + "/file"
    chmod(path, 0o640)
    let error = #expect(throws: StoreError.self) { try Home(path: path).prepare() }
    #expect(error?.code == .cannotWrite)
    var facts = stat()
    #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o640)
  }

  @Test func aTaskIsFoundByEveryFormOfItsId() async throws {
    let home = try TemporaryHome()
    let store = try home.open()
    let id = try await store.add("one")
    let uid = try #require(try await store.task(id)?.uid.description)
    for text in ["T1", "t1", uid, String(uid.prefix(12))] {
      #expect(try await store.task(named: text)?.id == id)
    }
    #expect(try await store.task(named: "T2") == nil)
    await store.close()
  }
}
