internal import Synchronization

/// What a short command left behind.
package struct CommandResult: Equatable, Sendable {
  package let status: ExitStatus
  package let output: [UInt8]
  package let errors: [UInt8]
  /// More came than the limit allowed; the rest was dropped.
  package let isCut: Bool

  package var outputText: String { String(decoding: output, as: UTF8.self) }
  package var errorText: String { String(decoding: errors, as: UTF8.self) }
}

extension Child {
  /// Runs a short command to its end. After `deadline`, or when the task is cancelled, its whole tree is ended.
  package static func run(
    _ argv: [String], environment: [String: String], folder: String = "/", input: [UInt8] = [],
    deadline: Duration = .seconds(60), limit: Int = 16 << 20, reactor: Reactor = .shared
  ) async throws -> CommandResult {
    try Task.checkCancellation()
    let child = try await spawn(Launch(argv, environment: environment, folder: folder), reactor: reactor)
    return try await child.finish(input: input, deadline: deadline, limit: limit, reactor: reactor)
  }

  private func finish(input bytes: [UInt8], deadline: Duration, limit: Int, reactor: Reactor) async throws
    -> CommandResult
  {
    let isLate = Flag()
    let timer = await LateStop(reactor).arm(after: deadline) { [self] in
      isLate.raise()
      stopSoon()
    }
    let result = await withTaskCancellationHandler {
      async let output = output.collect(limit: limit)
      async let errors = errors.collect(limit: limit)
      await feed(bytes)
      let status = await exit()
      let (all, wrong) = await (output, errors)
      return CommandResult(status: status, output: all.bytes, errors: wrong.bytes, isCut: all.isCut || wrong.isCut)
    } onCancel: {
      stopSoon()
    }
    reactor.perform { reactor.cancel(timer) }
    if isLate.isRaised {
      throw PlatformError(.deadline, "failed to run \(name): it must end within \(deadline)")
    }
    try Task.checkCancellation()
    return result
  }

  /// A command that does not want its input is no fault: its status says what it thought.
  private func feed(_ bytes: [UInt8]) async {
    do {
      if !bytes.isEmpty { try await input.write(bytes) }
    } catch {
      return
    }
    await input.close()
  }

  /// Nobody needs to await this task: `exit()` is what tells that it worked.
  private func stopSoon() {
    Task { await stop(grace: .seconds(2)) }
  }
}

/// Raised once, read by whoever looks.
private final class Flag: Sendable {
  private let value = Atomic(false)
  var isRaised: Bool { value.load(ordering: .acquiring) }
  func raise() { value.store(true, ordering: .releasing) }
}

/// Arms a timer from outside of the reactor.
private actor LateStop {
  private let reactor: Reactor
  nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

  init(_ reactor: Reactor) { self.reactor = reactor }

  func arm(after time: Duration, _ action: @escaping @Sendable () -> Void) -> Reactor.TimerID {
    reactor.timer(at: .now + time, action: action)
  }
}
