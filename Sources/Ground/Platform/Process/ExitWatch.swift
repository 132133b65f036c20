internal import CPlatform

/// Waits on a pidfd, reaps, and ends the streams of the child a moment later.
actor ExitWatch {
  private let reactor: Reactor
  private let pidfd: Descriptor
  private let pid: Int32
  private let outputGrace: Duration
  private var status: ExitStatus?
  private var waiters: [UInt64: CheckedContinuation<ExitStatus?, Never>] = [:]
  private var lastWaiter: UInt64 = 0
  private var outputs: [OutputPump] = []
  private var input: InputPump?

  nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

  init(pidfd: Descriptor, pid: Int32, outputGrace: Duration, reactor: Reactor) {
    self.pidfd = pidfd
    self.pid = pid
    self.outputGrace = outputGrace
    self.reactor = reactor
  }

  func start(outputs: [OutputPump], input: InputPump?) throws {
    self.outputs = outputs
    self.input = input
    try reactor.watch(pidfd, for: .read) { [self] _ in assumeIsolated { $0.look() } }
    for output in outputs { output.assumeIsolated { $0.start() } }
  }

  func exit() async -> ExitStatus {
    await wait(until: nil) ?? .exited(-1)  // without a deadline only the end resumes it
  }

  /// nil when the deadline came first.
  func exit(before deadline: ContinuousClock.Instant) async -> ExitStatus? {
    await wait(until: deadline)
  }

  private func wait(until deadline: ContinuousClock.Instant?) async -> ExitStatus? {
    if let status { return status }
    lastWaiter += 1
    let id = lastWaiter
    let timer = deadline.map { deadline in
      reactor.timer(at: deadline) { [self] in
        assumeIsolated { $0.waiters.removeValue(forKey: id) }?.resume(returning: nil)
      }
    }
    defer { if let timer { reactor.cancel(timer) } }
    return await withCheckedContinuation { continuation in
      if let status { continuation.resume(returning: status) } else { waiters[id] = continuation }
    }
  }

  /// False when it is gone already.
  func signal(_ number: Int32) -> Bool {
    status == nil && drover_pidfd_signal(pidfd.raw, number) == 0
  }

  private func look() {
    var isSignalled = false
    var number: Int32 = 0
    let result = drover_pidfd_wait(pidfd.raw, &isSignalled, &number)
    if result == 0 { return }
    // Negative: somebody else reaped it, which only a foreign wait in this process can do; it is gone all the same.
    finish(result > 0 ? (isSignalled ? .signalled(number) : .exited(number)) : .exited(-1))
  }

  private func finish(_ ended: ExitStatus) {
    status = ended
    reactor.unwatch(pidfd)
    pidfd.close()
    ChildRegistry.remove(pid)
    _ = reactor.timer(at: .now + outputGrace) { [outputs, input] in
      for output in outputs { output.assumeIsolated { $0.lastCall() } }
      input?.assumeIsolated { $0.abandon() }
    }
    outputs = []
    input = nil
    let ready = waiters
    waiters = [:]
    for waiter in ready.values { waiter.resume(returning: ended) }
  }
}
