internal import Platform

/// One request and its answer over the keeper's socket.
struct ControlClient {
  let path: String

  func ask(_ frame: [UInt8], deadline: Duration?) async throws -> ControlReply {
    let connection = try await connect()
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
    guard let reply else { throw LocalError(.busy, "failed to command \(path): its keeper must answer") }
    return reply
  }

  private func connect() async throws -> Connection {
    do {
      return try await Connection.connect(path)
    } catch {
      throw LocalError(.gone, "failed to reach \(path): its keeper must live")
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
