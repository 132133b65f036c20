internal import Glibc

/// Writes to one descriptor on the reactor, in order, without ever blocking a thread.
actor InputPump {
  private struct Job {
    var rest: ArraySlice<UInt8>
    let continuation: CheckedContinuation<Void, any Error>
  }

  private let reactor: Reactor
  private let descriptor: Descriptor
  private let name: String
  private var jobs: [Job] = []
  private var isWatching = false
  private var isClosing = false

  nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

  init(_ descriptor: Descriptor, name: String, reactor: Reactor) {
    self.descriptor = descriptor
    self.name = name
    self.reactor = reactor
  }

  deinit { descriptor.close() }

  /// Returns when the kernel has taken every byte.
  func write(_ bytes: [UInt8]) async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      guard descriptor.isOpen, !isClosing else { return continuation.resume(throwing: closedError) }
      jobs.append(Job(rest: bytes[...], continuation: continuation))
      if jobs.count == 1 { flush() }
    }
  }

  /// Ends the input after what is queued.
  func close() {
    isClosing = true
    if jobs.isEmpty { shut() }
  }

  /// Nobody will read any more: what is queued fails.
  func abandon() {
    isClosing = true
    fail(closedError)
  }

  private var closedError: PlatformError {
    PlatformError(.closed, "failed to write to \(name): its input must be open")
  }

  private func flush() {
    while !jobs.isEmpty {
      switch descriptor.write(jobs[0].rest) {
      case .moved(let count): advance(count)
      case .wouldBlock: return watch()
      case .ended, .failed(EPIPE): return fail(closedError)
      case .failed(let number): return fail(PlatformError(failedTo: "write to \(name)", number: number))
      }
    }
    unwatch()
    if isClosing { shut() }
  }

  private func advance(_ count: Int) {
    jobs[0].rest = jobs[0].rest.dropFirst(count)
    if jobs[0].rest.isEmpty { jobs.removeFirst().continuation.resume() }
  }

  private func fail(_ error: PlatformError) {
    shut()
    let failed = jobs
    jobs = []
    for job in failed { job.continuation.resume(throwing: error) }
  }

  private func shut() {
    unwatch()
    descriptor.close()
  }

  private func watch() {
    guard !isWatching else { return }
    do {
      try reactor.watch(descriptor, for: .write) { [self] _ in assumeIsolated { $0.flush() } }
      isWatching = true
    } catch {
      fail(PlatformError(.system, "failed to write to \(name): its input must be a pipe, terminal or socket"))
    }
  }

  private func unwatch() {
    guard isWatching else { return }
    isWatching = false
    reactor.unwatch(descriptor)
  }
}
