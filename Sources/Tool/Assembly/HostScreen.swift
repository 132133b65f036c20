import Attach
import Canvas
import Loop

/// The terminal here, for an engine elsewhere: programs that get the terminal run there, through `ssh -t`; everything
/// else, the clipboard too, is the viewer's.
struct HostScreen: Screen {
  private let terminal: any Screen
  private let host: String

  init(_ terminal: any Screen, host: String) {
    self.terminal = terminal
    self.host = host
  }

  func open(_ inbox: ScreenInbox) throws { try terminal.open(inbox) }
  func present(_ canvas: Canvas) { terminal.present(canvas) }
  func perform(_ request: ScreenRequest) { terminal.perform(request) }
  func close() async { await terminal.close() }

  func run(_ command: ForegroundCommand, _ ended: @escaping @Sendable (ForegroundResult) -> Void) {
    let words = RemoteShell.foreground(
      command.arguments, folder: command.folder, environment: command.environment)
    terminal.run(ForegroundCommand(["ssh", "-t", "--", host, words]), ended)
  }
}
