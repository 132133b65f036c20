import Canvas
import Loop
import Synchronization

/// What the program wants of the terminal's thread: the newest frame, and requests in their order.
final class TerminalOrders: Sendable {
  enum Order: Sendable {
    case request(ScreenRequest)
    case run(ForegroundCommand, @Sendable (ForegroundResult) -> Void)
    case close(@Sendable () -> Void)
  }

  struct Taken {
    var frame: Canvas?
    var orders: [Order] = []
    var readAgain = false
  }

  /// A terminal that takes nothing must not pile up titles and notes: the oldest requests go.
  private static let bound = 64

  private let state = Mutex(Taken())
  private let wake: @Sendable () -> Void

  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  func present(_ canvas: Canvas) {
    state.withLock { $0.frame = canvas }
    wake()
  }

  func add(_ order: Order) {
    state.withLock { state in
      if state.orders.count >= Self.bound, let index = state.orders.firstIndex(where: \.isRequest) {
        state.orders.remove(at: index)
      }
      state.orders.append(order)
    }
    wake()
  }

  func readAgain() {
    state.withLock { $0.readAgain = true }
    wake()
  }

  func take() -> Taken {
    state.withLock { state in
      defer { state = Taken() }
      return state
    }
  }

  func takeFrame() -> Canvas? {
    state.withLock { state in
      defer { state.frame = nil }
      return state.frame
    }
  }

  func putBack(_ frame: Canvas) {
    state.withLock { if $0.frame == nil { $0.frame = frame } }
  }
}

extension TerminalOrders.Order {
  fileprivate var isRequest: Bool {
    if case .request = self { true } else { false }
  }
}
