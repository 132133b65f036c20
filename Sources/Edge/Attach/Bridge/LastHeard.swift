import Synchronization

/// When somebody was heard for the last time.
final class LastHeard: Sendable {
  private let instant = Mutex(ContinuousClock.now)

  func note() { instant.withLock { $0 = .now } }

  /// Returns after so much silence, or when the task is cancelled.
  func untilSilent(for silence: Duration) async {
    while !Task.isCancelled {
      let end = instant.withLock { $0 } + silence
      guard end > .now else { return }
      do { try await Task.sleep(until: end, clock: .continuous) } catch { return }
    }
  }
}
