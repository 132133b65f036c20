internal import Platform

/// A run on this machine: a value that knows where its keeper listens.
package struct LocalRun: Equatable, Sendable {
  package let folder: String
  /// As it stood when the run was launched or adopted.
  package let status: RunStatus
  /// Ours: not lower than the run's, so that an older engine can be told apart.
  package let fence: UInt64

  package enum Delivery: Equatable, Sendable {
    case delivered
    /// The keeper has this id already; nothing was written again.
    case known
  }

  package enum State: String, Sendable {
    case running
    case ending
    /// The log's disk is full: the child waits until there is room.
    case diskFull
  }

  /// Returns when the child's pipe took all bytes (at most 1 MiB); waits as long as the child does not read.
  /// ID: 1 to 64 of `A-Za-z0-9._-`.
  package func send(_ bytes: [UInt8], id: String) async throws -> Delivery {
    switch try await ask(.input(id: id, bytes: bytes), deadline: nil).result {
    case .known: return .known
    case .done, .fenced, .notUnderstood, .closed, .busy: return .delivered  // the others were thrown
    }
  }

  package func closeInput() async throws { _ = try await ask(.closeInput) }
  package func interrupt() async throws { _ = try await ask(.interrupt) }

  package func resize(columns: Int, rows: Int) async throws {
    _ = try await ask(.resize(columns: UInt16(clamping: columns), rows: UInt16(clamping: rows)))
  }

  /// SIGTERM to the group, after the grace SIGKILL to all that it started. `exit()` tells when it is done. Whoever holds it
  /// and was stopped is let go on first: nobody else could end it.
  package func stop(grace: Duration = .seconds(5)) async throws {
    await wake()
    _ = try await ask(.terminate(graceMilliseconds: UInt32(clamping: grace.milliseconds)))
  }

  package func state() async throws -> (state: State, logEnd: Int) {
    let fields = RunFields(try await ask(.status, deadline: .seconds(3)).text)
    let state = State(rawValue: fields["state"] ?? "") ?? .running
    return (state, fields["logEnd"].flatMap { Int($0) } ?? 0)
  }

  /// The recorded end. A run whose keepers are both gone without one is `lost`.
  package func exit() async throws -> RunExit {
    while true {
      try Task.checkCancellation()
      if let end = await RunFolder(folder).exit() {
        await settle()
        return end
      }
      guard await RunFolder(folder).isHeld() else {
        // It may have ended between the two looks.
        return await RunFolder(folder).exit() ?? .lost
      }
      await waitForAKeeper()
    }
  }

  /// Until nobody writes to the folder any more. Whoever is stopped holds us no longer than a second, and is let go on:
  /// there is nothing left that it could do but to leave.
  private func settle() async {
    for _ in 0..<200 where await RunFolder(folder).isHeld() { await RunFolder.pause() }
    if await RunFolder(folder).isHeld() { await wake() }
  }

  /// The status may be old by a moment: the guardian writes it anew when it takes over.
  private func waitForAKeeper() async {
    let now = await RunFolder(folder).status() ?? status
    for mark in [now.keeper, now.guardian, now.warden].compactMap({ $0 }) {
      if let watch = await RunFolder.watch(mark) { return await watch.ended() }
    }
    // Held, but neither is seen: one of them is just ending.
    await RunFolder.pause()
  }

  private func ask(_ request: ControlRequest, deadline: Duration? = .seconds(10)) async throws -> ControlReply {
    let reply = try await reply(to: request.frame(fence: fence), deadline: deadline)
    switch reply.result {
    case .done, .known: return reply
    case .fenced: throw LocalError(.fenced, "failed to command \(status.run): no newer engine may have it")
    case .notUnderstood: throw LocalError(.notUnderstood, "failed to command \(status.run): its keeper must understand")
    case .closed: throw LocalError(.gone, "failed to send to \(status.run): its input must be open")
    case .busy: throw LocalError(.busy, "failed to send to \(status.run): no other input may be under way")
    }
  }

  /// One that hangs up has ended with its run, or was killed and leaves the run to its guardian, who is asked the same:
  /// an input has an id, and all else may be said twice.
  private func reply(to frame: [UInt8], deadline: Duration?) async throws -> ControlReply {
    let client = ControlClient(path: "\(folder)/control")
    for _ in 0..<Self.takeoverLooks {
      do {
        return try await client.ask(frame, deadline: deadline)
      } catch let error as LocalError where error.code == .hungUp {
        let hasEnded = await RunFolder(folder).exit() != nil
        guard !hasEnded, await RunFolder(folder).isHeld() else { break }
        await RunFolder.pause()
        try Task.checkCancellation()
      }
    }
    throw LocalError(.gone, "failed to command \(status.run): it must not have ended")
  }

  /// Ten seconds: a guardian takes over within milliseconds, and a keeper that ends is gone soon.
  private static let takeoverLooks = 2000
}
