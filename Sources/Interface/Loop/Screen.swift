package import Canvas
package import Wire

/// Where a program is seen: the terminal, or a grid in memory for tests. All calls return at once except closing.
package protocol Screen: Sendable {
  /// Where its program runs; nil where it has no thread of its own, as in memory.
  var thread: (any ScreenThread)? { get }
  /// Takes the terminal over; from now on events go to the inbox, `opened` first. Throws where there is none.
  func open(_ inbox: ScreenInbox) throws
  /// Shows a frame and answers with `frameShown` when it is out. Only the newest one counts.
  func present(_ canvas: Canvas)
  func perform(_ request: ScreenRequest)
  /// Lends the terminal to another program; the answer comes when it has ended and the screen is back.
  func run(_ command: ForegroundCommand, _ ended: @escaping @Sendable (ForegroundResult) -> Void)
  /// Gives the terminal back as it was.
  func close() async
}

extension Screen {
  package var thread: (any ScreenThread)? { nil }
}

/// What can be known when a screen opens.
package struct ScreenFacts: Hashable, Sendable {
  package var size: Size
  package var colorDepth: ColorDepth
  /// Only ASCII can be shown: the system has no UTF-8 locale, or it was asked for.
  package var isASCII: Bool

  package init(size: Size, colorDepth: ColorDepth, isASCII: Bool = false) {
    self.size = size
    self.colorDepth = colorDepth
    self.isASCII = isASCII
  }
}

package enum ScreenEvent: Hashable, Sendable {
  /// The screen is open; comes first.
  case opened(ScreenFacts)
  case input(InputEvent)
  case resized(Size)
  /// Whether the terminal's background is dark, told some time after the start, or never.
  case background(isDark: Bool)
  /// The screen is back after it was suspended or lent.
  case resumed
  case frameShown
  case ended(Ending)
}

/// Why a screen ends without being asked to.
package enum Ending: Hashable, Sendable {
  /// The terminal is gone.
  case hangUp
  case signal(Int32)
}

package enum ScreenRequest: Hashable, Sendable {
  case title(String)
  case copy(String)
  case notify(title: String, body: String)
  case bell
  case captureMouse(Bool)
  case redraw
  case suspend
}

/// A program that gets the terminal: an editor, a pager, a shell.
package struct ForegroundCommand: Hashable, Sendable {
  package var arguments: [String]
  package var folder: String?
  /// Added to the environment.
  package var environment: [String: String]

  package init(_ arguments: [String], folder: String? = nil, environment: [String: String] = [:]) {
    self.arguments = arguments
    self.folder = folder
    self.environment = environment
  }
}

package enum ForegroundResult: Hashable, Sendable {
  case exited(Int32)
  case signalled(Int32)
  /// It could not be started; the errno.
  case failed(Int32)
}
