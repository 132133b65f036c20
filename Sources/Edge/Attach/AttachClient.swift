import AttachProtocol
package import Domain
package import Platform
import Synchronization
import Wire

/// The engine's door at the other end of a socket.
///
/// One task reads the connection and hands every answer to whoever waits for its number; when the line ends, everybody
/// who waits is told so.
package final class AttachClient: EngineClient {
  private enum Waiter {
    case once(CheckedContinuation<AttachMessage, any Error>)
    case events(AsyncStream<Event>.Continuation)
    case chunks(AsyncStream<LogChunk>.Continuation)
  }

  private struct State {
    var waiters: [UInt64: Waiter] = [:]
    var next: UInt64 = 0
    var end: DroverError?
    var greeting: CheckedContinuation<AttachHello, any Error>?
  }

  private let connection: Connection
  private let writer: FrameWriter
  private let state = Mutex(State())

  /// Says hello on a fresh connection and starts to listen. Throws when the versions do not fit.
  package static func open(_ connection: Connection, version: String, author: Author) async throws -> AttachClient {
    let client = AttachClient(connection: connection)
    let hello = AttachHello(version: version, author: author)
    try await client.writer.write(.message(.hello(hello)))
    let server = try await client.greeted()
    if let misfit = hello.misfit(with: server) {
      await connection.close()
      throw misfit
    }
    return client
  }

  private init(connection: Connection) {
    self.connection = connection
    writer = FrameWriter(connection)
  }

  private func greeted() async throws -> AttachHello {
    try await withCheckedThrowingContinuation { continuation in
      state.withLock { $0.greeting = continuation }
      // Ends with the connection: `close` or the engine's end makes the reader return.
      Task { [self] in await listen() }
    }
  }

  package func close() async { await connection.close() }

  static let gone = DroverError(
    .unavailable, "the engine went away", remedy: "try again; `drover status` says whether one runs")
}

// MARK: - The door

extension AttachClient {
  package func perform(_ command: Command) async throws -> Reply {
    guard case .reply(_, let reply) = try await request({ .perform(id: $0, command: command) }) else { throw Self.odd }
    return reply
  }

  package func ask(_ query: Query) async throws -> Answer {
    guard case .answer(_, let answer) = try await request({ .ask(id: $0, query: query) }) else { throw Self.odd }
    return answer
  }

  /// Bound: 10,000 events; a reader that is further behind sees the end and resumes by sequence number.
  package func events(since: Int64) async throws -> AsyncStream<Event> {
    let (stream, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingOldest(10_000))
    let id = try register(.events(continuation))
    continuation.onTermination = { [weak self] _ in self?.cancelStream(id) }
    try await writer.write(.message(.events(id: id, since: since)))
    return stream
  }

  package func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> {
    let (stream, id) = try chunks()
    try await writer.write(.message(.log(id: id, request: request)))
    return stream
  }

  package func blob(_ request: BlobRequest) async throws -> AsyncStream<[UInt8]> {
    let (stream, id) = try chunks()
    try await writer.write(.message(.blob(id: id, request: request)))
    return AsyncStream { continuation in
      // Ends with the stream that it reads, which ends with the connection or its reader.
      let pump = Task {
        for await chunk in stream { continuation.yield(chunk.bytes) }
        continuation.finish()
      }
      continuation.onTermination = { _ in pump.cancel() }
    }
  }

  private static let odd = DroverError(
    .failed, "the engine answered something else than was asked", remedy: "please report this as a fault of Drover")

  /// Bound: 1,024 chunks; the newest are dropped beyond it, and the reader asks again from its offset.
  private func chunks() throws -> (AsyncStream<LogChunk>, UInt64) {
    let (stream, continuation) = AsyncStream.makeStream(of: LogChunk.self, bufferingPolicy: .bufferingOldest(1024))
    let id = try register(.chunks(continuation))
    continuation.onTermination = { [weak self] _ in self?.cancelStream(id) }
    return (stream, id)
  }

  private func register(_ waiter: Waiter) throws -> UInt64 {
    try state.withLock { state in
      if let end = state.end { throw end }
      state.next += 1
      state.waiters[state.next] = waiter
      return state.next
    }
  }

  private func request(_ message: @Sendable (UInt64) -> AttachMessage) async throws -> AttachMessage {
    try await withCheckedThrowingContinuation { continuation in
      do {
        let message = message(try register(.once(continuation)))
        // Not awaited here: its answer resumes the continuation, and a failed write ends the connection's reader, which does.
        Task { [self] in
          do { try await writer.write(.message(message)) } catch { end(Self.gone) }
        }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }

  private func cancelStream(_ id: UInt64) {
    guard state.withLock({ $0.waiters.removeValue(forKey: id) }) != nil else { return }
    // Nobody waits for it: the engine stops sending, or the line is gone, which is the same to us.
    Task { [writer] in
      do { try await writer.write(.message(.cancel(id: id))) } catch { return }
    }
  }
}

// MARK: - Listening

extension AttachClient {
  private func listen() async {
    var frames = FrameReader(connection)
    do {
      while let frame = try await frames.next() { take(frame) }
      end(Self.gone)
    } catch {
      end(
        DroverError(
          .failed, "the engine spoke in a way that is not understood: \(error)",
          remedy: "use the same version of drover on both sides"))
    }
    await connection.close()
  }

  private func take(_ frame: AttachFrame) {
    switch frame {
    case .bytes(let bytes):
      if case .chunks(let continuation)? = waiter(bytes.id) { continuation.yield(bytes.chunk) }
    case .message(.event(let id, let event)):
      guard case .events(let continuation)? = waiter(id) else { return }
      if case .dropped = continuation.yield(event) { finish(id) }
    case .message(.reply(let id, _)), .message(.answer(let id, _)):
      guard case .once(let continuation)? = takeWaiter(id), case .message(let message) = frame else { return }
      continuation.resume(returning: message)
    case .message(.failed(let id, let error)):
      if id == 0 { return end(error) }
      guard let waiter = takeWaiter(id) else { return }
      Self.fail(waiter, error)
    case .message(.ended(let id)): finish(id)
    case .message(.hello(let server)): greeting()?.resume(returning: server)
    case .message: break  // said by clients
    }
  }

  private func greeting() -> CheckedContinuation<AttachHello, any Error>? {
    state.withLock { state in
      defer { state.greeting = nil }
      return state.greeting
    }
  }

  private func waiter(_ id: UInt64) -> Waiter? { state.withLock { $0.waiters[id] } }
  private func takeWaiter(_ id: UInt64) -> Waiter? { state.withLock { $0.waiters.removeValue(forKey: id) } }

  private func finish(_ id: UInt64) {
    if let waiter = takeWaiter(id) { Self.fail(waiter, Self.gone) }
  }

  private func end(_ error: DroverError) {
    let waiters = state.withLock { state in
      state.end = state.end ?? error
      defer { state.waiters.removeAll() }
      return Array(state.waiters.values)
    }
    greeting()?.resume(throwing: error)
    for waiter in waiters { Self.fail(waiter, error) }
  }

  /// A stream that fails ends; who reads it asks the engine why.
  private static func fail(_ waiter: Waiter, _ error: DroverError) {
    switch waiter {
    case .once(let continuation): continuation.resume(throwing: error)
    case .events(let continuation): continuation.finish()
    case .chunks(let continuation): continuation.finish()
    }
  }
}
