import AttachProtocol
package import Domain
package import Platform
import Synchronization
import Wire

/// Lets other processes of this user speak to an engine through a socket.
///
/// Each connection is read by one task; what it asks for runs in tasks of that connection and ends with it. A client that
/// does not read makes only its own streams wait, and falls out of the event stream when it is too far behind.
package struct AttachServer: Sendable {
  private let listener: Listener
  private let hello: AttachHello
  /// The door as seen by somebody: the engine binds every command to its author.
  private let door: @Sendable (Author) -> any EngineClient
  /// Who a peer is, whatever it says: an agent, or nobody in particular (nil).
  private let identify: @Sendable (Peer) -> Author?
  private let connections = ConnectionCount()

  /// How many clients are connected now.
  package var clientCount: Int { connections.number.withLock { $0 } }

  package init(
    listener: Listener, version: String, door: @escaping @Sendable (Author) -> any EngineClient,
    identify: @escaping @Sendable (Peer) -> Author?
  ) {
    self.listener = listener
    hello = AttachHello(version: version, author: .engine)
    self.door = door
    self.identify = identify
  }

  /// Serves until it is cancelled or the listener is stopped.
  package func run() async {
    await withTaskGroup(of: Void.self) { group in
      while let connection = try? await listener.accept() {  // a listener that cannot accept any more has ended
        group.addTask {
          connections.number.withLock { $0 += 1 }
          await serve(connection)
          connections.number.withLock { $0 -= 1 }
        }
      }
      group.cancelAll()
    }
  }

  private func serve(_ connection: Connection) async {
    let writer = FrameWriter(connection)
    do {
      try await writer.write(.message(.hello(hello)))
      var frames = FrameReader(connection)
      guard case .message(.hello(let client))? = try await frames.next() else { return await connection.close() }
      if let misfit = client.misfit(with: hello) {
        try await writer.write(.message(.failed(id: 0, error: misfit)))
        return await connection.close()
      }
      let session = AttachSession(client: door(identify(connection.peer) ?? client.author), writer: writer)
      await withTaskGroup(of: Void.self) { group in
        while let frame = try? await frames.next() {  // a peer that breaks the protocol is a peer that has gone
          guard case .message(let message) = frame else { continue }
          if case .cancel(let id) = message {
            await session.cancel(id)
          } else {
            group.addTask { await session.handle(message) }
          }
        }
        group.cancelAll()
      }
    } catch {
      // The peer has gone while something was written to it: nobody is left to be told.
    }
    await connection.close()
  }
}

private final class ConnectionCount: Sendable {
  let number = Mutex(0)
}

/// What one client asked for and is still being told.
private actor AttachSession {
  private let client: any EngineClient
  private let writer: FrameWriter
  private var streams: [UInt64: Task<Void, Never>] = [:]

  init(client: any EngineClient, writer: FrameWriter) {
    self.client = client
    self.writer = writer
  }

  func cancel(_ id: UInt64) { streams.removeValue(forKey: id)?.cancel() }

  nonisolated func handle(_ message: AttachMessage) async {
    switch message {
    case .perform(let id, let command):
      await answer(id) { .reply(id: id, reply: try await self.client.perform(command)) }
    case .ask(let id, let query):
      await answer(id) { .answer(id: id, answer: try await self.client.ask(query)) }
    case .events(let id, let since):
      await stream(id) {
        let events = try await self.client.events(since: since)
        try await self.writer.write(.message(.began(id: id)))
        for await event in events {
          try await self.writer.write(.message(.event(id: id, event: event)))
        }
      }
    case .log(let id, let request):
      await stream(id) {
        let chunks = try await self.client.log(request)
        try await self.writer.write(.message(.began(id: id)))
        for await chunk in chunks {
          try await self.writer.write(.bytes(AttachBytes(id: id, chunk: chunk)))
        }
      }
    case .blob(let id, let request):
      await stream(id) {
        let pages = try await self.client.blob(request)
        try await self.writer.write(.message(.began(id: id)))
        for await bytes in pages {
          let chunk = LogChunk(offset: 0, source: .output, bytes: bytes)
          try await self.writer.write(.bytes(AttachBytes(id: id, chunk: chunk)))
        }
      }
    case .hello, .cancel, .reply, .answer, .event, .failed, .began, .ended:
      break  // said by an engine, or handled before: a client that says it is ignored
    }
  }

  private nonisolated func answer(_ id: UInt64, _ body: () async throws -> AttachMessage) async {
    do {
      try await writer.write(.message(try await body()))
    } catch {
      await say(.failed(id: id, error: Self.problem(error)))
    }
  }

  /// Held by the session so that `cancel` finds it; awaited here, so it ends with the connection.
  private func stream(_ id: UInt64, _ body: @escaping @Sendable () async throws -> Void) async {
    let task = Task {
      do {
        try await body()
        await self.say(.ended(id: id))
      } catch {
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

  private nonisolated func say(_ message: AttachMessage) async {
    do { try await writer.write(.message(message)) } catch { return }  // the peer has gone
  }

  private static func problem(_ error: any Error) -> DroverError {
    error as? DroverError ?? DroverError(.failed, "\(error)", remedy: "please report this as a fault of Drover")
  }
}
