import Synchronization

/// A queue for one consumer that never loses an element: `send` waits while `bound` elements are queued.
///
/// The consumer takes all that waits in one go, so a flood costs one wake-up a batch. After `finish` what is queued is
/// still delivered, then `next` answers nil. A cancelled sender gives its element up, a cancelled consumer gets nil.
package final class BoundedChannel<Element: Sendable>: Sendable {
  private struct State {
    var queue: [Element] = []
    var consumer: CheckedContinuation<Void, Never>?
    var senders: [(id: UInt64, continuation: CheckedContinuation<Void, Never>)] = []
    var nextSender: UInt64 = 0
    var isFinished = false
  }

  package let bound: Int
  private let state = Mutex(State())

  package init(bound: Int) {
    precondition(bound > 0, "a channel holds at least one element")
    self.bound = bound
  }

  /// Queues the element unless the channel is full or finished; says whether it did.
  package func trySend(_ element: Element) -> Bool {
    let (sent, wake) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
      guard !state.isFinished, state.queue.count < bound else { return (false, nil) }
      state.queue.append(element)
      defer { state.consumer = nil }
      return (true, state.consumer)
    }
    wake?.resume()
    return sent
  }

  /// Queues the element, waiting for room; false when the channel was finished or the caller cancelled.
  package func send(_ element: Element) async -> Bool {
    while !Task.isCancelled {
      if trySend(element) { return true }
      if state.withLock({ $0.isFinished }) { return false }
      await waitForRoom()
    }
    return false
  }

  /// All that is queued, waiting for the first; nil after the end.
  package func nextBatch() async -> [Element]? {
    while true {
      let (batch, senders, ended) = state.withLock { state in
        let batch = state.queue
        state.queue.removeAll(keepingCapacity: false)
        let senders = batch.isEmpty ? [] : state.senders
        if !batch.isEmpty { state.senders.removeAll() }
        return (batch, senders, state.isFinished)
      }
      for sender in senders { sender.continuation.resume() }
      if !batch.isEmpty { return batch }
      if ended || Task.isCancelled { return nil }
      await waitForElement()
    }
  }

  package func finish() {
    let (consumer, senders) = state.withLock { state in
      state.isFinished = true
      defer {
        state.consumer = nil
        state.senders.removeAll()
      }
      return (state.consumer, state.senders)
    }
    consumer?.resume()
    for sender in senders { sender.continuation.resume() }
  }

  private func waitForElement() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let resumeNow = state.withLock { state -> Bool in
          guard state.queue.isEmpty, !state.isFinished, !Task.isCancelled else { return true }
          precondition(state.consumer == nil, "a bounded channel has one consumer")
          state.consumer = continuation
          return false
        }
        if resumeNow { continuation.resume() }
      }
    } onCancel: {
      let consumer = state.withLock { state in
        defer { state.consumer = nil }
        return state.consumer
      }
      consumer?.resume()
    }
  }

  private func waitForRoom() async {
    let id = state.withLock { state in
      state.nextSender += 1
      return state.nextSender
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let resumeNow = state.withLock { state -> Bool in
          guard state.queue.count >= bound, !state.isFinished, !Task.isCancelled else { return true }
          state.senders.append((id, continuation))
          return false
        }
        if resumeNow { continuation.resume() }
      }
    } onCancel: {
      let sender = state.withLock { state -> CheckedContinuation<Void, Never>? in
        guard let index = state.senders.firstIndex(where: { $0.id == id }) else { return nil }
        return state.senders.remove(at: index).continuation
      }
      sender?.resume()
    }
  }
}
