import AttachProtocol
package import Domain

/// A door that outlives its connections: it notices a lost line, makes a new one, and goes on where it was.
///
/// Questions are asked again; commands go under a name and are done once; events resume by sequence number, logs by
/// offset. What is asked while there is no line waits for it, at most a hundred at a time.
package actor AttachLine: EngineClient {
  /// Makes a connection; `mayStart` is false when the engine was stopped on purpose.
  package typealias Dial = @Sendable (_ mayStart: Bool) async throws -> AttachClient

  private enum Happening: Sendable {
    case lost(AttachClient, DroverError)
    case dialed(AttachClient)
    case dialFailed(DroverError)
    case tick
  }

  private static let bound = 100
  private let dial: Dial
  private let name: @Sendable () -> String
  private let start = ContinuousClock.now
  private let happenings: AsyncStream<Happening>
  private let happened: AsyncStream<Happening>.Continuation
  private let shown: AsyncStream<LineState>.Continuation
  /// How the line stands; only the newest state is held, for one reader.
  package nonisolated let states: AsyncStream<LineState>
  private var machine: LineMachine
  private var newest: AttachClient
  private var isUp = true
  private var end: DroverError?
  /// Commands that are not answered yet.
  private var kept = 0
  private var lastShown = LineState.up
  private var waiters: [CheckedContinuation<AttachClient, any Error>] = []
  private var timer: Task<Void, Never>?
  private var driver: Task<Void, Never>?

  /// `first` stands already. `name` makes names that are used once.
  package init(
    _ first: AttachClient, keepsAlive: Bool, name: @escaping @Sendable () -> String, dial: @escaping Dial
  ) {
    newest = first
    self.dial = dial
    self.name = name
    machine = LineMachine(keepsAlive: keepsAlive, at: .zero)
    (happenings, happened) = AsyncStream.makeStream(of: Happening.self, bufferingPolicy: .unbounded)
    (states, shown) = AsyncStream.makeStream(of: LineState.self, bufferingPolicy: .bufferingNewest(1))
  }

  /// What still waits for this connection's end or for an answer of it.
  var waits: Int { newest.waits }

  /// Begins to watch the line; ended by `close`.
  package func begin() {
    guard driver == nil else { return }
    watch(newest)
    driver = Task { await self.drive() }
  }

  /// How many commands were never sent.
  package func close() async -> Int {
    let unsent = isUp ? 0 : kept
    driver?.cancel()
    timer?.cancel()
    happened.finish()
    shown.finish()
    stop(AttachClient.gone)
    await newest.close()
    return unsent
  }

  // MARK: The door

  package func perform(_ command: Command) async throws -> Reply {
    guard kept < Self.bound else {
      throw DroverError(
        .unavailable, "there is no line to the engine, and \(Self.bound) commands wait for it already",
        remedy: "try again when it is back")
    }
    kept += 1
    defer {
      kept -= 1
      show()
    }
    let once = name()
    var client = try await up()
    while true {
      do {
        return try await client.perform(command, once: once)
      } catch let error as DroverError where error == AttachClient.gone || error == AttachClient.stopped {
        let next = try await up(after: client)
        guard next.server?.life == client.server?.life else { throw Self.unknown }
        client = next
      }
    }
  }

  package func ask(_ query: Query) async throws -> Answer {
    var client = try await up()
    while true {
      do {
        return try await client.ask(query)
      } catch let error as DroverError where error == AttachClient.gone || error == AttachClient.stopped {
        client = try await up(after: client)
      }
    }
  }

  /// Bound: 10,000 events; a reader that is further behind sees the end.
  package func events(since: Int64) async throws -> AsyncStream<Event> {
    let first = try await up()
    let stream = try await first.events(since: since)
    let (output, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingOldest(10_000))
    // Ends with its reader, or when the line has ended for good.
    let pump = Task { await self.pump(stream, of: first, since: since, into: continuation) }
    continuation.onTermination = { _ in pump.cancel() }
    return output
  }

  private func pump(
    _ stream: AsyncStream<Event>, of first: AttachClient, since: Int64, into output: AsyncStream<Event>.Continuation
  ) async {
    var (stream, client, last) = (stream, first, since)
    while !Task.isCancelled {
      let before = last
      for await event in stream where event.seq > last {
        last = event.seq
        if case .dropped = output.yield(event) { return output.finish() }
      }
      if Task.isCancelled { break }  // its reader has gone: there is nothing to wait for
      do {
        // A stream that ends while its line stands was too far behind; without news the engine is about to go.
        if last == before { _ = await client.untilEnded() }
        if client.hasEnded { client = try await up(after: client) }
        stream = try await client.events(since: last)
      } catch let error as DroverError where error == AttachClient.gone && end == nil {
        continue  // lost again at once: the next line
      } catch {
        break  // for good
      }
    }
    output.finish()
  }

  package func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> {
    let first = try await up()
    let stream = try await first.log(request)
    let (output, continuation) = AsyncStream.makeStream(of: LogChunk.self)
    // Ends with its reader, with the log, or when the line has ended for good.
    let pump = Task { await self.pump(stream, of: first, request, into: continuation) }
    continuation.onTermination = { _ in pump.cancel() }
    return output
  }

  private func pump(
    _ stream: AsyncStream<LogChunk>, of first: AttachClient, _ request: LogRequest,
    into output: AsyncStream<LogChunk>.Continuation
  ) async {
    var (stream, client, rest) = (stream, first, request)
    while !Task.isCancelled {
      for await chunk in stream {
        output.yield(chunk)
        let position = chunk.offset + Int64(chunk.bytes.count)
        rest.limit -= min(rest.limit, request.limit == .max ? 0 : Int64(chunk.bytes.count))
        rest.offset = position
      }
      guard client.hasEnded, rest.limit > 0 else { break }
      do {
        client = try await up(after: client)
        stream = try await client.log(rest)
      } catch let error as DroverError where error == AttachClient.gone && end == nil {
        continue
      } catch {
        break
      }
    }
    output.finish()
  }

  /// Not resumed: a difference that is cut in the middle is asked for again by who wanted it.
  package func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    try await up().blob(request)
  }

  private static let unknown = DroverError(
    .failed, "the engine ended while it was asked to do this, and whether it did is not known",
    remedy: "look how it stands before you repeat it")

  // MARK: The line

  /// The connection that stands, or the next one.
  private func up(after old: AttachClient? = nil) async throws -> AttachClient {
    if let end { throw end }
    if isUp, newest !== old { return newest }
    return try await withCheckedThrowingContinuation { continuation in
      waiters.append(continuation)
      show()
    }
  }

  private func drive() async {
    perform(machine.begin(at: now))
    for await happening in happenings {
      switch happening {
      case .lost(let client, let error):
        guard client === newest else { continue }
        perform(machine.lost(error, at: now))
      case .dialed(let client):
        newest = client
        isUp = true
        watch(client)
        perform(machine.dialed(at: now))
        let ready = waiters
        waiters = []
        for waiter in ready { waiter.resume(returning: client) }
      case .dialFailed(let error): perform(machine.dialFailed(error, at: now))
      case .tick: perform(machine.tick(at: now, heard: heard))
      }
      show()
    }
  }

  private func perform(_ action: LineMachine.Action) {
    switch action {
    case .none: break
    case .wake(let instant): wake(at: instant)
    case .ping(let instant):
      newest.ping()
      wake(at: instant)
    case .dial(let mayStart): redial(mayStart)
    case .end(let error): stop(error)
    }
  }

  private func redial(_ mayStart: Bool) {
    isUp = false
    let old = newest
    // Answers with a happening whatever comes; `dial` has a time limit of its own.
    Task { [dial, happened] in
      await old.close()
      do {
        happened.yield(.dialed(try await dial(mayStart)))
      } catch {
        let problem = error as? DroverError ?? DroverError(.unavailable, "\(error)")
        happened.yield(.dialFailed(problem))
      }
    }
    wake(at: now + .seconds(1))
  }

  private func stop(_ error: DroverError) {
    end = end ?? error
    isUp = false
    let left = waiters
    waiters = []
    for waiter in left { waiter.resume(throwing: error) }
    show()
  }

  private func watch(_ client: AttachClient) {
    // Ends with the client, which `close` or the machine closes.
    Task { [happened] in
      if let error = await client.untilEnded() { happened.yield(.lost(client, error)) }
    }
  }

  private func wake(at instant: Duration) {
    timer?.cancel()
    timer = Task { [happened, start] in
      do { try await Task.sleep(until: start + instant, clock: .continuous) } catch { return }
      happened.yield(.tick)
    }
  }

  private var now: Duration { start.duration(to: .now) }
  private var heard: Duration { start.duration(to: newest.heardAt) }

  private func show() {
    let state = machine.shown(at: now, heard: heard, kept: kept)
    if state != lastShown { shown.yield(state) }
    lastShown = state
  }
}
