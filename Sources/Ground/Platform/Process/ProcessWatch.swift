internal import CPlatform

/// Waits for the end of a process that need not be a child of ours.
package actor ProcessWatch {
  private let reactor: Reactor
  private let pidfd: Descriptor
  private var waiter: CheckedContinuation<Void, Never>?

  package nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

  /// nil when it is gone: no such process, another one with its pid, or one that only waits to be reaped.
  package init?(pid: Int32, startTime: UInt64, reactor: Reactor = .shared) {
    // The pidfd first: from then on the pid cannot come to mean another process unnoticed.
    let raw = drover_pidfd_open(pid)
    guard raw >= 0 else { return nil }
    let descriptor = Descriptor(raw)
    guard let entry = ProcessTable.entry(pid), entry.startTime == startTime, !entry.isDead else { return nil }
    pidfd = descriptor
    self.reactor = reactor
  }

  /// Returns at its end or when the task is cancelled. One caller, once.
  package func ended() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        if Task.isCancelled { return continuation.resume() }
        do {
          try reactor.watch(pidfd, for: .read) { [self] _ in assumeIsolated { $0.finish() } }
          waiter = continuation
        } catch {
          continuation.resume()
        }
      }
    } onCancel: {
      reactor.perform { [self] in assumeIsolated { $0.finish() } }
    }
  }

  private func finish() {
    reactor.unwatch(pidfd)
    let continuation = waiter
    waiter = nil
    continuation?.resume()
  }
}
