import AttachProtocol
import Domain

/// What one client asked for and is still being told.
actor AttachSession {
  private let client: any EngineClient
  private let author: Author
  private let writer: FrameWriter
  private let once: OnceTable
  private var streams: [UInt64: Task<Void, Never>] = [:]
  /// Requests that are not answered yet; streams do not count.
  private var open = 0
  private var room: CheckedContinuation<Void, Never>?
  private var idle: CheckedContinuation<Void, Never>?

  private static let requests = 256
  private static let streamBound = 64
  /// How many past events are read at once for a client that has much to catch up with.
  private static let page = 500

  init(client: any EngineClient, author: Author, writer: FrameWriter, once: OnceTable) {
    self.client = client
    self.author = author
    self.writer = writer
    self.once = once
  }

  func cancel(_ id: UInt64) { streams.removeValue(forKey: id)?.cancel() }

  /// Makes the connection's reader wait while too much is unanswered: what the client sends then stays in the socket.
  func waitForRoom(_ message: AttachMessage) async {
    guard message.isRequest else { return }
    while open >= Self.requests { await withCheckedContinuation { room = $0 } }
    open += 1
  }

  private func answered() {
    open -= 1
    room?.resume()
    room = nil
    if open == 0 {
      idle?.resume()
      idle = nil
    }
  }

  func end(saying error: DroverError) async {
    if open > 0 { await withCheckedContinuation { idle = $0 } }
    await say(.failed(id: 0, error: error))
  }

  nonisolated func handle(_ message: AttachMessage) async {
    switch message {
    case .perform(let id, let command, let name):
      await answer(id) {
        guard let name else { return .reply(id: id, reply: try await self.client.perform(command)) }
        let reply = try await self.once.perform("\(self.author) \(name)") { try await self.client.perform(command) }
        return .reply(id: id, reply: reply)
      }
    case .ask(let id, let query):
      await answer(id) { .answer(id: id, answer: try await self.client.ask(query)) }
    case .events(let id, let since): await stream(id) { try await self.follow(id, since: since) }
    case .log(let id, let request):
      await stream(id) {
        let chunks = try await self.client.log(request)
        try await self.writer.write(.message(.began(id: id)))
        for await chunk in chunks { try await self.writer.write(.bytes(AttachBytes(id: id, chunk: chunk))) }
      }
    case .blob(let id, let request):
      await stream(id) {
        let pages = try await self.client.blob(request)
        try await self.writer.write(.message(.began(id: id)))
        for try await bytes in pages {
          let chunk = LogChunk(offset: 0, source: .output, bytes: bytes)
          try await self.writer.write(.bytes(AttachBytes(id: id, chunk: chunk)))
        }
      }
    case .hello, .cancel, .ping, .reply, .answer, .event, .failed, .began, .ended, .pong:
      break  // said by an engine, or handled before: a client that says it is ignored
    }
  }

  private nonisolated func answer(_ id: UInt64, _ body: () async throws -> AttachMessage) async {
    do {
      try await writer.write(.message(try await body()))
    } catch {
      await say(.failed(id: id, error: Self.problem(error)))
    }
    await answered()
  }

  /// Held by the session so that `cancel` finds it; awaited here, so it ends with the connection.
  private func stream(_ id: UInt64, _ body: @escaping @Sendable () async throws -> Void) async {
    guard streams.count < Self.streamBound else {
      return await say(.failed(id: id, error: Self.tooMany))
    }
    let task = Task {
      do {
        try await body()
        // Cut off, not at its end: whoever reads goes on with the next engine.
        guard !Task.isCancelled else { return }
        await self.say(.ended(id: id))
      } catch {
        guard !Task.isCancelled else { return }
        await self.say(.failed(id: id, error: Self.problem(error)))
      }
    }
    streams[id] = task
    await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    streams[id] = nil
  }

  nonisolated func say(_ message: AttachMessage) async {
    do { try await writer.write(.message(message)) } catch { return }  // the peer has gone
  }

  private static let tooMany = DroverError(
    .refused, "this client follows \(streamBound) streams already", remedy: "end one of them first")

  private static func problem(_ error: any Error) -> DroverError {
    error as? DroverError ?? DroverError(.failed, "\(error)", remedy: "please report this as a fault of Drover")
  }
}

// MARK: - Events

extension AttachSession {
  /// What was, page by page, then what comes. A client that falls behind what is held for it is read up from the log
  /// again, so it is never skipped and never holds more than a page here.
  private nonisolated func follow(_ id: UInt64, since: Int64) async throws {
    try await writer.write(.message(.began(id: id)))
    var last = since
    while !Task.isCancelled {
      last = try await past(id, after: last)
      let before = last
      for await event in try await client.events(since: last) where event.seq > last {
        try await writer.write(.message(.event(id: id, event: event)))
        last = event.seq
      }
      if last == before { return }  // nothing came: the engine itself has ended
    }
  }

  private nonisolated func past(_ id: UInt64, after since: Int64) async throws -> Int64 {
    var last = since
    while case .events(let page) = try await client.ask(.events(since: last, limit: Self.page, task: nil)),
      let newest = page.last, newest.seq > last
    {
      for event in page where event.seq > last { try await writer.write(.message(.event(id: id, event: event))) }
      last = newest.seq
    }
    return last
  }
}

extension AttachMessage {
  /// Whether it is answered by one message.
  fileprivate var isRequest: Bool {
    switch self {
    case .perform, .ask: true
    case .hello, .events, .log, .blob, .cancel, .ping, .reply, .answer, .event, .failed, .began, .ended, .pong: false
    }
  }
}
