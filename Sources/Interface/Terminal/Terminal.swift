import CTerminal
package import Canvas
import Glibc
package import Loop
import Synchronization

/// The terminal of this process as a screen. A thread of its own owns ncurses and all that is read and written, and runs
/// the program.
package final class Terminal: Screen {
  private let options: TerminalOptions
  private let orders: TerminalOrders
  private let own: TerminalThread

  package init(_ options: TerminalOptions) throws {
    self.options = options
    let own = try TerminalThread()
    self.own = own
    orders = TerminalOrders { own.wake() }
  }

  deinit { own.stop() }

  package var thread: (any ScreenThread)? { own }

  /// Throws a ``TerminalError`` where standard input or output is no terminal.
  package func open(_ inbox: ScreenInbox) throws {
    precondition(own.isCurrent, "a terminal is opened on its own thread")
    let tty = try TerminalDevice()
    let curses = try CursesScreen(options: options, size: tty.size())
    let facts = ScreenFacts(size: curses.size, colorDepth: curses.depth, isASCII: curses.isASCII)
    let driver = TerminalDriver(
      tty: tty, curses: curses, options: options, thread: own, orders: orders, inbox: inbox)
    inbox.whenThereIsRoom { [orders] in orders.readAgain() }
    _ = inbox.deliver([.opened(facts)])
    try driver.enterFirst()
    own.driver = driver
  }

  /// From the program, which runs on the same thread, the frame goes out at once: nothing else comes before it.
  package func present(_ canvas: Canvas) {
    orders.present(canvas)
    if own.isCurrent { own.driver?.showNewest() }
  }

  package func perform(_ request: ScreenRequest) { orders.add(.request(request)) }

  package func run(_ command: ForegroundCommand, _ ended: @escaping @Sendable (ForegroundResult) -> Void) {
    orders.add(.run(command, ended))
  }

  package func close() async {
    await withCheckedContinuation { continuation in
      orders.add(.close { continuation.resume() })
    }
  }
}

/// The open terminal: a description of our own, so that non-blocking is nobody else's business.
struct TerminalDevice {
  let descriptor: Int32
  let saved: termios

  init() throws {
    guard isatty(0) == 1, isatty(1) == 1 else {
      throw TerminalError(
        code: .notATerminal,
        message: "failed to open the screen: standard input and output must be a terminal")
    }
    let descriptor = drover_tty_reopen(1)
    var mode = termios()
    guard descriptor >= 0, tcgetattr(descriptor, &mode) == 0 else {
      throw TerminalError(
        code: .notATerminal, message: "failed to open the screen: the terminal must be readable (errno \(errno))")
    }
    self.descriptor = descriptor
    saved = mode
  }

  /// A terminal that does not know its size is taken for 80x24.
  func size() -> Size {
    var (columns, rows): (Int32, Int32) = (0, 0)
    guard drover_tty_size(descriptor, &columns, &rows) == 0, columns > 0, rows > 0 else {
      return Size(columns: 80, rows: 24)
    }
    return Size(columns: Int(columns), rows: Int(rows))
  }

  func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    Glibc.read(descriptor, buffer.baseAddress, buffer.count)
  }

  func write(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }

  func setRaw() {
    var mode = saved
    _ = drover_tty_raw(descriptor, &mode)
  }

  func close() { Glibc.close(descriptor) }
}
