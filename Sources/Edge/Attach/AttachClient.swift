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
    /// Asked for; becomes the stream when the engine says that it began.
    case opening(CheckedContinuation<Void, any Error>, Stream)
    case stream(Stream)
  }

  private enum Stream {
    case events(AsyncStream<Event>.Continuation)
    case chunks(AsyncStream<LogChunk>.Continuation)
    case pages(AsyncThrowingStream<[UInt8], any Error>.Continuation)

    /// A follower whose stream fails sees its end, and asks the engine why; half a blob is nothing, and says so itself.
    func finish(_ error: DroverError?) {
      switch self {
      case .events(let continuation): continuation.finish()
      case .chunks(let continuation): continuation.finish()
      case .pages(let continuation): continuation.finish(throwing: error)
      }
    }
  }

  private struct State {
    var waiters: [UInt64: Waiter] = [:]
    var next: UInt64 = 0
    var end: DroverError?
    var greeting: CheckedContinuation<AttachHello, any Error>?
    var server: AttachHello?
    var heardAt = ContinuousClock.now
    var mourners: [UInt64: CheckedContinuation<DroverError?, Never>] = [:]
  }

  private let link: Link
  private let writer: FrameWriter
  private let state = Mutex(State())

  /// Says hello on a fresh link and starts to listen. Throws when the versions do not fit. `first` are bytes of the
  /// engine that were read already.
  package static func open(
    _ link: Link, first: [UInt8] = [], version: String, author: Author
  ) async throws -> AttachClient {
    let client = AttachClient(link: link)
    let hello = AttachHello(version: version, author: author)
    // Who has gone already may have said why: that stands in what is read below, and says more than a failed write.
    _ = try? await client.writer.write(.message(.hello(hello)))
    // A stopped engine takes connections and says nothing.
    let alarm = Task {
      try await Task.sleep(for: patience)
      client.end(silent)
      await link.close()
    }
    defer { alarm.cancel() }
    let server = try await client.greeted(first)
    if let misfit = hello.misfit(with: server) {
      await link.close()
      throw misfit
    }
    client.state.withLock { $0.server = server }
    return client
  }

  private init(link: Link) {
    self.link = link
    writer = FrameWriter(link)
  }

  private func greeted(_ first: [UInt8]) async throws -> AttachHello {
    try await withCheckedThrowingContinuation { continuation in
      state.withLock { $0.greeting = continuation }
      // Ends with the link: `close` or the engine's end makes the reader return.
      Task { [self] in await listen(first) }
    }
  }

  package func close() async { await link.close() }

  package static let gone = DroverError(
    .unavailable, "the engine went away", remedy: "try again; `drover status` says whether one runs")

  /// How long an engine may take to say hello.
  private static let patience = Duration.seconds(15)

  package static let silent = DroverError(
    .unavailable, "the engine runs and does not answer",
    remedy:
      "it may be stopped: kill -CONT wakes it; or end it with kill -9: its runs go on, and the next one takes them up")

  /// What an engine says to its clients before it ends because somebody stopped it.
  package static let stopped = DroverError(
    .unavailable, "the engine was stopped", remedy: "`drover` or `drover serve --detach` starts one")
}

// MARK: - The line below

extension AttachClient {
  /// What the engine said of itself.
  var server: AttachHello? { state.withLock { $0.server } }

  /// When the last frame came.
  var heardAt: ContinuousClock.Instant { state.withLock { $0.heardAt } }

  /// Whether the line itself has ended, not only one of its streams.
  package var hasEnded: Bool { state.withLock { $0.end != nil } }

  var waits: Int { state.withLock { $0.waiters.count + $0.mourners.count } }

  func ping() { send(.ping(id: 0)) }

  /// Returns when the line has ended, with the reason; nil when whoever waits is cancelled first.
  func untilEnded() async -> DroverError? {
    let id = reserve()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isWaiting = state.withLock { state in
          let waits = state.end == nil && !Task.isCancelled
          if waits { state.mourners[id] = continuation }
          return waits
        }
        if !isWaiting { continuation.resume(returning: state.withLock { $0.end }) }
      }
    } onCancel: {
      state.withLock { $0.mourners.removeValue(forKey: id) }?.resume(returning: nil)
    }
  }
}

// MARK: - The door

extension AttachClient {
  package func perform(_ command: Command) async throws -> Reply { try await perform(command, once: nil) }

  func perform(_ command: Command, once: String?) async throws -> Reply {
    guard case .reply(_, let reply) = try await request({ .perform(id: $0, command: command, once: once) }) else {
      throw Self.odd
    }
    return reply
  }

  package func ask(_ query: Query) async throws -> Answer {
    guard case .answer(_, let answer) = try await request({ .ask(id: $0, query: query) }) else { throw Self.odd }
    return answer
  }

  /// Bound: 10,000 events; a reader that is further behind sees the end and resumes by sequence number.
  package func events(since: Int64) async throws -> AsyncStream<Event> {
    let (stream, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingOldest(10_000))
    let id = try await open(.events(continuation)) { .events(id: $0, since: since) }
    continuation.onTermination = { [weak self] _ in self?.cancelStream(id) }
    return stream
  }

  package func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> {
    try await chunks { .log(id: $0, request: request) }
  }

