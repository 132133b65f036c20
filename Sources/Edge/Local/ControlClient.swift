internal import Platform

/// One request and its answer over the keeper's socket.
struct ControlClient {
  let path: String

  /// A keeper that ends with its run hangs up on whoever waits there: that is not one that does not answer.
  func ask(_ frame: [UInt8], deadline: Duration?) async throws -> ControlReply {
    let connection = try await connect()
    let begun = ContinuousClock.now
    // Ended below at the latest; a keeper that was stopped must not hold us.
    let watchdog = Task {
      guard let deadline else { return }
      try await Task.sleep(for: deadline)
      await connection.close()
    }
    defer { watchdog.cancel() }
    let reply: ControlReply?
    do {
      try await connection.write(frame)
      reply = await read(connection)
    } catch {
      reply = nil
    }
    await connection.close()
    try Task.checkCancellation()
    if let reply { return reply }
    guard let deadline, begun.duration(to: .now) >= deadline else {
      throw LocalError(.hungUp, "failed to command \(path): its keeper must live")
    }
    throw LocalError(.busy, "failed to command \(path): its keeper must answer")
  }

  private func connect() async throws -> Connection {
    do {
      return try await Connection.connect(path)
    } catch {
      throw LocalError(.hungUp, "failed to reach \(path): its keeper must live")
    }
  }

  private func read(_ connection: Connection) async -> ControlReply? {
    var bytes: [UInt8] = []
    for await chunk in connection.input {
      bytes += chunk
      if let reply = ControlReply(bytes) { return reply }
    }
    return nil
  }
}
