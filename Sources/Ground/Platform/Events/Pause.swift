/// Waits on the reactor's timers: not ended by cancellation, which a teardown must not be.
actor Pause {
  private let reactor: Reactor
  nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

  init(_ reactor: Reactor) { self.reactor = reactor }

  func wait(until instant: ContinuousClock.Instant) async {
    await withCheckedContinuation { continuation in
      _ = reactor.timer(at: instant) { continuation.resume() }
    }
  }
}