  /// Bound: as ``chunks(_:)``.
  package func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    let (stream, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
    let id = try await open(.pages(continuation)) { .blob(id: $0, request: request) }
    continuation.onTermination = { [weak self] _ in self?.cancelStream(id) }
    return stream
  }

  private static let odd = DroverError(
    .failed, "the engine answered something else than was asked", remedy: "please report this as a fault of Drover")

  /// Bound: none but what the engine sends before its reader takes it; the line itself slows the engine's side down.
  private func chunks(_ message: @Sendable (UInt64) -> AttachMessage) async throws -> AsyncStream<LogChunk> {
    let (stream, continuation) = AsyncStream.makeStream(of: LogChunk.self)
    let id = try await open(.chunks(continuation), message)
    continuation.onTermination = { [weak self] _ in self?.cancelStream(id) }
    return stream
  }

  /// Asks for a stream and returns once the engine has opened it; what it refuses is thrown here.
  private func open(_ stream: Stream, _ message: @Sendable (UInt64) -> AttachMessage) async throws -> UInt64 {
    let id = reserve()
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      do {
        try register(.opening(continuation, stream), as: id)
        send(message(id))
      } catch {
        continuation.resume(throwing: error)
      }
    }
    return id
  }

  private func reserve() -> UInt64 {
    state.withLock { state in
      state.next += 1
      return state.next
    }
  }

  private func register(_ waiter: Waiter, as id: UInt64) throws {
    try state.withLock { state in
      if let end = state.end { throw end }
      state.waiters[id] = waiter
    }
  }

  /// Not awaited: its answer resumes the one who waits, and a failed write ends everybody's wait.
  private func send(_ message: AttachMessage) {
    Task { [self] in
      do { try await writer.write(.message(message)) } catch { end(Self.gone) }
    }
  }

  private func request(_ message: @Sendable (UInt64) -> AttachMessage) async throws -> AttachMessage {
    let id = reserve()
    return try await withCheckedThrowingContinuation { continuation in
      do {
        try register(.once(continuation), as: id)
        send(message(id))
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
  private func listen(_ first: [UInt8]) async {
    var frames = FrameReader(link, first: first)
    do {
      while let frame = try await frames.next() {
        state.withLock { $0.heardAt = .now }
        take(frame)
      }
      end(Self.gone)
    } catch {
      end(
        DroverError(
          .failed, "the engine spoke in a way that is not understood: \(error)",
          remedy: "use the same version of drover on both sides"))
    }
    await link.close()
  }

  private func take(_ frame: AttachFrame) {
    switch frame {
    case .bytes(let bytes):
      switch waiter(bytes.id) {
      case .stream(.chunks(let continuation))?: continuation.yield(bytes.chunk)
      case .stream(.pages(let continuation))?: continuation.yield(bytes.chunk.bytes)
      case .stream(.events), .once, .opening, nil: break  // cancelled meanwhile
      }
    case .message(.event(let id, let event)):
      guard case .stream(.events(let continuation))? = waiter(id) else { return }
      if case .dropped = continuation.yield(event) { fail(id, Self.gone) }
    case .message(.reply(let id, _)), .message(.answer(let id, _)):
      guard case .once(let continuation)? = takeWaiter(id), case .message(let message) = frame else { return }
      continuation.resume(returning: message)
    case .message(.failed(let id, let error)):
      if id == 0 { return end(error) }
      fail(id, error)
    case .message(.began(let id)): began(id)
    case .message(.ended(let id)):
      if case .stream(let stream)? = takeWaiter(id) { stream.finish(nil) }
    case .message(.hello(let server)): greeting()?.resume(returning: server)
    case .message: break  // said by clients
    }
  }

  private func began(_ id: UInt64) {
    let opened = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      guard case .opening(let continuation, let stream)? = state.waiters[id] else { return nil }
      state.waiters[id] = .stream(stream)
      return continuation
    }
    opened?.resume()
  }

  private func greeting() -> CheckedContinuation<AttachHello, any Error>? {
    state.withLock { state in
      defer { state.greeting = nil }
      return state.greeting
    }
  }

  private func waiter(_ id: UInt64) -> Waiter? { state.withLock { $0.waiters[id] } }
  private func takeWaiter(_ id: UInt64) -> Waiter? { state.withLock { $0.waiters.removeValue(forKey: id) } }

  private func fail(_ id: UInt64, _ error: DroverError) {
    if let waiter = takeWaiter(id) { Self.fail(waiter, error) }
  }

  private func end(_ error: DroverError) {
    let (waiters, mourners, reason) = state.withLock { state in
      let reason = state.end ?? error
      state.end = reason
      defer {
        state.waiters.removeAll()
        state.mourners.removeAll()
      }
      return (Array(state.waiters.values), Array(state.mourners.values), reason)
    }
    for mourner in mourners { mourner.resume(returning: reason) }
    greeting()?.resume(throwing: error)
    for waiter in waiters { Self.fail(waiter, error) }
  }

  private static func fail(_ waiter: Waiter, _ error: DroverError) {
    switch waiter {
    case .once(let continuation): continuation.resume(throwing: error)
    case .opening(let continuation, let stream):
      stream.finish(error)
      continuation.resume(throwing: error)
    case .stream(let stream): stream.finish(error)
    }
  }
}
