import Attach
import Canvas
import Loop

/// The terminal here, for an engine elsewhere: programs that get the terminal run there, through `ssh -t`; everything
/// else, the clipboard too, is the viewer's.
struct HostScreen: Screen {
  private let terminal: any Screen
  private let host: String
  /// Where this program stands here, and what it is called there.
  private let own: (here: String, there: String)

  init(_ terminal: any Screen, host: String, own: (here: String, there: String)) {
    self.terminal = terminal
    self.host = host
    self.own = own
  }

  var thread: (any ScreenThread)? { terminal.thread }

  func open(_ inbox: ScreenInbox) throws { try terminal.open(inbox) }
  func present(_ canvas: Canvas) { terminal.present(canvas) }
  func perform(_ request: ScreenRequest) { terminal.perform(request) }
  func close() async { await terminal.close() }

  func run(_ command: ForegroundCommand, _ ended: @escaping @Sendable (ForegroundResult) -> Void) {
    let arguments = command.arguments.map { $0 == own.here ? own.there : $0 }
    let words = RemoteShell.foreground(arguments, folder: command.folder, environment: command.environment)
    terminal.run(ForegroundCommand(["ssh", "-t", "--", host, words]), ended)
  }
}
