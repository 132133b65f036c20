import Attach
import AttachProtocol
import Base
import Commands
import Config
import Domain
import Engine
import Glibc
import Local
import Platform
import Store

/// Reaches the home's engine: the one that runs, through its socket, or one in this process for as long as it is needed.
actor EngineHolder {
  nonisolated let home: Home
  private let environment: [String: String]
  private var store: Store?
  private var engine: OrchestrationEngine?
  private var remote: AttachClient?
  private var listener: Listener?
  private var serving: Task<Void, Never>?
  private var server: AttachServer?
  private var live: LiveSettings?
  private var following: Task<Void, Never>?
  /// The person pressed Ctrl-Z: this process gives the engine away, stops, and begins anew when it goes on.
  private(set) var stepsAside = false

  /// How long the home may be held by a verb that is just finishing before it counts as held for good.
  private static let patience = Duration.seconds(2)

  init(home: Home, environment: [String: String]) {
    self.home = home
    self.environment = environment
  }

  /// The engine that another process runs; nil when none does.
  func running(author: Author) async throws -> AttachClient? {
    if let remote, !remote.hasEnded { return remote }
    await forgetRunning()
    guard engine == nil, access(home.socket, F_OK) == 0 else { return nil }
    let client: AttachClient
    do {
      let connection = try await Connection.connect(home.socket)
      client = try await AttachClient.open(connection.link, version: Assembly.version, author: author)
    } catch let error as DroverError where error != AttachClient.gone {
      throw error
    } catch {
      return nil  // what a dead engine left, or one that is just dying
    }
    remote = client
    return client
  }

  var socket: String { home.socket }

  /// The next question is asked of whoever runs then.
  func forgetRunning() async {
    await remote?.close()
    remote = nil
  }

  func client(author: Author) async throws -> any EngineClient {
    if let reached = try await reached(author) { return reached }
    // Another verb holds the home for the moment, or an engine is about to open its socket.
    let waiter = try await HomeWaiter(home: home, until: ContinuousClock.now + Self.patience)
    defer { waiter.stop() }
    while true {
      if let reached = try await reached(author) { return reached }
      guard await waiter.changed() else { break }
    }
    do { return AuthoredEngine(try await own(), author: author) } catch let error as StoreError {
      throw DroverError(error)
    }
  }

  /// Nil while another process holds the home and does not answer.
  private func reached(_ author: Author) async throws -> (any EngineClient)? {
    if let running = try await running(author: author) { return running }
    do {
      return AuthoredEngine(try await own(), author: AgentAncestry.author(of: getpid(), runs: home.runs) ?? author)
    } catch let error as StoreError {
      guard case .held = error.code else { throw DroverError(error) }
      return nil
    }
  }

  /// What is configured, as it holds now.
  func settings() throws(DroverError) -> LiveSettings {
    if let live { return live }
    let live = try LiveSettings(environment: environment)
    self.live = live
    return live
  }

  /// From here on changed files hold at once; ended by `close`.
  func followSettings() throws -> LiveSettings {
    let live = try settings()
    if following == nil { following = Task { await live.follow() } }
    return live
  }

  /// Gives the home back when this process only looked at it, so that an engine of its own can take it.
  func release() async {
    guard listener == nil, let store else { return }
    await store.close()
    self.store = nil
    engine = nil
  }

  /// Whether tasks are queued or under way in the engine of this process.
  func hasLiveWork() async -> Bool {
    guard let store, listener != nil else { return false }
    return (try? await store.liveTasks().isEmpty) == false  // a store that does not answer has nothing to hand over
  }

  /// Looks the database over; with `fix` also accepts what is lost and builds the projections anew.
  func examine(fix: Bool) async throws -> HomeReport {
    if let running = try await running(author: .commandLine) { return try await examine(running, fix: fix) }
    do {
      let store = try opened(acceptingLossBy: fix ? .commandLine : nil)
      var mended: [String] = []
      if let loss = store.acceptedLoss {
        mended.append("went on without the lost events \(loss.from) to \(loss.to); the log says so")
      }
      if fix { mended.append("built the projections anew from \(try await store.rebuildProjections()) events") }
      return HomeReport(faults: try await store.faults(), mended: mended)
    } catch let error as StoreError {
      throw DroverError(error)
    }
  }

  private func examine(_ running: AttachClient, fix: Bool) async throws -> HomeReport {
    guard !fix else {
      throw DroverError(
        .refused, "an engine runs, and holds the database", remedy: "`drover stop` ends it; then mend the home")
    }
    _ = try await running.ask(.counts(workspace: nil))
    return HomeReport(faults: [], mended: [])
  }

  private func opened(acceptingLossBy author: Author?) throws -> Store {
    if let store { return store }
    let store = try Store(home: home, clock: Self.now, acceptingLossBy: author)
    self.store = store
    return store
  }

  /// Opens the socket of the engine in this process, so that others attach; false when another process has the engine.
  func serve(author: Author) async throws -> Bool {
    _ = try await client(author: author)
    guard let engine, listener == nil else { return engine != nil }
    guard let store else { return false }
    let generation = try await store.beginGeneration()
    let listener = try Listener(path: home.socket)
    let runs = home.runs
    let server = AttachServer(
      listener: listener, version: Assembly.version, life: "\(generation).\(getpid())",
      door: { AuthoredEngine(engine, author: $0) },
      identify: { AgentAncestry.author(of: $0, runs: runs) })
    self.listener = listener
    self.server = server
    serving = Task { await server.run() }
    _ = try followSettings()
    await engine.begin(generation: generation)
    return true
  }

  /// Ends when somebody asked the engine to stop, or when nobody needed it for so long: no run, no queue, no client.
  func untilStopped(idle: Idle) async {
    guard let engine else { return }
    // Ends with the engine: cancelled below.
    let watch = Task {
      while !Task.isCancelled, let time = self.idleTime(idle) {
        let before = await self.isNeeded()
        guard (try? await Task.sleep(for: time)) != nil else { return }  // cancelled
        let after = await self.isNeeded()
        if !before, !after { _ = try? await engine.perform(.stopEngine(force: false)) }  // a stop is never refused
      }
    }
    await engine.untilStopped()
    watch.cancel()
    await server?.farewell(AttachClient.stopped)
  }

  private func idleTime(_ idle: Idle) -> Duration? {
    switch idle {
    case .never: nil
    case .after(let time): time
    case .asConfigured: (live?.settings ?? Settings()).engine.idle
    }
  }

  private func isNeeded() async -> Bool {
    if (server?.clientCount ?? 0) > 0 { return true }
    return await hasLiveWork()
  }

  func stepAside() { stepsAside = true }

  func close() async {
    following?.cancel()
    await listener?.stop()
    await engine?.endRuns()
    await store?.close()
    serving?.cancel()
    await serving?.value
    await remote?.close()
  }

  private func own() async throws -> OrchestrationEngine {
    if let engine { return engine }
    let store = try opened(acceptingLossBy: nil)
    let settings = try settings()
    let (home, git) = (home, GitRepositories(home: home, environment: environment))
    let generation = try await store.generation() + 1
    let engine = OrchestrationEngine(
      store: store, author: .engine, version: Assembly.version, clock: Self.now, ids: Self.fullID,
      host: await LocalRunHost(home: home, keeper: Self.keeper(), settings: settings),
      repositories: git, workspaces: GitWorkspaces(home: home, environment: environment), token: UInt64(generation),
      configured: settings, trashBin: git, catalogue: try Catalogue.models(),
      covered: { [environment] in await Subscriptions.covers($0, environment.merging($1) { $1 }) },
      room: { await Blocking.files.perform { Self.room(home) } },
      agents: AgentOptions(
        AgentCatalog.make(environment: environment, settings: settings),
        silence: settings.settings.agents.silence, resumesAfterQuota: settings.settings.quota.resume,
        environment: AgentEnvironment.passed(environment), testFolder: try await Self.testFolder(home),
        files: { names, folder in await Blocking.files.perform { Self.files(names, in: folder) } },
        hands: FolderFiles()))
    self.engine = engine
    return engine
  }

  /// Only what really lies inside: a link that leads out names nothing here.
  private static func files(_ names: [String], in folder: String) -> [String] {
    guard let root = Files.realPath(folder) else { return [] }
    return names.filter { name in
      guard let path = Files.realPath("\(root)/\(name)") else { return false }
      return path.hasPrefix(root + "/")
    }
  }

  /// Beside this program or in `../libexec/drover`; where it is missing, starting a run says so.
  private static func keeper() -> String {
    LocalHost.keeperProgram(beside: "/proc/self/exe") ?? "drover-keeper"
  }

  /// Where services are tested: nothing is in it that an agent would read or that it could harm.
  private static func testFolder(_ home: Home) async throws -> String {
    let folder = "\(home.path)/tests"
    try await Blocking.files.run { try Files.makeFolder(folder) }
    return folder
  }

  private static func room(_ home: Home) -> Room {
    Room(
      memory: SystemFacts.memoryAvailable().map(Int64.init),
      disk: SystemFacts.disk(at: home.path).map { Int64($0.available) })
  }

  static let now: @Sendable () -> Timestamp = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  private static let fullID: @Sendable () -> FullID = {
    var generator = SystemRandomNumberGenerator()
    return FullID(milliseconds: now().microseconds / 1000, random: generator.next(), more: generator.next())
  }
}
