import CTerminal
import Glibc
import Loop
import Synchronization

/// The one thread of a terminal: it waits for the terminal, for signals and for what the program has to do there.
///
/// The program runs on it too, between two looks at the terminal. A POSIX thread that nobody joins.
final class TerminalThread: ScreenThread {
  private struct State {
    var jobs: [UnownedJob] = []
    var calls: [@Sendable () -> Void] = []
    var alarm: (at: ContinuousClock.Instant, call: @Sendable () -> Void)?
    var isStopping = false
  }

  /// Wakes the thread where it waits; signals use it as well.
  let event: Int32
  private let state = Mutex(State())
  /// The thread's name for itself, once it runs.
  private let itself = Atomic<UInt>(0)
  /// The open terminal; only the thread itself touches it.
  nonisolated(unsafe) var driver: TerminalDriver?

  init() throws {
    event = drover_event_new()
    guard event >= 0 else {
      throw TerminalError(code: .system, message: "failed to make an event descriptor: one must be free")
    }
    var thread = pthread_t()
    let own = Unmanaged.passRetained(self)
    let error = pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<TerminalThread>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      }, own.toOpaque())
    guard error == 0 else {
      own.release()
      throw TerminalError(code: .system, message: "failed to start the terminal's thread: one must be free (\(error))")
    }
    pthread_detach(thread)
  }

  deinit { close(event) }

  var isCurrent: Bool { itself.load(ordering: .relaxed) == UInt(pthread_self()) }

  /// Whoever is on the thread needs no waking: it looks for work before it waits.
  func wake() {
    if !isCurrent { drover_event_signal(event) }
  }

  // MARK: - What others want of it

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.jobs.append(job) }
    wake()
  }

  func onNextTurn(_ call: @escaping @Sendable () -> Void) {
    state.withLock { $0.calls.append(call) }
    wake()
  }

  func alarm(after delay: Duration, _ call: @escaping @Sendable () -> Void) {
    let instant = ContinuousClock.now + delay
    state.withLock { $0.alarm = (instant, call) }
    wake()
  }

  func stop() {
    state.withLock { $0.isStopping = true }
    wake()
  }

  // MARK: - The thread

  private func run() {
    itself.store(UInt(pthread_self()), ordering: .relaxed)
    drover_guard_thread()
    drover_signals_unblock()
    while true {
      serve()
      if let driver {
        driver.turn()
        if driver.isClosed { self.driver = nil }
      } else if state.withLock({ $0.isStopping && $0.jobs.isEmpty && $0.calls.isEmpty }) {
        return
      } else {
        var polled = [pollfd(fd: event, events: Int16(POLLIN), revents: 0)]
        if wait(&polled, atMost: nil) > 0 { drover_event_clear(event) }
      }
    }
  }

  /// Does what is due here, and nothing of the terminal's.
  func serve() {
    let (calls, jobs, call) = state.withLock { state in
      defer { (state.calls, state.jobs) = ([], []) }
      return (state.calls, state.jobs, Self.takeAlarm(&state))
    }
    call?()
    for call in calls { call() }
    for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  private static func takeAlarm(_ state: inout State) -> (@Sendable () -> Void)? {
    guard let alarm = state.alarm, alarm.at <= .now else { return nil }
    state.alarm = nil
    return alarm.call
  }

  /// Polls no longer than until there is something to do here.
  func wait(_ polled: inout [pollfd], atMost patience: Duration?) -> Int32 {
    let own: Duration? = state.withLock { state in
      state.jobs.isEmpty && state.calls.isEmpty ? state.alarm.map { $0.at - .now } : .zero
    }
    let least = [own, patience].compactMap { $0 }.min()
    return drover_poll(&polled, polled.count, least.map { max(0, Int64($0 / .nanoseconds(1))) } ?? -1)
  }
}
