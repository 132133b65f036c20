import Synchronization

/// The runs that ended by themselves, so that their handles can be dropped.
final class FinishedRuns: Sendable {
  private let keys = Mutex<[RunKey]>([])

  func add(_ key: RunKey) { keys.withLock { $0.append(key) } }

  func takeAll() -> [RunKey] {
    keys.withLock { keys in
      defer { keys = [] }
      return keys
    }
  }
}
