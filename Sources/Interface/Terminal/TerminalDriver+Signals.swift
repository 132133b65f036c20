import CTerminal
import Glibc
import Loop

/// Signals, and the times when the terminal is somebody else's.
extension TerminalDriver {
  func takeSignals() {
    let signals = drover_signals_take()
    guard signals != 0 else { return }
    func has(_ number: Int32) -> Bool { signals >> UInt64(number) & 1 == 1 }
    for number in [SIGTERM, SIGINT] where has(number) { end(.signal(number)) }
    if has(SIGHUP) { end(.hangUp) }
    if has(SIGTSTP) { return suspend(job: false) }
    // Continued after a stop that we did not see coming: whoever had the terminal may have set it otherwise.
    if has(SIGCONT) { return enterAgain() }
    if has(SIGWINCH) { windowChanged() }
  }

  /// With another size the program draws anew; with the same the terminal has lost what was on it.
  private func windowChanged() {
    if tty.size() == curses.size { repaint() } else { resizeIfNeeded() }
  }

  func suspend(job: Bool) {
    leave()
    drover_stop(job ? 1 : 0)
    _ = drover_signals_take()
    enterAgain()
  }

  /// Gives the terminal to a program and waits for its end. What it does to the terminal's modes is undone after it.
  func lend(_ command: ForegroundCommand, _ ended: @Sendable (ForegroundResult) -> Void) {
    guard !isGone else { return ended(.failed(EIO)) }
    leave()
    drover_signals_lent(1)
    let result = ForegroundRun(command, environment: options.environment).wait(thread) { [self] in lentSignals() }
    drover_signals_lent(0)
    if !isGone { enterAgain() }
    ended(result)
  }

  /// True ends the waiting: the terminal is gone or we are told to end.
  private func lentSignals() -> Bool {
    let signals = drover_signals_take()
    func has(_ number: Int32) -> Bool { signals >> UInt64(number) & 1 == 1 }
    if has(SIGTSTP) { drover_stop(0) }
    if has(SIGTERM) { end(.signal(SIGTERM)) }
    if has(SIGHUP) { end(.hangUp) }
    return has(SIGTERM) || has(SIGHUP)
  }
}

/// One program that has the terminal.
struct ForegroundRun {
  private let pid: pid_t

  /// Our own size and description of the terminal are nobody else's.
  init(_ command: ForegroundCommand, environment: [String: String]) {
    var environment = environment.merging(command.environment) { $1 }
    for name in ["LINES", "COLUMNS"] { environment[name] = nil }
    var arguments: [UnsafeMutablePointer<CChar>?] = command.arguments.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    guard !command.arguments.isEmpty else {
      pid = -EINVAL
      return
    }
    pid = drover_foreground(&arguments, &variables, command.folder)
  }

  /// The program behind the screen goes on meanwhile.
  func wait(_ thread: TerminalThread, _ interrupted: () -> Bool) -> ForegroundResult {
    guard pid > 0 else { return .failed(-pid) }
    let descriptor = drover_pidfd(pid)
    defer { close(descriptor) }
    while true {
      thread.serve()
      var polled = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: thread.event, events: Int16(POLLIN), revents: 0),
      ]
      guard thread.wait(&polled, atMost: nil) > 0 else { continue }
      if polled[1].revents != 0 {
        drover_event_clear(thread.event)
        if interrupted() { return .failed(EINTR) }
      }
      if polled[0].revents != 0 { return reaped() }
    }
  }

  private func reaped() -> ForegroundResult {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR { continue }
    return status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signalled(status & 0x7f)
  }
}
