import Domain
import Synchronization

/// Commands that were sent under a name: a line that broke may have swallowed the command or only its answer, so the
/// client sends it again, and here it is done once. Remembers the newest 1,024.
final class OnceTable: Sendable {
  private struct State {
    var outcomes: [String: Task<Reply, any Error>] = [:]
    var order: [String] = []
  }

  private static let bound = 1024
  private let state = Mutex(State())

  /// The outcome of the first call under this name. What was begun is finished, also when its connection has gone.
  func perform(_ name: String, _ body: @escaping @Sendable () async throws -> Reply) async throws -> Reply {
    let outcome = state.withLock { state in
      if let known = state.outcomes[name] { return known }
      // Held here and awaited by everybody who asks under this name.
      let task = Task { try await body() }
      state.outcomes[name] = task
      state.order.append(name)
      if state.order.count > Self.bound { state.outcomes[state.order.removeFirst()] = nil }
      return task
    }
    return try await outcome.value
  }

  /// The engine ends: what is still under way is told so.
  func end() {
    for outcome in state.withLock({ Array($0.outcomes.values) }) { outcome.cancel() }
  }
}
