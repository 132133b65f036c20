import Base
import Domain
import Store

/// Takes the turns of one conversation from the question to the end of the answer, one after the other. A turn is a run
/// of its own that goes on with the agent's own session, so nothing but the log must survive between two of them.
struct SessionDriver: Sendable {
  let store: Store
  let host: any RunHost
  let token: UInt64
  let agents: AgentRuns
  let launched: Launched
  let guardian: Guardian
  let repositories: any Repositories

  /// Returns when no turn waits. An error of ours or of the world ends the turn with a sentence, never the engine.
  func run(_ id: SessionID) async {
    while !Task.isCancelled {
      do {
        guard let session = try await store.session(id), let first = session.queue.first else { return }
        let isLaunched = await launched.set
        let step = SessionMachine.next(try await store.turn(first)) { isLaunched.contains($0) }
        if case .rest = step { return }
        do { try await perform(step, session) } catch { try await fail(first, session, error) }
      } catch {
        return  // the store itself fails, or the engine lets go: the next one looks at the facts again
      }
    }
  }

  private func perform(_ step: SessionMachine.Step, _ session: SessionRecord) async throws {
    switch step {
    case .rest: break
    case .begin(let turn): try await begin(turn, session)
    case .launch(let turn, let attempt): try await launch(turn, attempt, session)
    case .talk(let turn, let attempt): try await talk(turn, attempt, session)
    case .close(let turn, let outcome):
      try await keep(turn, session)
      try await close(turn, outcome)
    }
  }

  private func begin(_ turn: TurnRecord, _ session: SessionRecord) async throws {
    // The checkout itself is read, so its own content is what must be trusted.
    if let refusal = try await guardian.refusal(session.draft.workspace, base: nil) { throw refusal }
    if session.mayWrite, let unrest = try await guardian.unrest(session.draft.workspace) { throw unrest }
    let choice = try await agents.choose(session)
    if let stop = try await agents.budgets.check(session, service: choice.service, model: session.draft.model) {
      throw DroverError(.refused, stop.reason, remedy: stop.remedy)
    }
    let snapshot = try await snapshot(before: turn, session)
    let token = token
    try await store.write { transaction in
      // Somebody may have stopped it meanwhile.
      guard let now = try transaction.turn(turn.id), now.stopped == nil, now.attempt == nil else { return }
      let started = TurnStarted(
        id: session.id, turn: turn.id, service: choice.service, model: session.draft.model, reason: choice.reason,
        token: String(token), resumes: choice.resumes, snapshot: snapshot)
      try transaction.append(EventDraft(.turnStarted(started), run: try transaction.nextRun(), by: .engine))
    }
  }

  /// What it may change can be brought back; one that cannot be taken lets nothing begin.
  private func snapshot(before turn: TurnRecord, _ session: SessionRecord) async throws -> String? {
    guard let facts = session.facts else { return nil }
    return try await repositories.snapshot(facts, name: "before-\(turn.id)").ref
  }

  /// One that an earlier engine began may run already; what never started is started now.
  private func launch(_ turn: TurnRecord, _ attempt: TaskRecord.Attempt, _ session: SessionRecord) async throws {
    let name = attempt.run.description
    if await !host.wasLaunched(name, token: token) {
      let plan = try await agents.options.agents.plan(try await start(turn, attempt, session))
      if let facts = session.facts {
        let own = try await guardian.branches.of(facts.workspace, in: store)
        try await guardian.workspaces.remember(facts, before: attempt.run, ownBranches: own)
      }
      try await host.launch(
        RunLaunch(
          name: name, token: token, arguments: plan.arguments, environment: plan.environment,
          folder: session.folder, takesInput: plan.takesInput))
    }
    await launched.add(attempt.run)
  }

