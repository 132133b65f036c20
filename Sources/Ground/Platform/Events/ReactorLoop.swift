internal import CPlatform
internal import Glibc

/// What the reactor's thread owns: the handlers by descriptor and the timers by deadline. Not for other threads.
final class ReactorLoop {
  static let alarmToken = UInt64.max
  static let timerToken = UInt64.max - 1

  private struct Watcher {
    let generation: UInt32
    let handler: Reactor.Handler
  }

  let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
  private let poll: Descriptor
  private let timer: Descriptor
  private var watchers: [Int32: Watcher] = [:]
  /// Tells a descriptor from its successor with the same number inside one batch of events.
  private var generation: UInt32 = 0
  private var timers = TimerQueue()
  private var armed: ContinuousClock.Instant?
  private var ready = [drover_ready](repeating: drover_ready(), count: 64)

  init(poll: Descriptor, timer: Descriptor) {
    self.poll = poll
    self.timer = timer
  }

  deinit { scratch.deallocate() }

  func watch(_ descriptor: Int32, for interest: Reactor.Interest, handler: @escaping Reactor.Handler) throws {
    generation &+= 1
    let token = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
    let isKnown = watchers[descriptor] != nil
    let call = isKnown ? drover_epoll_change : drover_epoll_add
    try checked(call(poll.raw, descriptor, interest.rawValue, token), "watch a descriptor")
    watchers[descriptor] = Watcher(generation: generation, handler: handler)
  }

  func unwatch(_ descriptor: Int32) {
    guard watchers.removeValue(forKey: descriptor) != nil else { return }
    _ = drover_epoll_remove(poll.raw, descriptor)
  }

  func waitAndDispatch(clearAlarm: () -> Void) {
    let count = drover_epoll_wait(poll.raw, &ready, Int32(ready.count), -1)
    precondition(count >= 0, "the reactor's epoll must stay usable (errno \(-count))")
    for index in 0..<Int(count) { dispatch(ready[index], clearAlarm: clearAlarm) }
    dispatchDue()
  }

  private func dispatch(_ event: drover_ready, clearAlarm: () -> Void) {
    if event.token == Self.alarmToken { return clearAlarm() }
    if event.token == Self.timerToken { return timerFired() }
    let descriptor = Int32(bitPattern: UInt32(truncatingIfNeeded: event.token))
    guard let watcher = watchers[descriptor], watcher.generation == UInt32(event.token >> 32) else { return }
    watcher.handler(Reactor.Interest(rawValue: event.events))
  }
}

// MARK: - Timers

extension ReactorLoop {
  func addTimer(at deadline: ContinuousClock.Instant, action: @escaping @Sendable () -> Void) -> Reactor.TimerID {
    let id = timers.add(at: deadline, action: action)
    arm()
    return id
  }

  /// The kernel's timer stays armed: one idle wake-up costs less than a call for each cancelled timer.
  func cancel(_ timer: Reactor.TimerID) {
    timers.cancel(timer)
  }

  private func timerFired() {
    _ = drover_eventfd_clear(timer.raw)
    armed = nil
  }

  func dispatchDue() {
    guard !timers.isEmpty else { return }
    while let action = timers.takeDue(at: .now) { action() }
    arm()
  }

  private func arm() {
    guard let next = timers.next, armed.map({ next < $0 }) ?? true else { return }
    let wait = max(.nanoseconds(1), ContinuousClock.now.duration(to: next)).components
    let nanoseconds = UInt64(wait.seconds) * 1_000_000_000 + UInt64(wait.attoseconds / 1_000_000_000)
    _ = drover_timer_arm(timer.raw, max(1, nanoseconds))
    armed = next
  }
}
