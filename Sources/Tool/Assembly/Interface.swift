import App
import Board
import Canvas
import Commands
import Domain
import Glibc
import Loop
import Store
import Terminal
import Verbs

/// Opens the interface on this terminal.
enum Interface {
  static func run(_ words: Invocation, holder: EngineHolder, context: CommandContext) async throws -> ExitCode {
    let repository = try CommandLineTool.repository(words.text("workspace") ?? ".", in: context)
    _ = try await holder.serve(author: .screen)
    let client = try await holder.client(author: .screen)
    let isAccessible = words.has("accessible") || context.environment["ACCESSIBLE"]?.isEmpty == false
    let theme = isAccessible ? Theme.accessible() : Theme()
    let program = AppProgram(board: BoardPanel(client: client), workspace: repository, theme: theme)
    let frames = FrameScheduler.framesPerSecond(configured: nil, environment: context.environment)
    do {
      let terminal = try Terminal(TerminalOptions(environment: context.environment))
      let runtime = Runtime(program, on: terminal, clock: LoopClock(ContinuousClock()), framesPerSecond: frames)
      switch try await runtime.run() {
      case .quit, .ended(.hangUp), .ended(.signal(SIGTERM)): return .done
      case .ended(.signal): return .cancelled
      }
    } catch let error as TerminalError {
      throw DroverError(.usage, error.message, remedy: "run drover in a terminal, or use its verbs: drover help")
    }
  }
}
