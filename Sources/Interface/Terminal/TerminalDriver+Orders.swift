import CTerminal
import Canvas
import Glibc
import Loop

/// What the program wants of the terminal.
extension TerminalDriver {
  func takeOrders() {
    let taken = orders.take()
    if taken.readAgain { readsOn = true }
    for order in taken.orders { obey(order) }
    // A repaint, if that was asked for, has put the last one back.
    if let frame = taken.frame ?? orders.takeFrame(), !isClosed { show(frame) }
  }

  private func obey(_ order: TerminalOrders.Order) {
    switch order {
    case .request(.redraw): repaint()
    case .request(.suspend): suspend(job: true)
    case .request(.captureMouse(let isOn)):
      mouseIsCaptured = isOn
      queue.add(modes.captureMouse(isOn).utf8)
    case .request(let request): queue.add(side.bytes(request))
    case .run(let command, let ended): lend(command, ended)
    case .close(let done):
      leave()
      finish()
      done()
    }
  }

  // MARK: - Frames

  /// Called by the program while it runs here; not while another program has the terminal, since then it draws nothing.
  func showNewest() {
    if !isClosed, let frame = orders.takeFrame() { show(frame) }
    flush()
  }

  private func show(_ canvas: Canvas) {
    guard !isGone else { return }
    guard !queue.hasFrame else { return orders.putBack(canvas) }
    guard canvas.size == curses.size else {
      // Drawn before a resize: the next one fits.
      _ = inbox.deliver([.frameShown])
      return
    }
    last = canvas
    let frame = curses.draw(canvas) + cursorBytes(canvas.cursor != nil)
    queue.addFrame(frame, synchronized: answers.knowsSynchronized)
    if answers.ask() { queue.add(modes.questions.utf8) }
    if queue.isEmpty, queue.wrote(0) { _ = inbox.deliver([.frameShown]) }
  }

  private func cursorBytes(_ isVisible: Bool) -> [UInt8] {
    guard isVisible != cursorIsVisible else { return [] }
    cursorIsVisible = isVisible
    return Array((isVisible ? "\u{1b}[?25h" : "\u{1b}[?25l").utf8)
  }

  func repaint() {
    curses.repaint()
    guard let last, last.size == curses.size, !queue.hasFrame else { return }
    orders.putBack(last)
  }

  // MARK: - Taking and giving back the terminal

  func enterFirst() throws {
    var mode = tty.saved
    let undo = Array(modes.leave.utf8)
    guard drover_guard_arm(tty.descriptor, &mode, undo, undo.count) == 0 else {
      throw TerminalError(code: .system, message: "failed to guard the terminal: its bytes must fit")
    }
    drover_signals_install(thread.event)
    tty.setRaw()
    queue.add(modes.enter(mouse: mouseIsCaptured).utf8)
  }

  func enterAgain() {
    var mode = tty.saved
    let undo = Array(modes.leave.utf8)
    _ = drover_guard_arm(tty.descriptor, &mode, undo, undo.count)
    tty.setRaw()
    queue.drop()
    queue.add((modes.enter(mouse: mouseIsCaptured) + answers.keys).utf8)
    cursorIsVisible = false
    last = nil
    resizeIfNeeded()
    curses.repaint()
    readsOn = inbox.deliver([.resumed])
  }

  func leave() {
    queue.drop()
    drover_guard_restore()
  }

  private func finish() {
    isClosed = true
    drover_signals_remove()
    tty.close()
  }

  func resizeIfNeeded() {
    let size = tty.size()
    guard size != curses.size else { return }
    curses.resize(size)
    readsOn = inbox.deliver([.resized(size)])
  }
}
