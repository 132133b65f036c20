import Base
import Domain
import Store

/// The part of a run that is an agent's: who does it, how it starts, the talk, and what follows when it fails.
struct AgentRuns: Sendable {
  let store: Store
  let host: any RunHost
  let token: UInt64
  let options: AgentOptions
  let desk: AgentDesk
  let budgets: BudgetDesk
  let clock: @Sendable () -> Timestamp
  let jitter: @Sendable () -> Double

  /// Nil for a task that runs a command.
  func choose(_ record: TaskRecord) async throws -> ServiceChoice? {
    guard record.draft.service != "command" else { return nil }
    let known = await options.agents.known()
    let desk = ServiceDesk(store: store, agents: options.agents, clock: clock)
    return try ServiceChoice.choose(
      record, permission: permission(record), known: known, health: try await desk.health(known))
  }

  func choose(_ session: SessionRecord) async throws -> ServiceChoice {
    let known = await options.agents.known()
    let desk = ServiceDesk(store: store, agents: options.agents, clock: clock)
    return try SessionMachine.choose(session, known: known, health: try await desk.health(known))
  }

  func launch(
    _ attempt: TaskRecord.Attempt, _ record: TaskRecord, _ settings: WorkspaceSettings
  ) async throws -> RunLaunch {
    let plan = try await options.agents.plan(start(attempt, record))
    return RunLaunch(
      name: attempt.run.description, token: token, arguments: plan.arguments, environment: plan.environment,
      folder: record.worktree ?? record.draft.workspace,
      // The talk ends it a moment earlier, so that it can still say what it used.
      timeLimitSeconds: (record.draft.timeoutSeconds ?? settings.timeLimitSeconds).map { $0 + 60 },
      takesInput: plan.takesInput, logLimit: settings.logLimit)
  }

  func talk(_ attempt: TaskRecord.Attempt, _ record: TaskRecord, _ settings: WorkspaceSettings) async throws {
    let conversation = try await options.agents.conversation(start(attempt, record))
    let booking = AgentBooking(
      store: store, task: record.id, run: attempt.run, service: attempt.service, workspace: record.draft.workspace,
      folder: record.worktree ?? record.draft.workspace, model: record.draft.model ?? attempt.model, budgets: budgets)
    var limits = AgentWatch.Limits()
    limits.silence = await budgets.configured.machine().silence ?? options.silence
    let elapsed = max(.zero, clock().since(attempt.started))
    limits.wallClock = (record.draft.timeoutSeconds ?? settings.timeLimitSeconds).map {
      max(.seconds(1), .seconds($0) - elapsed)
    }
    let driver = AgentDriver(
      host: host, token: token, desk: desk, booking: booking, limits: limits, start: SuspendingClock().now,
      hands: hands(of: attempt.run, start(attempt, record), logLimit: settings.logLimit))
    do { try await driver.run(conversation, attempt: attempt) } catch let error as DroverError {
      // Nobody would talk with it any more; where only the store fails, the next try does.
      try await host.stop(attempt.run.description, token: token)
      throw error
    }
  }

  func hands(of run: RunID, _ start: AgentStart, logLimit: Int64? = nil) -> AgentHands? {
    options.hands.map { AgentHands(host: host, files: $0, token: token, run: run, start: start, logLimit: logLimit) }
  }

  /// What understands the log of an attempt.
  func conversation(of attempt: TaskRecord.Attempt, _ record: TaskRecord) async throws -> any AgentConversation {
    try await options.agents.conversation(start(attempt, record))
  }

  private func start(_ attempt: TaskRecord.Attempt, _ record: TaskRecord) -> AgentStart {
    var environment = options.environment.merging(record.draft.environment) { $1 }
    environment.merge(record.environment(for: attempt.run)) { $1 }
    var start = AgentStart(
      agent: attempt.service, prompt: AgentPrompt.text(record, attempt), permission: permission(record),
      model: record.draft.model ?? attempt.model, session: attempt.resumes.map { .resume($0) } ?? .new,
      folder: record.worktree ?? record.draft.workspace, environment: environment)
    let before = Array(record.attempts.prefix { $0.run != attempt.run })
    start.servesRequests = options.hands != nil
    start.earlier = AgentStart.Earlier(before, of: attempt.resumes)
    return start
  }

  private func permission(_ record: TaskRecord) -> Permission { record.draft.permission ?? options.permission }

  /// Whether its money lets the next attempt begin; if not, that is written on its card, and asked.
  func mayBegin(_ record: TaskRecord, by service: String?) async throws -> Bool {
    guard let stop = try await budgets.start(record, service: service) else { return true }
    let question = try await budgets.question(record, stop)
    try await store.write { transaction in
      guard let now = try transaction.task(record.id), now.startAsked != nil else { return }
      try park(now, question, stop, &transaction)
    }
    return false
  }