  private func talk(_ turn: TurnRecord, _ attempt: TaskRecord.Attempt, _ session: SessionRecord) async throws {
    let conversation = try await agents.options.agents.conversation(try await start(turn, attempt, session))
    let booking = AgentBooking(
      store: store, task: nil, run: attempt.run, service: attempt.service, workspace: session.draft.workspace,
      folder: session.folder, model: attempt.model, budgets: agents.budgets, isReading: !session.mayWrite)
    var limits = AgentWatch.Limits()
    limits.silence = await agents.budgets.configured.machine().silence ?? agents.options.silence
    let driver = AgentDriver(
      host: host, token: token, desk: agents.desk, booking: booking, limits: limits, start: SuspendingClock().now,
      hands: agents.hands(of: attempt.run, try await start(turn, attempt, session)))
    try await driver.run(conversation, attempt: attempt)
  }

  private func start(
    _ turn: TurnRecord, _ attempt: TaskRecord.Attempt, _ session: SessionRecord
  ) async throws -> AgentStart {
    var environment = agents.options.environment.merging(session.draft.environment) { $1 }
    environment["DROVER_SESSION"] = session.id.description
    environment["DROVER_RUN"] = attempt.run.description
    let isForked = session.memory?.isForked == true && session.memory?.id == attempt.resumes
    var start = AgentStart(
      agent: attempt.service, prompt: SessionMachine.prompt(turn), permission: session.permission, model: attempt.model,
      session: attempt.resumes.map { isForked ? .fork($0) : .resume($0) } ?? .new, folder: session.folder,
      environment: environment)
    start.asksToWrite = !session.mayWrite
    start.servesRequests = agents.options.hands != nil
    start.earlier = AgentStart.Earlier(try await past(of: turn, session), ledTo: attempt.resumes)
    return start
  }

  /// The attempts before a turn, oldest first; also those of the conversations that it branched off from, until it did:
  /// an agent branches off when the first turn is asked for.
  private func past(of turn: TurnRecord, _ session: SessionRecord) async throws -> [TaskRecord.Attempt] {
    let own = try await store.turns(of: session.id, limit: 10_000)
    var past = own.prefix { $0.id != turn.id }.compactMap(\.attempt)
    var (branch, began) = (session, own.compactMap(\.attempt).first?.started)
    while let id = branch.draft.fork, let parent = try await store.session(id) {
      let known = try await store.turns(of: id, limit: 10_000).compactMap(\.attempt)
      past = known.filter { attempt in began.map { attempt.started < $0 } ?? true } + past
      (branch, began) = (parent, known.first?.started)
    }
    return past
  }

  /// What it wrote in its worktree is committed there; in place it stays as it is. Our git stands still where it changed
  /// what git obeys.
  private func keep(_ turn: TurnRecord, _ session: SessionRecord) async throws {
    guard let run = turn.attempt?.run, let facts = session.facts else { return }
    let own = try await guardian.branches.of(session.draft.workspace, in: store).union([facts.branch])
    let found = try await guardian.workspaces.changes(in: facts, since: run, ownBranches: own)
    guard found.changes.isEmpty else {
      return try await store.write { transaction in
        guard let known = try transaction.workspace(path: session.draft.workspace) else { return }
        let stopped = WorkspaceStopped(id: known.id, changes: found.changes)
        try transaction.append(EventDraft(.workspaceStopped(stopped), run: run, by: .engine))
      }
    }
    guard session.tree != nil else { return }
    _ = try await repositories.commit(facts, message: TaskDraft.title(from: turn.text), merging: nil)
  }

  private func close(_ turn: TurnRecord, _ outcome: Outcome) async throws {
    try await store.write { transaction in
      let closed = TurnClosed(id: turn.session, turn: turn.id, outcome: outcome)
      try transaction.append(EventDraft(.turnClosed(closed), run: turn.attempt?.run, by: .engine))
      guard let session = try transaction.session(turn.session), session.isAnswered else { return }
      try transaction.append(EventDraft(.sessionRemoved(SessionRemoved(id: turn.session)), by: .engine))
    }
  }

  private func fail(_ turn: TurnID, _ session: SessionRecord, _ error: any Error) async throws {
    if error is CancellationError { throw error }
    let words =
      (error as? DroverError).map { [$0.message, $0.remedy].filter { !$0.isEmpty }.joined(separator: "; ") }
      ?? "\(error)"
    guard let record = try await store.turn(turn), record.closed == nil else { return }
    if let run = record.attempt?.run { await launched.release(run) }
    try await close(record, Outcome(.failed, reason: words))
  }
}
