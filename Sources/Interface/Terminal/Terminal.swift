import CTerminal
package import Canvas
import Glibc
package import Loop
import Synchronization

/// The terminal of this process as a screen. A thread of its own owns ncurses and all that is read and written.
package final class Terminal: Screen {
  private let options: TerminalOptions
  private let orders: TerminalOrders

  package init(_ options: TerminalOptions) throws {
    self.options = options
    orders = try TerminalOrders()
  }

  /// Throws a ``TerminalError`` where standard input or output is no terminal.
  package func open(_ inbox: ScreenInbox) throws {
    let tty = try TerminalDevice()
    let curses = try CursesScreen(options: options, size: tty.size())
    let facts = ScreenFacts(size: curses.size, colorDepth: curses.depth, isASCII: curses.isASCII)
    let driver = TerminalDriver(tty: tty, curses: curses, options: options, orders: orders, inbox: inbox)
    inbox.whenThereIsRoom { [orders] in orders.readAgain() }
    _ = inbox.deliver([.opened(facts)])
    try driver.enterFirst()
    try TerminalThread.start { driver.run() }
  }

  package func present(_ canvas: Canvas) { orders.present(canvas) }

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

/// A POSIX thread that nobody joins: it says itself when it is done.
enum TerminalThread {
  private final class Body {
    let call: () -> Void
    init(_ call: @escaping () -> Void) { self.call = call }
  }

  /// What the closure captures belongs to the new thread from here on.
  static func start(_ call: @escaping () -> Void) throws {
    var thread = pthread_t()
    let body = Unmanaged.passRetained(Body(call))
    let error = pthread_create(
      &thread, nil,
      { pointer in
        guard let pointer else { return nil }
        drover_guard_thread()
        drover_signals_unblock()
        Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().call()
        return nil
      }, body.toOpaque())
    guard error == 0 else {
      body.release()
      throw TerminalError(code: .system, message: "failed to start the terminal's thread: one must be free (\(error))")
    }
    pthread_detach(thread)
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