  /// On its card stands what it waits for; where a person's leave would let it go on, he is asked.
  private func park(
    _ record: TaskRecord, _ question: BudgetQuestion?, _ stop: BudgetMachine.Stop, _ transaction: inout Transaction
  ) throws {
    let id = try transaction.nextAsk()
    let waiting =
      question?.waiting(id, at: transaction.now)
      ?? Waiting(
        for: .quota, since: transaction.now, until: stop.isOfTheDay ? budgets.dayEnds : nil,
        reason: "\(stop.reason); \(stop.remedy)", needs: .budget)
    try transaction.append(EventDraft(.taskWaiting(TaskWaiting(waiting: waiting)), task: record.id, by: .engine))
    guard let question else { return }
    try transaction.append(
      EventDraft(
        .approvalAsked(question.asked(id)), task: record.id, run: record.lastAttempt?.run, by: .engine))
  }

  /// The end of the attempt and what comes after it stand in one transaction: a crash leaves no task without either.
  func giveUp(_ attempt: TaskRecord.Attempt, _ failure: AgentFailure, _ task: TaskID) async throws {
    let known = await options.agents.known()
    let jitter = jitter()
    let resumes = await budgets.configured.machine().resumesAfterQuota ?? options.resumesAfterQuota
    let used = try await usedUp(attempt, failure, task)
    try await store.write { transaction in
      guard let record = try transaction.task(task) else { return }
      if let used, record.handover == nil { return try park(attempt, failure, record, used, &transaction) }
      let decision = ErrorPolicy.decide(
        ErrorPolicy.Facts(
          failure: failure, followUps: record.followUps ?? 0, isServiceNamed: record.draft.service != nil,
          hasOther: ServiceChoice.hasOther(record, permission: permission(record), known: known),
          resumesAfterQuota: resumes, jitter: jitter, now: transaction.now))
      let words = failure.sentence(attempt.service)
      let finished = RunFinished(outcome: Outcome(.failed, reason: words), badges: [])
      try transaction.append(EventDraft(.runFinished(finished), task: task, run: attempt.run, by: .engine))
      // One that was handed over meanwhile goes on with who was named.
      guard record.handover == nil else { return }
      guard decision != .fail else { return try transaction.rankRace(of: task) }
      try transaction.append(EventDraft(.taskStartAsked(record.goingOn), task: task, by: .engine))
      guard case .wait(let subject, let until) = decision else { return }
      let waiting = Waiting(for: subject, since: transaction.now, until: until, reason: words)
      try transaction.append(EventDraft(.taskWaiting(TaskWaiting(waiting: waiting)), task: task, by: .engine))
    }
  }
}

extension AgentRuns {
  /// The limit for which an attempt was ended, with what is to be asked; nil where no money would let it go on.
  private func usedUp(
    _ attempt: TaskRecord.Attempt, _ failure: AgentFailure, _ task: TaskID
  ) async throws -> (stop: BudgetMachine.Stop, question: BudgetQuestion?)? {
    guard let scope = attempt.stopBudget, let record = try await store.task(task) else { return nil }
    let isOfTheDay = scope == .day || scope == .workspace
    let words = failure.words.prefix { $0 != ";" }
    let question = try await budgets.question(record, endedFor: scope, words: String(words))
    guard isOfTheDay || question != nil else { return nil }
    let remedy = "it goes on at midnight UTC, or once `drover budget set \(scope.rawValue) AMOUNT` raises it"
    return (.init(scope: scope, reason: String(words), remedy: remedy, isOfTheDay: isOfTheDay), question)
  }

  /// Its money is used up: it goes on in its own session on a person's word, or when the next day begins.
  private func park(
    _ attempt: TaskRecord.Attempt, _ failure: AgentFailure, _ record: TaskRecord,
    _ used: (stop: BudgetMachine.Stop, question: BudgetQuestion?), _ transaction: inout Transaction
  ) throws {
    let finished = RunFinished(outcome: Outcome(.failed, reason: failure.words), badges: [])
    try transaction.append(EventDraft(.runFinished(finished), task: record.id, run: attempt.run, by: .engine))
    try transaction.append(EventDraft(.taskStartAsked(record.goingOn), task: record.id, by: .engine))
    try park(record, used.question, used.stop, &transaction)
  }
}

extension TaskRecord {
  /// The next start that the engine itself asks for: words that came too late for the last attempt go with it.
  fileprivate var goingOn: TaskStartAsked {
    let late = (lastAttempt?.inputs ?? []).filter { $0.delivered == nil }.map(\.text)
    return TaskStartAsked(prompt: late.isEmpty ? nil : late.joined(separator: "\n\n"), fresh: false)
  }
}

extension DroverError {
  static let noAgents = DroverError(
    .unavailable, "no agent is there that could run this task", remedy: "name --service command, or install an agent")
}
