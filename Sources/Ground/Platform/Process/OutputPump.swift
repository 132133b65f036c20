/// Reads one descriptor on the reactor into a bounded buffer and hands it to one reader.
actor OutputPump {
  private let reactor: Reactor
  private let descriptor: Descriptor
  private let highWater: Int
  private var pending: [UInt8] = []
  private var waiter: CheckedContinuation<[UInt8]?, Never>?
  private var isWatching = false
  private var isEnded = false
  /// The process is gone: the next time that nothing is there is the end, whoever else holds the pipe.
  private var isLastCall = false
  /// Read since the last call: a grandchild that never stops writing is cut after what a pipe can hold.
  private var readSinceLastCall = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

  /// The descriptor must not block; it belongs to the pump from now on.
  init(_ descriptor: Descriptor, highWater: Int, reactor: Reactor) {
    self.descriptor = descriptor
    self.highWater = highWater
    self.reactor = reactor
  }

  deinit { descriptor.close() }

  func start() {
    fill()
  }

  func next() async -> [UInt8]? {
    if !pending.isEmpty { return take() }
    if isEnded { return nil }
    precondition(waiter == nil, "a byte stream has one consumer")
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled { continuation.resume(returning: nil) } else { wait(continuation) }
      }
    } onCancel: {
      reactor.perform { [self] in assumeIsolated { $0.stopWaiting() } }
    }
  }

  func lastCall() {
    isLastCall = true
    if pending.count < highWater { fill() }
  }

  func end() {
    guard !isEnded else { return }
    isEnded = true
    pause()
    descriptor.close()
    if pending.isEmpty { stopWaiting() }
  }

  private func wait(_ continuation: CheckedContinuation<[UInt8]?, Never>) {
    // Something may have come between the look above and here: a continuation may be made later than asked.
    if !pending.isEmpty { return continuation.resume(returning: take()) }
    if isEnded { return continuation.resume(returning: nil) }
    waiter = continuation
  }

  private func stopWaiting() {
    let continuation = waiter
    waiter = nil
    continuation?.resume(returning: nil)
  }

  private func take() -> [UInt8] {
    let chunk = pending
    pending = []
    if !isWatching, !isEnded { resume() }
    return chunk
  }

  private func resume() {
    if isLastCall { fill() } else { watch() }
  }

  private func deliver() {
    guard !pending.isEmpty, let continuation = waiter else { return }
    waiter = nil
    continuation.resume(returning: take())
  }

  /// Reads until nothing is there, but not for ever: others wait for this thread too.
  private func fill() {
    guard !isEnded else { return }
    for _ in 0..<8 {
      if pending.count >= highWater { return pauseFull() }
      switch descriptor.read(into: reactor.scratch) {
      case .moved(let count): received(count)
      case .wouldBlock: return isLastCall ? finish() : goOn()
      case .ended, .failed: return finish()
      }
      if isLastCall, readSinceLastCall > 4 << 20 { return finish() }
    }
    goOn()
  }

  private func received(_ count: Int) {
    pending.append(contentsOf: reactor.scratch[..<count])
    if isLastCall { readSinceLastCall += count }
  }

  private func goOn() {
    if !isWatching { watch() }
    deliver()
  }

  private func finish() {
    deliver()
    end()
  }

  private func pauseFull() {
    pause()
    deliver()
  }

  private func watch() {
    do {
      try reactor.watch(descriptor, for: .read) { [self] _ in assumeIsolated { $0.fill() } }
      isWatching = true
    } catch {
      // A regular file cannot be watched and needs not: it is read at once, which for a child's stream cannot happen.
      end()
    }
  }

  private func pause() {
    guard isWatching else { return }
    isWatching = false
    reactor.unwatch(descriptor)
  }
}
