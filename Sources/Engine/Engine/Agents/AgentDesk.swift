import Base
import Domain
import Synchronization

/// The agents that this engine talks with: who wants one to look at the facts again, wakes it here.
final class AgentDesk: Sendable {
  enum Signal: Sendable {
    case chunk(LogChunk)
    /// All that was there when we began has been read.
    case caughtUp
    case logOver
    case look
    case alarm
    /// What came of something that the agent wanted done.
    case served(String, AgentServed)
    /// Its input could not be written to.
    case unheard(DroverError)
  }

  /// The queue of one agent. `wantsLook` stands beside it, so that a full queue loses no wish.
  final class Queue: Sendable {
    let signals = BoundedChannel<Signal>(bound: 64)
    private let wish = Mutex(false)

    func look() {
      wish.withLock { $0 = true }
      _ = signals.trySend(.look)  // a full queue is about to be looked at anyway
    }

    func takeWish() -> Bool {
      wish.withLock { wish in
        defer { wish = false }
        return wish
      }
    }
  }

  private let queues = Mutex<[RunID: Queue]>([:])

  func open(_ run: RunID) -> Queue {
    let queue = Queue()
    queues.withLock { $0[run] = queue }
    return queue
  }

  func close(_ run: RunID) { queues.withLock { _ = $0.removeValue(forKey: run) } }

  /// Answers whether anybody talks with this run here.
  @discardableResult
  func look(_ run: RunID) -> Bool {
    guard let queue = queues.withLock({ $0[run] }) else { return false }
    queue.look()
    return true
  }
}
