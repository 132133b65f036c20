package import Canvas
package import Loop
import Synchronization
package import Wire

/// A screen in memory: programs run on it in tests as on a terminal, without one.
package final class HeadlessScreen: Screen {
  private struct State {
    var inbox: ScreenInbox?
    /// What came before the program opened the screen.
    var early: [ScreenEvent] = []
    var facts: ScreenFacts
    var frames: [Canvas] = []
    var requests: [ScreenRequest] = []
    var commands: [ForegroundCommand] = []
    var isHolding = false
    var isClosed = false
    var waiters: [Waiter] = []
  }

  private struct Waiter {
    let isWanted: @Sendable (Canvas) -> Bool
    let continuation: CheckedContinuation<Canvas, Never>
  }

  private let state: Mutex<State>
  private let result: ForegroundResult

  /// `result` is how every program ends that gets the terminal.
  package init(columns: Int = 80, rows: Int = 24, result: ForegroundResult = .exited(0)) {
    let facts = ScreenFacts(size: Size(columns: columns, rows: rows), colorDepth: .truecolor)
    state = Mutex(State(facts: facts))
    self.result = result
  }

  // MARK: - Screen

  package func open(_ inbox: ScreenInbox) throws {
    let (facts, early) = state.withLock { state in
      state.inbox = inbox
      return (state.facts, state.early)
    }
    _ = inbox.deliver([.opened(facts)] + early)
  }

  package func present(_ canvas: Canvas) {
    let (isHolding, ready) = state.withLock { state in
      state.frames.append(canvas)
      let ready = state.waiters.filter { $0.isWanted(canvas) }
      state.waiters.removeAll { $0.isWanted(canvas) }
      return (state.isHolding, ready)
    }
    for waiter in ready { waiter.continuation.resume(returning: canvas) }
    if !isHolding { deliver(.frameShown) }
  }

  package func perform(_ request: ScreenRequest) {
    state.withLock { $0.requests.append(request) }
    if request == .suspend { deliver(.resumed) }
  }

  package func run(_ command: ForegroundCommand, _ ended: @escaping @Sendable (ForegroundResult) -> Void) {
    state.withLock { $0.commands.append(command) }
    ended(result)
    deliver(.resumed)
  }

  package func close() async { state.withLock { $0.isClosed = true } }
}

// MARK: - What tests do and see

extension HeadlessScreen {
  package var frames: [Canvas] { state.withLock { $0.frames } }
  package var requests: [ScreenRequest] { state.withLock { $0.requests } }
  package var commands: [ForegroundCommand] { state.withLock { $0.commands } }
  package var isClosed: Bool { state.withLock { $0.isClosed } }

  package func deliver(_ events: ScreenEvent...) {
    let inbox = state.withLock { state in
      if state.inbox == nil { state.early += events }
      return state.inbox
    }
    _ = inbox?.deliver(events)
  }

  /// Characters as keys, one by one.
  package func type(_ text: String) {
    for scalar in text.unicodeScalars { press(.character(scalar)) }
  }

  package func press(_ key: Key, _ modifiers: Modifiers = []) {
    deliver(.input(.key(KeyPress(key, modifiers))))
  }

  package func resize(columns: Int, rows: Int) {
    deliver(.resized(Size(columns: columns, rows: rows)))
  }

  /// As a terminal that takes no bytes: no frame counts as shown until it is released.
  package func hold() { state.withLock { $0.isHolding = true } }

  package func release() {
    state.withLock { $0.isHolding = false }
    deliver(.frameShown)
  }

  /// The newest frame if it holds what is wanted, else the first that will. A test whose time is up gets what there is.
  package func frame(where isWanted: @escaping @Sendable (Canvas) -> Bool) async -> Canvas {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let ready = state.withLock { state -> Canvas? in
          if let last = state.frames.last, isWanted(last) || Task.isCancelled { return last }
          state.waiters.append(Waiter(isWanted: isWanted, continuation: continuation))
          return nil
        }
        if let ready { continuation.resume(returning: ready) }
      }
    } onCancel: {
      let (waiters, last) = state.withLock { state in
        defer { state.waiters = [] }
        return (state.waiters, state.frames.last ?? Canvas(state.facts.size))
      }
      for waiter in waiters { waiter.continuation.resume(returning: last) }
    }
  }

  package func frame(showing text: String) async -> Canvas {
    await frame { GoldenScreen.text($0).contains(text) }
  }
}
