internal import CPlatform
internal import Glibc
internal import Synchronization

/// One thread that waits on epoll and is a `SerialExecutor`: actors pinned to it own their descriptors without locks.
///
/// Bound: none on the queue of jobs; whoever enqueues is expected to be waiting for the answer.
package final class Reactor: SerialExecutor {
  /// The one of this process. Tests make their own and stop them.
  package static let shared = Reactor(name: "reactor")

  private struct Inbox {
    var jobs: [UnownedJob] = []
    var closures: [@Sendable () -> Void] = []
    /// The thread was told and has not looked yet: no second wake-up is needed.
    var isSignalled = false
    var isStopped = false
  }

  private let poll: Descriptor
  private let alarm: Descriptor
  private let timer: Descriptor
  private let inbox = Mutex(Inbox())
  private let thread = Atomic<UInt>(0)
  /// Guarded by the thread: only code that runs on the reactor touches it (`assertIsolated` in each entrance).
  private nonisolated(unsafe) let loop: ReactorLoop

  package init(name: String) {
    do {
      poll = Descriptor(try checked(drover_epoll_create(), "make an epoll"))
      alarm = Descriptor(try checked(drover_eventfd(), "make an eventfd"))
      timer = Descriptor(try checked(drover_timer(), "make a timer"))
      loop = ReactorLoop(poll: poll, timer: timer)
      try checked(drover_epoll_add(poll.raw, alarm.raw, readable, ReactorLoop.alarmToken), "watch the eventfd")
      try checked(drover_epoll_add(poll.raw, timer.raw, readable, ReactorLoop.timerToken), "watch the timer")
      let context = Unmanaged.passRetained(self).toOpaque()
      try checked(
        drover_thread_start(name, { Unmanaged<Reactor>.fromOpaque($0!).takeRetainedValue().run() }, context),
        "start the reactor's thread")
    } catch {
      fatalError("\(error)")  // without its reactor no part of the program works
    }
  }

  /// Ends the thread after the jobs that are queued now. Only for reactors of one's own.
  package func stop() {
    post { $0.isStopped = true }
  }

  /// Runs the closure on the thread, after what was enqueued before it.
  package func perform(_ body: @escaping @Sendable () -> Void) {
    post { $0.closures.append(body) }
  }

  private func post(_ change: (inout Inbox) -> Void) {
    let mustWake = inbox.withLock { inbox in
      change(&inbox)
      defer { inbox.isSignalled = true }
      return !inbox.isSignalled
    }
    if mustWake { _ = drover_eventfd_signal(alarm.raw) }
  }
}

private let readable = Int32(DROVER_READABLE)

// MARK: - Executor

extension Reactor {
  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    post { $0.jobs.append(job) }
  }

  package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  package func isIsolatingCurrentContext() -> Bool? {
    thread.load(ordering: .relaxed) == UInt(pthread_self())
  }

  package func checkIsolated() {
    precondition(isIsolatingCurrentContext() == true, "this must run on the reactor's thread")
  }

  private func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    while runInbox() {
      loop.waitAndDispatch { _ = drover_eventfd_clear(alarm.raw) }
    }
  }

  /// Jobs first, then closures that were posted before the look: both kinds keep their own order.
  private func runInbox() -> Bool {
    while true {
      let taken = inbox.withLock { inbox in
        defer { inbox = Inbox(isStopped: inbox.isStopped) }
        return inbox
      }
      if taken.jobs.isEmpty, taken.closures.isEmpty { return !taken.isStopped }
      for job in taken.jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
      for closure in taken.closures { closure() }
      loop.dispatchDue()
    }
  }
}

// MARK: - Descriptors and timers, only on the thread

extension Reactor {
  package struct Interest: OptionSet, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }
    package static let read = Interest(rawValue: Int32(DROVER_READABLE))
    package static let write = Interest(rawValue: Int32(DROVER_WRITABLE))
    /// Comes without having been asked for.
    package static let hangUp = Interest(rawValue: Int32(DROVER_HUNG_UP))
  }

  package typealias Handler = @Sendable (Interest) -> Void

  /// Calls the handler on this thread as long as the descriptor is ready (level-triggered).
  package func watch(_ descriptor: Descriptor, for interest: Interest, handler: @escaping Handler) throws {
    checkIsolated()
    try loop.watch(descriptor.raw, for: interest, handler: handler)
  }

  /// Must come before the descriptor is closed.
  package func unwatch(_ descriptor: Descriptor) {
    checkIsolated()
    loop.unwatch(descriptor.raw)
  }

  package struct TimerID: Hashable, Sendable {
    let number: UInt64
  }

  package func timer(at deadline: ContinuousClock.Instant, action: @escaping @Sendable () -> Void) -> TimerID {
    checkIsolated()
    return loop.addTimer(at: deadline, action: action)
  }

  package func cancel(_ timer: TimerID) {
    checkIsolated()
    loop.cancel(timer)
  }

  /// Shared room for one read at a time.
  var scratch: UnsafeMutableRawBufferPointer {
    checkIsolated()
    return loop.scratch
  }
}
