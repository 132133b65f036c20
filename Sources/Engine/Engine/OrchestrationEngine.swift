package import Base
package import Domain
import Glibc
package import Store

/// The engine in process: turns commands into facts, and answers questions from the store.
///
/// One per home; the store's lock sees to that. What it decides about a task it decides inside of one store transaction,
/// so two clients never decide on stale facts.
package actor OrchestrationEngine: EngineClient {
  package nonisolated let store: Store
  nonisolated let author: Author
  nonisolated let version: String
  nonisolated let started: Timestamp
  nonisolated let ids: @Sendable () -> FullID
  nonisolated let clock: @Sendable () -> Timestamp
  nonisolated let runs: RunDriver?
  nonisolated let configured: any Configured
  nonisolated let trashBin: (any TrashBin)?
  nonisolated let budgetDesk: BudgetDesk
  /// What the machine has left; asked only while something waits to start.
  nonisolated let room: @Sendable () async -> Room
  nonisolated let agentOptions: AgentOptions?
  private var generation: Int64 = 0
  private var isStopping = false
  var isServing = false
  var isStopped: Bool { isStopping }
  /// The tasks that a driver works on.
  var busy: [TaskID: Task<Void, Never>] = [:]
  /// Those that lost a race and are on their way to the trash.
  var losing: [TaskID: Task<Void, Never>] = [:]
  /// The conversations in which somebody waits for an answer.
  var talking: [SessionID: Task<Void, Never>] = [:]
  /// The tasks that are queued or under way, as the scheduler last saw them.
  var live = LiveTasks()
  /// A look is under way; another one is wanted after it.
  var isLooking = false
  var isLookWanted = false
  /// Ended by `endRuns`.
  private var watchers: [Task<Void, Never>] = []
  /// Looks again for memory and disk; there only while something waits for them.
  var roomWatch: Task<Void, Never>?
  /// When the trash was last looked through.
  var trashKept: Timestamp?
  /// What the trash let go since this engine serves.
  var emptied = 0
  /// Wakes the scheduler when a wait is over; one at a time, ended by `endRuns`.
  var wake: Task<Void, Never>?
  private var stopWaiters: [CheckedContinuation<Void, Never>] = []

  package init(
    store: Store, author: Author, version: String, clock: @escaping @Sendable () -> Timestamp,
    ids: @escaping @Sendable () -> FullID, host: (any RunHost)? = nil, repositories: (any Repositories)? = nil,
    workspaces: (any Workspaces)? = nil, token: UInt64 = 0, configured: any Configured = BuiltInConfiguration(),
    trashBin: (any TrashBin)? = nil, catalogue: ModelCatalogue = ModelCatalogue(),
    covered: @escaping @Sendable (String, [String: String]) async -> Bool = { _, _ in false },
    room: @escaping @Sendable () async -> Room = { Room() }, agents: AgentOptions? = nil
  ) {
    self.configured = configured
    let budgets = BudgetDesk(
      store: store, configured: configured, catalogue: catalogue, covered: covered, clock: clock)
    budgetDesk = budgets
    self.trashBin = trashBin
    self.room = room
    agentOptions = agents
    if let host, let repositories, let workspaces {
      runs = RunDriver(
        store: store, host: host, repositories: repositories, configured: configured,
        guardian: Guardian(store: store, workspaces: workspaces), token: token,
        agents: agents.map {
          AgentRuns(
            store: store, host: host, token: token, options: $0, desk: AgentDesk(), budgets: budgets, clock: clock,
            jitter: { .random(in: 0...1) })
        })
    } else {
      runs = nil
    }
    self.store = store
    self.author = author
    self.version = version
    self.ids = ids
    self.clock = clock
    started = clock()
  }

  package func perform(_ command: Command) async throws -> Reply {
    try await perform(command, by: author)
  }

  /// As ``perform(_:)``, for somebody else: the socket knows who is at its other end.
  package func perform(_ command: Command, by author: Author) async throws -> Reply {
    guard !author.isAgent || command.isOpenToAgents else {
      throw DroverError(
        .refused, "an agent may not do this: only a person answers, merges, discards, trusts or stops",
        remedy: "ask the person at the board")
    }
    do {
      return try await carryOut(command, by: author)
    } catch let error as StoreError {
      throw DroverError(error)
    }
  }

  private func carryOut(_ command: Command, by author: Author) async throws -> Reply {
    switch command {
    case .createTask(let draft, let start):
      return .task(try await createTask(draft, start: start, by: author))
    case .editTask(let task, let edit):
      return .task(try await editTask(task, edit, by: author))
    case .discardTask(let task, let hide):
      return .task(try await discardTask(task, hide: hide, by: author))
    case .restoreTask(let task):
      return .task(try await restoreTask(task, by: author))
    case .closeTask(let task):
      return .task(try await closeTask(task, by: author))
    case .addWorkspace(let path, let name):
      return .workspace(try await addWorkspace(path, name: name, by: author))
    case .trustWorkspace(let path, let hash, let base):
      return .workspace(try await trustWorkspace(path, hash: hash, base: base, by: author))
    case .removeWorkspace(let workspace):
      return try await removeWorkspace(workspace, by: author)
    case .backup(let file):
      try await store.backUp(to: file)
      return .file(file)
    case .setBudget(let budget): return try await setBudget(budget, by: author)
    case .stopEngine:
      stop()
      return .done
    case .startTask(let task): return .task(try await startTask(task, by: author))
    case .cancelTask(let task): return .task(try await cancelTask(task, by: author))
    case .retryTask(let task, let fresh):
      return .task(try await retryTask(task, fresh: fresh ?? false, by: author))
    case .mergeTask(let task, let into, let strategy):
      return .task(try await mergeTask(task, into: into, strategy: strategy, by: author))
    case .resolveTask(let task, let into): return .task(try await resolveTask(task, into: into, by: author))
    case .pushTask(let task, let pullRequest):
      return .task(try await pushTask(task, pullRequest: pullRequest, by: author))
    case .stageHunks(let task, let stage, let unstage):
      return .task(try await stageHunks(task, stage, unstage, by: author))
    case .trimTask(let task, let undo): return .task(try await trimTask(task, undo: undo, by: author))
    case .keepReview(let task, let notes): return .task(try await keepReview(task, notes, by: author))
    case .continueTask(let task, let prompt): return .task(try await continueTask(task, prompt, by: author))
    case .handOver(let task, let service, let model, let text):
      return .task(try await handOver(task, to: service, model: model, text: text, by: author))
    case .answer(let ask, let answer, let always, let seen):
      return .ask(try await self.answer(ask, answer, always: always, seen: seen, by: author))
    case .removeRule(let rule): return try await removeRule(rule, by: author)
    case .session(let command): return try await perform(command, by: author)
    case .switchService(let name, let enabled):
      return .service(try await switchService(name, enabled: enabled, by: author))
    case .chooseModel(let name, let model): return .service(try await chooseModel(name, model, by: author))
    case .testService(let name, let environment):
      return .service(try await testService(name, environment: environment, by: author))
    }
  }

  package func ask(_ query: Query) async throws -> Answer {
    do {
      return try await answer(query)
    } catch let error as StoreError {
      throw DroverError(error)
    }
  }

  private func answer(_ query: Query) async throws -> Answer {
    switch query {
    case .tasks(let filter): return .tasks(try await store.tasks(filter))
    case .task(let id): return .task(await view(of: try await record(named: id)))
    case .counts(let workspace): return .counts(try await store.counts(workspace: workspace))
    case .workspaces: return .workspaces(try await store.workspaces())
    case .events(let since, let limit, let task):
      return .events(try await store.events(since: since, limit: limit, task: task))
    case .status: return .status(try await status())
    case .budgets: return .budgets(try await budgets())
    case .stats(let request): return .stats(try await statistics(request))
    case .inbox(let all, let limit): return .inbox(try await store.inbox(all: all, limit: limit))
    case .rules: return .rules(try await store.rules())
    case .sessions(let all): return .sessions(try await store.sessions(all: all))
    case .session(let id): return .session(try await session(named: id))
    case .turns(let session, let limit):
      return .turns(try await store.turns(of: session, limit: limit).map(TurnView.init))
    case .services: return .services(try await services())
    case .recap(let task, let service, let prompt): return .recap(try await recap(task, for: service, prompt: prompt))
    case .prices(let services, let model): return .prices(try await prices(of: services, model: model))
    case .explain(let task): return .explain(try await explanation(of: task))
    case .searchLog(let search): return .logHits(try await log(of: search.run) { try await $0.search($1, search) })
    case .logTimes(let run, let from, let to):
      return .logTimes(try await log(of: run) { try await $0.logTimes($1, from: from, to: to) })
    case .trust(let workspace, let base): return .trust(try await trustReport(workspace, base: base))
    case .detail(let task): return .detail(try await detail(task))
    case .changes(let request): return .changes(try await changes(request))
    }
  }

  package func events(since: Int64) async throws -> AsyncStream<Event> {
    let (past, next) = try await store.follow(since: since, bound: 10_000)
    return AsyncStream(bufferingPolicy: .bufferingOldest(past.count + 10_000)) { continuation in
      for event in past { continuation.yield(event) }
      // Ends with the stream: `onTermination` cancels it, and it ends by itself when the store closes.
      let pump = Task {
        for await event in next {
          if case .dropped = continuation.yield(event) { break }
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in pump.cancel() }
    }
  }

  /// From here on others may attach: this is an engine of its own, with a number of its own.
  package func begin(generation: Int64) async {
    self.generation = generation
    await mendTrees()
    isServing = true
    await budgetsChanged(nil)
    // Held here and ended by `endRuns`.
    watchers = [
      Task { await self.watchFacts() }, Task { await self.watchConfiguration() }, Task { await self.keepTrash() },
      Task { await self.watchClashes() },
    ]
  }

  /// Lets go of the runs without ending them: their keepers go on, and the next engine adopts them.
  package func endRuns() async {
    isServing = false
    for watcher in watchers { watcher.cancel() }
    roomWatch?.cancel()
    await runs?.launched.releaseAll()
    wake?.cancel()
    let working = Array(busy.values) + Array(talking.values) + Array(losing.values)
    for task in working { task.cancel() }
    for task in working + watchers { await task.value }
    await endCancelled()
  }

  /// Who was just asking an agent to leave is gone now: its keepers see to it that it does.
  private func endCancelled() async {
    guard let runs, let live = try? await store.liveTasks() else { return }  // the next engine goes on with it
    for record in live where record.cancelled != nil {
      for name in record.activeAttempt?.names ?? [] {
        do { try await runs.host.stop(name, token: runs.token) } catch { continue }  // it has ended
      }
    }
  }

  /// Returns once somebody asked the engine to stop.
  package func untilStopped() async {
    guard !isStopping else { return }
    await withCheckedContinuation { stopWaiters.append($0) }
  }

  private func stop() {
    isStopping = true
    let waiters = stopWaiters
    stopWaiters = []
    for waiter in waiters { waiter.resume() }
  }

  private func status() async throws -> EngineStatus {
    EngineStatus(
      running: true, pid: Int(getpid()), version: version, generation: generation, started: started,
      tasks: try await store.counts(workspace: nil), notices: await notices())
  }

  func record(_ id: TaskID) async throws -> TaskRecord {
    guard let record = try await store.task(id) else { throw DroverError.noTask(id.description) }
    return record
  }

  private func record(named text: String) async throws -> TaskRecord {
    guard let record = try await store.task(named: text) else { throw DroverError.noTask(text) }
    return record
  }
}

extension DroverError {
  /// A fault of the home in the words of the contract.
  package init(_ error: StoreError) {
    let code: Code =
      switch error.code {
      case .held, .newer, .network, .lost: .refused
      case .closed: .unavailable
      case .cannotWrite, .damaged, .fault: .failed
      }
    self.init(code, error.message, remedy: error.remedy)
  }

  static func noTask(_ id: String) -> DroverError {
    DroverError(.notFound, "there is no task \(id)", remedy: "`drover task list` shows the tasks that there are")
  }
}
