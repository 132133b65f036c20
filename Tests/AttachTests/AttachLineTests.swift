import Domain
import Platform
import Synchronization
import Testing

@testable import Attach

/// A line whose connections are cut from outside.
@Suite struct AttachLineTests {
  @Test func eventsGoOnWithoutAGapAndWithoutADouble() async throws {
    try await lined { line, cut, engine in
      let events = try await line.events(since: 0)
      let reader = Task {
        var seen: [Int64] = []
        for await event in events {
          seen.append(event.seq)
          if seen.count == 200 { break }
        }
        return seen
      }
      for number in 1...200 {
        if number % 20 == 0 { await cut() }
        _ = try await line.perform(.closeTask(task: TaskID(number: number)))
      }
      #expect(await reader.value == Array(1...200))
    }
  }

  /// A view that is opened and closed all day follows events each time, mostly without seeing one.
  @Test func readersWhoGoLeaveNothingBehind() async throws {
    try await lined { line, _, _ in
      while await line.waits == 0 { await Task.yield() }  // it watches its connection
      let before = await line.waits
      for _ in 0..<50 {
        let events = try await line.events(since: 0)
        let reader = Task { for await _ in events {} }
        reader.cancel()
        await reader.value
      }
      let end = ContinuousClock.now + .seconds(20)
      while await line.waits > before, ContinuousClock.now < end { await Task.yield() }
      #expect(await line.waits == before)
    }
  }

  @Test func aCommandWhoseAnswerWasLostIsDoneOnce() async throws {
    let table = OnceTable()
    let count = Mutex(0)
    for _ in 1...3 {
      _ = try await table.perform("a") {
        count.withLock { $0 += 1 }
        return .done
      }
    }
    #expect(count.withLock { $0 } == 1)
    for number in 0..<2000 { _ = try await table.perform("other \(number)") { .done } }
    _ = try await table.perform("a") {
      count.withLock { $0 += 1 }
      return .done
    }
    #expect(count.withLock { $0 } == 2)
  }

  @Test func anEngineOfAnotherLifeIsNotAskedTwice() async throws {
    try await lined(lives: ["one", "two"]) { line, cut, engine in
      engine.holdsBack.withLock { $0 = true }
      let reply = Task { try await line.perform(.closeTask(task: TaskID(number: 1))) }
      while engine.asked.withLock({ $0 }) == 0 { await Task.yield() }
      await cut()
      let error = await #expect(throws: DroverError.self) { try await reply.value }
      #expect(error?.message.contains("not known") == true)
    }
  }

  private func lined(
    lives: [String] = ["one"], _ body: (AttachLine, @Sendable () async -> Void, EchoEngine) async throws -> Void
  ) async throws {
    let engine = EchoEngine()
    let dialed = Mutex(0)
    let newest = Mutex<Connection?>(nil)
    let servers = try lives.map { life in
      let path = "/tmp/drover-line-\(UInt64.random(in: 0 ... .max)).sock"
      let listener = try Listener(path: path)
      let server = AttachServer(
        listener: listener, version: "1", life: life, door: { AuthoredEcho(engine, $0) }, identify: { _ in nil })
      return (path, listener, Task { await server.run() })
    }
    let dial: AttachLine.Dial = { _ in
      let number = dialed.withLock { number in
        number += 1
        return number
      }
      let connection = try await Connection.connect(servers[min(number, servers.count) - 1].0)
      newest.withLock { $0 = connection }
      return try await AttachClient.open(connection.link, version: "1", author: .screen)
    }
    let names = Mutex(0)
    let line = AttachLine(
      try await dial(true), keepsAlive: false,
      name: {
        names.withLock { name in
          name += 1
          return String(name)
        }
      }, dial: dial)
    await line.begin()
    try await body(line, { await newest.withLock { $0 }?.close() }, engine)
    _ = await line.close()
    for (_, listener, serving) in servers {
      serving.cancel()
      await listener.stop()
      await serving.value
    }
  }
}
