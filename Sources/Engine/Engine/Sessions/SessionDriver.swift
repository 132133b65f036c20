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
    case .close(let turn, let outcome): try await close(turn, outcome)
    }
  }

  private func begin(_ turn: TurnRecord, _ session: SessionRecord) async throws {
    // The checkout itself is read, so its own content is what must be trusted.
    if let refusal = try await guardian.refusal(session.draft.workspace, base: nil) { throw refusal }
    let choice = try SessionMachine.choose(session, known: await agents.options.agents.known())
    let token = token
    try await store.write { transaction in
      // Somebody may have stopped it meanwhile.
      guard let now = try transaction.turn(turn.id), now.stopped == nil, now.attempt == nil else { return }
      let started = TurnStarted(
        id: session.id, turn: turn.id, service: choice.service, model: session.draft.model, reason: choice.reason,
        token: String(token), resumes: choice.resumes)
      try transaction.append(EventDraft(.turnStarted(started), run: try transaction.nextRun(), by: .engine))
    }
  }

  /// One that an earlier engine began may run already; what never started is started now.
  private func launch(_ turn: TurnRecord, _ attempt: TaskRecord.Attempt, _ session: SessionRecord) async throws {
    let name = attempt.run.description
    if await !host.wasLaunched(name, token: token) {
      let plan = try await agents.options.agents.plan(start(turn, attempt, session))
      try await host.launch(
        RunLaunch(
          name: name, token: token, arguments: plan.arguments, environment: plan.environment,
          folder: session.draft.workspace, takesInput: plan.takesInput))
    }
    await launched.add(attempt.run)
  }

  private func talk(_ turn: TurnRecord, _ attempt: TaskRecord.Attempt, _ session: SessionRecord) async throws {
    let conversation = try await agents.options.agents.conversation(start(turn, attempt, session))
    let booking = AgentBooking(
      store: store, task: nil, run: attempt.run, service: attempt.service, workspace: session.draft.workspace,
      folder: session.draft.workspace, model: attempt.model, budgets: agents.budgets)
    var limits = AgentWatch.Limits()
    limits.silence = agents.options.silence
    let driver = AgentDriver(
      host: host, token: token, desk: agents.desk, booking: booking, limits: limits, start: SuspendingClock().now)
    try await driver.run(conversation, attempt: attempt)
  }

  private func start(_ turn: TurnRecord, _ attempt: TaskRecord.Attempt, _ session: SessionRecord) -> AgentStart {
    var environment = agents.options.environment.merging(session.draft.environment) { $1 }
    environment["DROVER_SESSION"] = session.id.description
    environment["DROVER_RUN"] = attempt.run.description
    let isForked = session.memory?.isForked == true && session.memory?.id == attempt.resumes
    return AgentStart(
      agent: attempt.service, prompt: turn.text, permission: session.permission, model: attempt.model,
      session: attempt.resumes.map { isForked ? .fork($0) : .resume($0) } ?? .new, folder: session.draft.workspace,
      environment: environment)
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
