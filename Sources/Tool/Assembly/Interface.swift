import App
import Board
import CLIAgents
import Canvas
import Commands
import Config
import Domain
import Glibc
import Logs
import Loop
import PanelKit
import Store
import Terminal
import Verbs

/// Opens the interface on this terminal.
enum Interface {
  static func run(_ words: Invocation, holder: EngineHolder, context: CommandContext) async throws -> ExitCode {
    let repository = try CommandLineTool.repository(words.text("workspace") ?? ".", in: context)
    _ = try await holder.serve(author: .screen)
    let client = try await holder.client(author: .screen)
    let flags = words.has("accessible") ? [ConfigFlag(flag: "accessible", key: "ui.accessible", value: "true")] : []
    let look = try await context.configuration(for: repository, flags: flags).settings.ui
    let program = AppProgram(
      board: BoardPanel(client: client), panels: panels(client), workspace: repository, theme: theme(look, context))
    let frames = FrameScheduler.framesPerSecond(
      configured: isRemote(context) ? look.framesPerSecondOverSSH : look.framesPerSecond,
      environment: context.environment)
    do {
      let options = TerminalOptions(
        environment: context.environment, colorDepth: ColorDepth(name: look.colour), capturesMouse: look.mouse)
      let terminal = try Terminal(options)
      let runtime = Runtime(program, on: terminal, clock: LoopClock(ContinuousClock()), framesPerSecond: frames)
      switch try await runtime.run() {
      case .quit, .ended(.hangUp), .ended(.signal(SIGTERM)): return .done
      case .ended(.signal): return .cancelled
      }
    } catch let error as TerminalError {
      throw DroverError(.usage, error.message, remedy: "run drover in a terminal, or use its verbs: drover help")
    }
  }

  /// Every view beside the board.
  private static func panels(_ client: any EngineClient) -> [any Panel] {
    [LogsPanel(client: client, decoder: { Adapters.reader(of: $0) })]
  }

  /// `ACCESSIBLE` is what other programs for terminals obey as well.
  private static func theme(_ look: Settings.Look, _ context: CommandContext) -> Theme {
    let name = Theme.Name(rawValue: look.theme) ?? .auto
    let isAccessible = look.accessible || context.environment["ACCESSIBLE"]?.isEmpty == false
    return isAccessible ? Theme.accessible(name) : Theme(name)
  }

  private static func isRemote(_ context: CommandContext) -> Bool {
    context.environment["SSH_CONNECTION"]?.isEmpty == false
  }
}
