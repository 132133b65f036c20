import Platform
import Store

/// Waits until a home may have changed hands: its lock was let go or its socket was opened. Told by inotify; until a
/// deadline.
struct HomeWaiter: Sendable {
  private let watch: FileWatch
  private let alarm: Task<Void, Never>

  init(home: Home, until deadline: ContinuousClock.Instant) async throws {
    try home.prepare()
    let watch = try await FileWatch()
    try watch.add(home.path)
    self.watch = watch
    // Ended by `stop`.
    alarm = Task {
      // A cancelled sleep ends the watch as well.
      try? await Task.sleep(until: deadline, clock: .continuous)
      await watch.stop()
    }
  }

  /// False when the deadline is over.
  func changed() async -> Bool {
    while let names = await watch.next() {
      if names.contains("engine.lock") || names.contains("engine.sock") { return true }
    }
    return false
  }

  func stop() { alarm.cancel() }
}
