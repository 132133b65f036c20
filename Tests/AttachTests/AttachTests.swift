import AttachProtocol
import Base
import Domain
import Platform
import Synchronization
import Testing
import Wire

@testable import Attach

@Suite struct AttachTests {
  @Test func framesSurviveEverySplit() throws {
    let chunk = LogChunk(offset: 1 << 40, source: .errors, bytes: Array(0...255))
    let frames: [AttachFrame] = [
      .message(.hello(AttachHello(version: "1", author: .screen))),
      .message(.perform(id: 7, command: .discardTask(task: TaskID(number: 3), hide: true), once: nil)),
      .bytes(AttachBytes(id: .max, chunk: chunk)),
      .message(.failed(id: 7, error: DroverError(.refused, "no", remedy: "so"))),
    ]
    let bytes = try frames.flatMap { try $0.encoded() }
    for cut in 0...bytes.count {
      var framing = LengthFraming()
      let found = try framing.feed(bytes[..<cut]) + framing.feed(bytes[cut...])
      #expect(try found.compactMap { try AttachFrame($0) } == frames)
    }
  }

  @Test func whatOneClientDoesAnotherSees() async throws {
    try await served { connect in
      let one = try await connect("one")
      let other = try await connect("other")
      let events = try await other.events(since: 0)
      for number in 1...50 {
        let reply = try await one.perform(.closeTask(task: TaskID(number: number)))
        #expect(reply == .done)
      }
      var seen: [Int64] = []
      for await event in events {
        seen.append(event.seq)
        #expect(event.by == Author("one"))
        if seen.count == 50 { break }
      }
      #expect(seen == Array(1...50))
    }
  }

  @Test func anErrorCrossesWhole() async throws {
    try await served { connect in
      let client = try await connect("one")
      let error = await #expect(throws: DroverError.self) { try await client.perform(.backup(file: "/x")) }
      #expect(error == DroverError(.refused, "not here", remedy: "elsewhere"))
    }
  }

  @Test func theEndOfTheEngineEndsEverybodyWhoWaits() async throws {
    let path = "/tmp/drover-attach-\(UInt64.random(in: 0 ... .max)).sock"
    let listener = try Listener(path: path)
    let engine = EchoEngine()
    let server = AttachServer(
      listener: listener, version: "1", door: { AuthoredEcho(engine, $0) }, identify: { _ in nil })
    let serving = Task { await server.run() }
    let client = try await AttachClient.open(try await Connection.connect(path).link, version: "1", author: .screen)
    let events = try await client.events(since: 0)
    let log = try await client.log(LogRequest(run: RunID(number: 1), follow: true))
    let reader = Task {
      for await _ in log { Issue.record("nothing was printed") }
      return client.hasEnded  // a log that is cut off is not at its end
    }
    serving.cancel()
    await listener.stop()
    await serving.value
    #expect(await reader.value)
    for await _ in events { Issue.record("nothing was sent") }
    await #expect(throws: DroverError.self) { try await client.ask(.status) }
  }

  /// What was said before the line went counts, also where our own hello could not be written any more.
  @Test(arguments: [true, false]) func whoGoesAtOnceIsHeardAllTheSame(_ refuses: Bool) async throws {
    let refusal = DroverError(.refused, "the home is locked", remedy: "wait")
    let hello = AttachHello(attach: 99, version: "9", author: .engine)
    let said = try AttachFrame.message(refuses ? .failed(id: 0, error: refusal) : .hello(hello)).encoded()
    let bytes = Mutex([said])
    let link = Link(
      next: { bytes.withLock { $0.popLast() } }, write: { _ in throw AttachClient.gone }, close: {})
    let error = await #expect(throws: DroverError.self) {
      try await AttachClient.open(link, version: "1", author: .screen)
    }
    #expect(error?.message.contains(refuses ? "the home is locked" : "do not fit") == true)
  }

  @Test func otherVersionsAreToldSo() {
    let mine = AttachHello(attach: 1, version: "0.1", author: .screen)
    let other = AttachHello(attach: 2, version: "0.9", author: .engine)
    #expect(mine.misfit(with: other)?.message.contains("protocol 2") == true)
    #expect(mine.misfit(with: mine) == nil)
  }

  private func served(_ body: (@Sendable (String) async throws -> AttachClient) async throws -> Void) async throws {
    let path = "/tmp/drover-attach-\(UInt64.random(in: 0 ... .max)).sock"
    let listener = try Listener(path: path)
    let engine = EchoEngine()
    let server = AttachServer(
      listener: listener, version: "1", door: { AuthoredEcho(engine, $0) }, identify: { _ in nil })
    let serving = Task { await server.run() }
    try await body { name in
      try await AttachClient.open(try await Connection.connect(path).link, version: "1", author: Author(name))
    }
    serving.cancel()
    await listener.stop()
    await serving.value
  }
}
