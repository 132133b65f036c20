import CTerminal
import Canvas
import Glibc
import Loop
import Wire

/// What the terminal's thread does at the terminal: waits for it, for orders and for signals, and acts.
///
/// Only that thread uses it.
final class TerminalDriver {
  let tty: TerminalDevice
  let curses: CursesScreen
  let options: TerminalOptions
  let thread: TerminalThread
  let orders: TerminalOrders
  let inbox: ScreenInbox
  let modes: ModeBytes
  let side: SideChannel
  var queue = OutputQueue()
  var parser = VTInput()
  var answers = TerminalAnswers()
  var mouseIsCaptured: Bool
  /// The last frame, to paint again when somebody else has written over it.
  var last: Canvas?
  var cursorIsVisible = false
  var isClosed = false
  var isGone = false
  var readsOn = true
  private var heardAt = ContinuousClock.now
  private var readBuffer = [UInt8](repeating: 0, count: 1 << 16)

  init(
    tty: TerminalDevice, curses: CursesScreen, options: TerminalOptions, thread: TerminalThread,
    orders: TerminalOrders, inbox: ScreenInbox
  ) {
    self.tty = tty
    self.thread = thread
    self.curses = curses
    self.options = options
    self.orders = orders
    self.inbox = inbox
    modes = ModeBytes(curses.description, options: options)
    side = SideChannel(options: options)
    mouseIsCaptured = options.capturesMouse
  }

  /// Obeys what was ordered, then waits until something happens.
  func turn() {
    takeOrders()
    flush()
    if !isClosed { wait() }
  }

  // MARK: - Waiting

  private func wait() {
    // A negative descriptor is passed over.
    var polled = [
      pollfd(fd: thread.event, events: Int16(POLLIN), revents: 0),
      pollfd(fd: drover_error_caught(), events: Int16(POLLIN), revents: 0),
      pollfd(fd: isGone ? -1 : tty.descriptor, events: interest, revents: 0),
    ]
    let patience = patience
    guard thread.wait(&polled, atMost: patience.map { .milliseconds(max(0, $0 - quietFor)) }) >= 0 else { return }
    if polled[0].revents != 0 {
      drover_event_clear(thread.event)
      takeSignals()
    }
    if polled[1].revents != 0 { drover_error_drain() }
    if polled[2].revents & Int16(POLLIN | POLLHUP | POLLERR | POLLNVAL) != 0 {
      readInput()
    } else if let patience, quietFor >= patience {
      deliver(parser.quiet())
    }
  }

  private var interest: Int16 {
    (readsOn ? Int16(POLLIN) : 0) | (queue.isEmpty ? 0 : Int16(POLLOUT))
  }

  /// Milliseconds from the last byte on; for ever unless half a sequence waits for its other half. Frames that are drawn
  /// meanwhile do not make it longer: who presses Esc while a log runs past is heard.
  private var patience: Int32? {
    guard !isGone, readsOn else { return nil }
    return switch parser.waiting {
    case .nothing: nil
    case .pasteEnd: 10
    // While answers are due, an ESC is likely to be the first byte of one.
    case .escape: answers.areDue ? 100 : 25
    case .rest: 5000
    }
  }

  private var quietFor: Int32 { Int32(min((ContinuousClock.now - heardAt) / .milliseconds(1), 1e6)) }

  // MARK: - Reading

  private func readInput() {
    let count = readBuffer.withUnsafeMutableBytes { tty.read($0) }
    if count > 0 {
      heardAt = .now
      return deliver(parser.feed(readBuffer[..<count]))
    }
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    end(.hangUp)
  }

  func end(_ ending: Ending) {
    if ending == .hangUp {
      isGone = true
      queue.drop()
    }
    _ = inbox.deliver([.ended(ending)])
  }

  private func deliver(_ events: [InputEvent]) {
    var wanted: [ScreenEvent] = []
    for event in events {
      guard case .reply(let reply) = event else {
        wanted.append(.input(event))
        continue
      }
      let answer = answers.take(reply, options: options)
      if let isDark = answer.isDark { wanted.append(.background(isDark: isDark)) }
      queue.add(answer.bytes.utf8)
    }
    guard !wanted.isEmpty else { return }
    readsOn = inbox.deliver(wanted)
  }

  // MARK: - Writing

  func flush() {
    while !queue.isEmpty, !isGone {
      let count = tty.write(queue.waiting)
      if count > 0 {
        if queue.wrote(count) { _ = inbox.deliver([.frameShown]) }
      } else if count < 0, errno == EINTR {
        continue
      } else if count < 0, errno == EAGAIN {
        return
      } else {
        return end(.hangUp)
      }
    }
  }
}
