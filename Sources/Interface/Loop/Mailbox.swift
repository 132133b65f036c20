import Synchronization

/// What the runtime waits for: events of the screen, and notices of what it started. One reader.
///
/// Senders of messages wait while `bound` notices stand; the end of a run and a timer always get in, since each can be
/// there only once.
final class Mailbox<Message: Sendable>: Sendable {
  enum Notice: Sendable {
    case message(Message, from: RunKey)
    case ended(RunKey)
    case timer
  }

  struct Batch: Sendable {
    var events: [ScreenEvent]
    var notices: [Notice]
  }

  private enum Offer {
    case full
    case dropped
    case taken(CheckedContinuation<Void, Never>?)
  }

  private struct State {
    var notices: [Notice] = []
    var isAwake = false
    var isClosed = false
    var reader: CheckedContinuation<Void, Never>?
    var senders: [CheckedContinuation<Void, Never>] = []

    mutating func takeReader() -> CheckedContinuation<Void, Never>? {
      isAwake = true
      defer { reader = nil }
      return reader
    }

    mutating func offer(_ notice: Notice) -> Offer {
      if isClosed { return .dropped }
      guard notices.count < Mailbox.bound else { return .full }
      notices.append(notice)
      return .taken(takeReader())
    }
  }

  static var bound: Int { 1024 }

  private let state = Mutex(State())

  /// Puts a message in, waiting for room; drops it after the end of the program.
  func post(_ message: Message, from key: RunKey) async {
    while !offer(message, from: key) { await waitForRoom() }
  }

  private func offer(_ message: Message, from key: RunKey) -> Bool {
    let reader: CheckedContinuation<Void, Never>?
    switch state.withLock({ $0.offer(.message(message, from: key)) }) {
    case .full: return false
    case .dropped: return true
    case .taken(let waiting): reader = waiting
    }
    reader?.resume()
    return true
  }

  func post(_ notice: Notice) {
    let reader = state.withLock { state in
      state.notices.append(notice)
      return state.takeReader()
    }
    reader?.resume()
  }

  /// Wakes the reader for what stands elsewhere: the inbox of the screen.
  func wake() {
    state.withLock { $0.takeReader() }?.resume()
  }

  /// Waits until something is there, then takes all notices; tells whether it had to wait.
  func take() async -> (notices: [Notice], hasWaited: Bool) {
    let isReady = state.withLock { $0.isAwake }
    if !isReady { await waitForSomething() }
    return (takeNow(), !isReady)
  }

  private func waitForSomething() async {
    await withCheckedContinuation { continuation in
      let isReady = state.withLock { state in
        if state.isAwake { return true }
        state.reader = continuation
        return false
      }
      if isReady { continuation.resume() }
    }
  }

  private func takeNow() -> [Notice] {
    let (notices, senders) = state.withLock { state in
      defer {
        state.notices = []
        state.senders = []
        state.isAwake = false
      }
      return (state.notices, state.senders)
    }
    for sender in senders { sender.resume() }
    return notices
  }

  /// Nobody reads any more: senders go on, what they send is dropped.
  func close() {
    let senders = state.withLock { state in
      defer { state.senders = [] }
      state.isClosed = true
      return state.senders
    }
    for sender in senders { sender.resume() }
  }

  private func waitForRoom() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        guard !state.isClosed, state.notices.count >= Self.bound else { return true }
        state.senders.append(continuation)
        return false
      }
      if isOpen { continuation.resume() }
    }
  }
}

/// One running effect or subscription; never used twice, so a late message of an ended one is told from a new one's.
struct RunKey: Hashable, Sendable {
  let number: Int
}
