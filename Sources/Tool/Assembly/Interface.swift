import App
import Attach
import Board
import CLIAgents
import Canvas
import Chat
import Commands
import Config
import Domain
import Git
import Glibc
import Inbox
import Logs
import Loop
import Metrics
import PanelKit
import Platform
import Review
import Services
import Store
import Terminal
import Verbs

/// Opens the interface on this terminal.
enum Interface {
  /// `stepsAside`: Ctrl-Z gives the engine away, if it is in this process; else the process is only stopped.
  static func run(
    _ words: Invocation, holder: EngineHolder, context: CommandContext, stepsAside: Bool = false
  ) async throws -> ExitCode {
    let repository = try CommandLineTool.repository(words.text("workspace") ?? ".", in: context)
    _ = try await holder.serve(author: .screen)
    guard let running = try await holder.running(author: .screen) else {
      return try await show(
        try await holder.client(author: .screen), at: repository, line: nil, holder, words, context,
        stepsAside: stepsAside)
    }
    let line = Attachment.here(running, for: .screen, holder, context.environment)
    return try await show(line, host: nil, bridge: nil, at: repository, holder, words, context)
  }

  /// A screen on an engine that another process runs; new tasks go where the newest one is unless said otherwise.
  static func attach(_ words: Invocation, holder: EngineHolder, context: CommandContext) async throws -> ExitCode {
    let line: AttachLine
    let host = words.arguments.first
    var bridge: String?
    if let host {
      bridge = try await context.configuration(for: nil).settings.attach.bridge
      line = try await Attachment.elsewhere(host, bridge: bridge, context.environment)
    } else {
      guard let running = try await holder.running(author: .screen) else {
        throw DroverError(
          .unavailable, "no engine runs for this home", remedy: "`drover` opens one; `drover serve --detach` starts one"
        )
      }
      line = Attachment.here(running, for: .screen, holder, context.environment)
    }
    await line.begin()
    let session: SessionView?
    do { session = try await Self.session(words.text("session"), line) } catch {
      _ = await line.close()
      throw error
    }
    let workspace =
      if let path = words.text("workspace") ?? session?.workspace { path } else { try await newestWorkspace(line) }
    return try await show(
      line, host: host, bridge: bridge, at: workspace, first: session.map { (.chat, .session($0.id)) }, holder, words,
      context)
  }

  private static func session(_ name: String?, _ client: any EngineClient) async throws -> SessionView? {
    guard let name, case .session(let session) = try await client.ask(.session(id: name)) else { return nil }
    guard session.state != .removed else {
      throw DroverError(
        .notFound, "the session \(session.id) was removed", remedy: "`drover session list` shows those that there are")
    }
    return session
  }

  private static func newestWorkspace(_ client: any EngineClient) async throws -> String {
    var newest = TaskFilter()
    newest.limit = 1
    if case .tasks(let page) = try await client.ask(.tasks(newest)), let task = page.tasks.first {
      return task.workspace
    }
    guard case .workspaces(let all) = try await client.ask(.workspaces) else { return "" }
    return all.first?.path ?? ""
  }

  private static func show(
    _ line: AttachLine, host: String?, bridge: String?, at workspace: String,
    first: (view: ViewID, subject: Subject)? = nil, _ holder: EngineHolder, _ words: Invocation,
    _ context: CommandContext
  ) async throws -> ExitCode {
    await line.begin()
    let code: Swift.Result<ExitCode, any Error>
    do {
      code = .success(
        try await show(
          line, at: workspace, line: LineWatch(host: host, bridge: bridge, states: line.states), first: first, holder,
          words, context)
      )
    } catch {
      code = .failure(error)
    }
    let unsent = await line.close()
    if unsent > 0 {
      throw DroverError(
        .unavailable, "\(unsent) commands were not sent: there was no line to the engine",
        remedy: "attach again, and give them again")
    }
    return try code.get()
  }

