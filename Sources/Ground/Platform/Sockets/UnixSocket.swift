internal import CPlatform
internal import Glibc

/// Who is on the other side, as the kernel knows it.
package struct Peer: Equatable, Sendable {
  package let pid: Int32
  package let uid: UInt32
}

/// One connected stream socket: bytes in, bytes out, both with back-pressure.
package final class Connection: Sendable {
  package let input: ByteStream
  package let peer: Peer
  private let writer: InputPump
  private let socket: Descriptor

  init(_ socket: Descriptor, reactor: Reactor) async throws {
    var pid: pid_t = 0
    var uid: uid_t = 0
    try checked(drover_unix_peer(socket.raw, &pid, &uid), "look at the peer of a socket")
    peer = Peer(pid: pid, uid: uid)
    self.socket = socket
    Signals.ignoreBrokenPipes()
    writer = InputPump(try socket.duplicate(), name: "a socket", reactor: reactor)
    let pump = OutputPump(try socket.duplicate(), highWater: 1 << 20, reactor: reactor)
    input = ByteStream(pump: pump)
    await pump.start()
  }

  /// Waits as long as the peer does not read.
  package func write(_ bytes: [UInt8]) async throws { try await writer.write(bytes) }

  /// Tells the peer that no more comes (call it when the writes have returned); what it sends still arrives.
  package func closeOutput() async {
    await writer.close()
    shutdown(socket.raw, Int32(SHUT_WR))
  }

  package func close() async {
    shutdown(socket.raw, Int32(SHUT_RDWR))
    await writer.abandon()
    await input.close()
    socket.close()
  }

  package static func connect(_ path: String, reactor: Reactor = .shared) async throws -> Connection {
    let raw = try checked(drover_unix_connect(path), "connect to \(path)")
    return try await Connection(Descriptor(raw), reactor: reactor)
  }

  /// Both ends in one process, for tests and for doors that need no path.
  package static func pair(reactor: Reactor = .shared) async throws -> (Connection, Connection) {
    let (first, second) = try Descriptor.socketPair()
    return (try await Connection(first, reactor: reactor), try await Connection(second, reactor: reactor))
  }
}

/// A Unix socket that others connect to; its file has mode 0600 and goes with it.
package actor Listener {
  private let reactor: Reactor
  private let socket: Descriptor
  package nonisolated let path: String
  private var waiter: CheckedContinuation<Void, Never>?
  private var isStopped = false

  package nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

  /// Whoever calls this holds the lock that makes him the only one: a file that a dead one left is replaced.
  package init(path: String, reactor: Reactor = .shared) throws {
    self.path = path
    self.reactor = reactor
    socket = Descriptor(try checked(drover_unix_listen(path, 64), "listen at \(path)"))
  }

  /// The next connection, nil after `stop` or cancellation. One caller at a time.
  package func accept() async throws -> Connection? {
    while !isStopped {
      let raw = drover_unix_accept(socket.raw)
      if raw >= 0 { return try await Connection(Descriptor(raw), reactor: reactor) }
      if raw == -EAGAIN {
        await waitUntilReadable()
        if Task.isCancelled { return nil }
      } else if raw != -ECONNABORTED, raw != -EINTR {
        try checked(raw, "accept at \(path)")
      }
    }
    return nil
  }

  package func stop() {
    guard !isStopped else { return }
    isStopped = true
    reactor.unwatch(socket)
    socket.close()
    unlink(path)
    wake()
  }

  private func waitUntilReadable() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled || isStopped { return continuation.resume() }
        do {
          try reactor.watch(socket, for: .read) { [self] _ in assumeIsolated { $0.wake() } }
          waiter = continuation
        } catch {
          continuation.resume()
        }
      }
    } onCancel: {
      reactor.perform { [self] in assumeIsolated { $0.wake() } }
    }
  }

  private func wake() {
    if !isStopped { reactor.unwatch(socket) }
    let continuation = waiter
    waiter = nil
    continuation?.resume()
  }
}
