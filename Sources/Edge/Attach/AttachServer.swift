import AttachProtocol
package import Domain
package import Platform
import Synchronization
import Wire

/// Lets other processes of this user speak to an engine through a socket.
///
/// Each connection is read by one task; what it asks for runs in tasks of that connection and ends with it. A client that
/// does not read makes only its own streams wait. Bound a client: 256 requests and 64 streams at once.
package struct AttachServer: Sendable {
  private let listener: Listener
  private let hello: AttachHello
  /// The door as seen by somebody: the engine binds every command to its author.
  private let door: @Sendable (Author) -> any EngineClient
  /// Who a peer is, whatever it says: an agent, or nobody in particular (nil).
  private let identify: @Sendable (Peer) -> Author?
  private let sessions = AttachSessions()
  private let once = OnceTable()

  /// How many clients are connected now.
  package var clientCount: Int { sessions.count }

  /// `life` names this engine's life: a client that finds another one knows that what it asked for may be lost.
  package init(
    listener: Listener, version: String, life: String? = nil, door: @escaping @Sendable (Author) -> any EngineClient,
    identify: @escaping @Sendable (Peer) -> Author?
  ) {
    self.listener = listener
    hello = AttachHello(version: version, author: .engine, life: life)
    self.door = door
    self.identify = identify
  }

  /// Serves until it is cancelled or the listener is stopped.
  package func run() async {
    await withDiscardingTaskGroup { group in
      while let connection = try? await listener.accept() {  // a listener that cannot accept any more has ended
        group.addTask { await serve(connection) }
      }
      once.end()
      group.cancelAll()
    }
  }

  /// Tells every client why there will be no more, once what they asked for is answered; waits at most a second.
  package func farewell(_ error: DroverError) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await withDiscardingTaskGroup { group in
          for session in sessions.all { group.addTask { await session.end(saying: error) } }
        }
      }
      // A client that does not read would hold the engine up: cancelled with the group.
      group.addTask { try? await Task.sleep(for: .seconds(1)) }
      await group.next()
      group.cancelAll()
    }
  }

  private func serve(_ connection: Connection) async {
    let writer = FrameWriter(connection.link)
    do {
      try await writer.write(.message(.hello(hello)))
      var frames = FrameReader(connection.link)
      guard case .message(.hello(let client))? = try await frames.next() else { return await connection.close() }
      if let misfit = client.misfit(with: hello) {
        try await writer.write(.message(.failed(id: 0, error: misfit)))
        return await connection.close()
      }
      let author = identify(connection.peer) ?? client.author
      let session = AttachSession(client: door(author), author: author, writer: writer, once: once)
      let number = sessions.add(session)
      defer { sessions.remove(number) }
      await withDiscardingTaskGroup { group in
        while let frame = try? await frames.next() {  // a peer that breaks the protocol is a peer that has gone
          guard case .message(let message) = frame else { continue }
          switch message {
          case .cancel(let id): await session.cancel(id)
          case .ping(let id): await session.say(.pong(id: id))
          default:
            await session.waitForRoom(message)
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

/// Who is connected.
private final class AttachSessions: Sendable {
  private let state = Mutex<(next: Int, open: [Int: AttachSession])>((0, [:]))

  var count: Int { state.withLock { $0.open.count } }
  var all: [AttachSession] { state.withLock { Array($0.open.values) } }

  func add(_ session: AttachSession) -> Int {
    state.withLock { state in
      state.next += 1
      state.open[state.next] = session
      return state.next
    }
  }

  func remove(_ number: Int) { state.withLock { _ = $0.open.removeValue(forKey: number) } }
}