  private static func show(
    _ client: any EngineClient, at workspace: String, line: LineWatch?,
    first: (view: ViewID, subject: Subject)? = nil, _ holder: EngineHolder, _ words: Invocation,
    _ context: CommandContext, stepsAside: Bool = false
  ) async throws -> ExitCode {
    let flags = words.has("accessible") ? [ConfigFlag(flag: "accessible", key: "ui.accessible", value: "true")] : []
    let look = try await context.configuration(for: line?.host == nil ? workspace : nil, flags: flags).settings.ui
    let live = try await holder.followSettings()
    var ports = ScreenPorts.make(live, holder.home, workspace, context.environment)
    ports.holdsEngine = stepsAside
    let program = AppProgram(
      board: board(client),
      panels: panels(
        client, home: holder.home.path, workspace: workspace,
        environment: CommandLineTool.keptEnvironment(context)),
      workspace: workspace,
      theme: theme(look, context),
      line: line, settings: AppSettings(look),
      ports: ports, drafts: await ScreenPorts.drafts(holder.home, workspace), first: first)
    let frames = FrameScheduler.framesPerSecond(
      configured: isRemote(context) ? look.framesPerSecondOverSSH : look.framesPerSecond,
      environment: context.environment)
    do {
      let options = TerminalOptions(
        environment: context.environment, colorDepth: ColorDepth(name: look.colour), capturesMouse: look.mouse)
      let terminal = try Terminal(options)
      let there = line?.bridge ?? "drover"
      let screen: any Screen =
        line?.host.map { HostScreen(terminal, host: $0, own: (Service.program(), there)) } ?? terminal
      let runtime = Runtime(program, on: screen, clock: LoopClock(ContinuousClock()), framesPerSecond: frames)
      switch try await runtime.run() {
      case .steppedAside:
        await holder.stepAside()
        return .done
      case .quit, .ended(.hangUp), .ended(.signal(SIGTERM)): return .done
      case .ended(.signal): return .cancelled
      }
    } catch let error as TerminalError {
      throw DroverError(.usage, error.message, remedy: "run drover in a terminal, or use its verbs: drover help")
    }
  }

  private static func board(_ client: any EngineClient) -> BoardPanel {
    BoardPanel(client: client, decoder: { Adapters.reader(of: $0) }, now: EngineHolder.now)
  }

  /// Every view beside the board.
  static func panels(
    _ client: any EngineClient, home: String = "/", workspace: String = "", environment: [String: String] = [:]
  ) -> [any Panel] {
    [
      LogsPanel(
        client: client, decoder: { Adapters.reader(of: $0) }, zone: secondsEast(),
        pager: { Self.pager($0) }),
      MetricsPanel(client: client) { (MachineSample(MachineLoad(folder: home)), EngineHolder.now()) },
      ReviewPanel(client: client), ServicesPanel(client: client, now: EngineHolder.now, environment: environment),
      InboxPanel(client: client, now: EngineHolder.now),
      ChatPanel(
        client: client, workspace: workspace, environment: environment, decoder: { Adapters.reader(of: $0) },
        files: { try await Repository.at($0, GitLauncher(environment: environment)).fileNames() }),
    ]
  }

  /// The words are handed in beside the script, never inside of it.
  private static func pager(_ run: RunOfTask) -> ForegroundCommand {
    let isDecoded = Adapters.names.contains(run.service)
    let decoded = isDecoded ? " | \"$0\" decode \"$2\"" : ""
    let script = "\"$0\" task logs --raw \"$1\"\(decoded) | ${PAGER:-less}"
    return ForegroundCommand(["sh", "-c", script, Service.program(), run.run.description, run.service])
  }

  /// Seconds east of Greenwich, now and here.
  private static func secondsEast() -> Int {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    return parts.tm_gmtoff
  }

  /// `ACCESSIBLE` is what other programs for terminals obey as well.
  private static func theme(_ look: Settings.Look, _ context: CommandContext) -> Theme {
    let name = Theme.Name(rawValue: look.theme) ?? .auto
    let isAccessible = look.accessible || context.environment["ACCESSIBLE"]?.isEmpty == false
    return (isAccessible ? Theme.accessible(name) : Theme(name)).with(own: OwnColours(look.colours))
  }

  private static func isRemote(_ context: CommandContext) -> Bool {
    context.environment["SSH_CONNECTION"]?.isEmpty == false
  }
}

extension MachineSample {
  fileprivate init?(_ load: MachineLoad?) {
    guard let load else { return nil }
    self.init(
      busy: load.busy, total: load.total, memoryUsed: load.memoryUsed, memoryTotal: load.memoryTotal,
      diskUsed: load.diskUsed, diskTotal: load.diskTotal)
  }
}
