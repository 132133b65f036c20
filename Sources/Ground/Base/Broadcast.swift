import Synchronization

/// One producer's elements for any number of listeners, each with a stated bound and its own place.
///
/// A listener that falls more than `bound` behind is cut off: its stream ends, and it resumes from what it last saw
/// (events resume by sequence number). Nothing is skipped in silence, and the producer never waits.
package final class Broadcast<Element: Sendable>: Sendable {
  private struct Listener {
    let continuation: AsyncStream<Element>.Continuation
  }

  private struct State {
    var listeners: [UInt64: Listener] = [:]
    var next: UInt64 = 0
    var isFinished = false
  }

  private let state = Mutex(State())

  package init() {}

  package var listenerCount: Int { state.withLock { $0.listeners.count } }

  /// A stream that starts now. When the listener falls behind by more than `bound` elements the stream ends: nothing is
  /// skipped in silence.
  package func listen(bound: Int) -> AsyncStream<Element> {
    let (stream, continuation) = AsyncStream.makeStream(of: Element.self, bufferingPolicy: .bufferingOldest(bound))
    let id = state.withLock { state -> UInt64? in
      guard !state.isFinished else { return nil }
      state.next += 1
      state.listeners[state.next] = Listener(continuation: continuation)
      return state.next
    }
    guard let id else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in self?.remove(id) }
    return stream
  }

  package func send(_ element: Element) {
    let listeners = state.withLock { Array($0.listeners) }
    for (id, listener) in listeners {
      if case .dropped = listener.continuation.yield(element) {
        remove(id)
        listener.continuation.finish()
      }
    }
  }

  package func finish() {
    let listeners = state.withLock { state in
      state.isFinished = true
      defer { state.listeners.removeAll() }
      return Array(state.listeners.values)
    }
    for listener in listeners { listener.continuation.finish() }
  }

  private func remove(_ id: UInt64) {
    state.withLock { _ = $0.listeners.removeValue(forKey: id) }
  }
}
