import Base
package import Domain
import Store

/// Takes one task from its start to its end: asks the machine for the next step, does it, writes down what happened.
struct RunDriver: Sendable {
  let store: Store
  let host: any RunHost
  let repositories: any Repositories
  let configured: any Configured
  let guardian: Guardian
  let token: UInt64
  /// Nil where only commands run.
  var agents: AgentRuns?
  /// What this engine launched itself; anything else under way was launched by one that is gone.
  let launched = Launched()

  /// Returns when the task rests. An error of ours or of the world ends the attempt with a sentence, never the engine.
  func run(_ task: TaskID) async {
    do {
      while !Task.isCancelled, let record = try await store.task(task) {
        let isLaunched = await launched.set
        let step = RunMachine.next(record) { isLaunched.contains($0) }
        if case .rest = step { return }
        try await perform(step, record)
        if step.endsTheAttempt { return }  // when and whether another one begins is the scheduler's to say
      }
    } catch {
      await fail(task, error)
    }
  }

  private func perform(_ step: RunMachine.Step, _ record: TaskRecord) async throws {
    switch step {
    case .rest: break
    case .makeTree: try await makeTree(record)
    case .reset: try await reset(record)
    case .begin: try await begin(record)
    case .setUp(let attempt): try await setUp(attempt, record)
    case .mergeBase(let attempt, let branch): try await mergeBase(attempt, branch, record)
    case .repair(let attempt, let command): try await repair(attempt, command, record)
    case .trim(let attempt, let trim): try await self.trim(attempt, trim, record)
    case .launch(let attempt): try await launch(attempt, record)
    case .awaitEnd(let attempt): try await awaitEnd(attempt, record)
    case .inspect(let attempt): try await inspect(attempt, record)
    case .snapshot(let attempt): try await snapshot(attempt, record)
    case .commit(let attempt): try await commit(attempt, record)
    case .verify(let attempt, let command): try await verify(attempt, command, record)
    case .finish(let attempt, let outcome, let badges):
      try await finish(attempt, outcome, badges, record)
      await launched.release(attempt.run)
    case .giveUp(let attempt, let failure):
      guard let agents else { throw DroverError.noAgents }
      try await agents.giveUp(attempt, failure, record.id)
      await launched.release(attempt.run)
    }
  }

  private func begin(_ record: TaskRecord) async throws {
    guard try await guardian.admits(record, base: record.mergeAsked ?? record.baseCommit) else { return }
    try await remake(record)
    let token = token
    let verify = try await verifyCommand(for: record)
    if let trim = record.trimAsked { return try await beginTrim(record, trim, verify: verify) }
    let repairs = try await settings(of: record).repairs
    let choice = try await agents?.choose(record)
    if let choice, try await agents?.mayBegin(record, by: choice.service) == false { return }
    let usual = choice == nil ? nil : try await store.services().first { $0.name == choice?.service }?.chosenModel
    try await store.write { transaction in
      // Somebody may have cancelled it while its tree was made.
      guard let now = try transaction.task(record.id), now.startAsked != nil else { return }
      let started = RunStarted(
        service: choice?.service ?? now.draft.service ?? "command",
        model: choice == nil ? nil : now.draft.model ?? usual,
        reason: choice?.reason ?? "asked for by name", host: "local", token: String(token),
        attempt: now.attempts.count + 1, verify: now.draft.verify ?? verify, repairs: repairs,
        resumes: choice?.resumes)
      try transaction.append(
        EventDraft(.runStarted(started), task: record.id, run: try transaction.nextRun(), by: .engine))
    }
  }

  /// An attempt that an earlier engine began may run already; what never started is started now.
  private func launch(_ attempt: TaskRecord.Attempt, _ record: TaskRecord) async throws {
    let name = attempt.run.description
    if await !host.wasLaunched(name, token: token) {
      if record.cancelled != nil {
        return try await write(record.id, attempt.run, .agentEnded(AgentEnded(reason: "cancelled before its start")))
      }
      if let tree = record.tree {
        let own = try await guardian.branches.of(tree.workspace, in: store)
        try await guardian.workspaces.remember(tree, before: attempt.run, ownBranches: own)
      }
      try await host.launch(try await launchPlan(attempt, record))
    }
    await launched.add(attempt.run)
  }

  private func launchPlan(_ attempt: TaskRecord.Attempt, _ record: TaskRecord) async throws -> RunLaunch {
    if attempt.isAgent {
      guard let agents else { throw DroverError.noAgents }
      return try await agents.launch(attempt, record, try await settings(of: record))
    }
    let settings = try await settings(of: record)
    return RunLaunch(
      name: attempt.run.description, token: token, arguments: record.draft.arguments,
      environment: record.environment(for: attempt.run),
      folder: record.worktree ?? record.draft.workspace,
      timeLimitSeconds: record.draft.timeoutSeconds ?? settings.timeLimitSeconds, logLimit: settings.logLimit)
  }

  /// A word that came too late for the agent is the next attempt's.
  private func finish(
    _ attempt: TaskRecord.Attempt, _ outcome: Outcome, _ badges: [Badge], _ record: TaskRecord
  ) async throws {
    try await store.write { transaction in
      try transaction.append(
        EventDraft(
          .runFinished(RunFinished(outcome: outcome, badges: badges)), task: record.id, run: attempt.run, by: .engine))
      try transaction.rankRace(of: record.id)
      let now = try transaction.task(record.id)?.lastAttempt
      let late = (now?.inputs ?? []).filter { $0.delivered == nil }.map(\.text)
      guard outcome.kind != .cancelled, !late.isEmpty else { return }
      let asked = TaskStartAsked(prompt: late.joined(separator: "\n\n"), fresh: false)
      try transaction.append(EventDraft(.taskStartAsked(asked), task: record.id, by: .commandLine))
    }
  }

  private func awaitEnd(_ attempt: TaskRecord.Attempt, _ record: TaskRecord) async throws {
    if attempt.isAgent {
      guard let agents else { throw DroverError.noAgents }
      return try await agents.talk(attempt, record, try await settings(of: record))
    }
    if record.cancelled != nil { try await host.stop(attempt.run.description, token: token) }
    let end = try await host.end(of: attempt.run.description, token: token)
    try await write(record.id, attempt.run, .agentEnded(AgentEnded(end)))
  }

  /// What is configured for its workspace now.
  func settings(of record: TaskRecord) async throws -> WorkspaceSettings {
    try await configured.workspace(
      record.draft.workspace, trusted: try await store.trusted(workspace: record.draft.workspace))
  }

  func write(_ task: TaskID, _ run: RunID?, _ body: EventBody) async throws {
    try await store.write { transaction in
      try transaction.append(EventDraft(body, task: task, run: run, by: .engine))
      return
    }
  }

  /// Ends what cannot go on with the sentence that says why; the person retries or discards.
  private func fail(_ task: TaskID, _ error: any Error) async {
    guard !(error is CancellationError) else { return }
    let words = (error as? DroverError)?.message ?? "\(error)"
    do {
      try await store.write { transaction in
        guard let record = try transaction.task(task) else { return }
        var run = record.activeAttempt?.run
        if run == nil {
          let number = try transaction.nextRun()
          let started = RunStarted(
            service: record.draft.service ?? "command", reason: "asked for by name", host: "local", token: "0",
            attempt: record.attempts.count + 1)
          try transaction.append(EventDraft(.runStarted(started), task: task, run: number, by: .engine))
          run = number
        }
        let finished = RunFinished(outcome: Outcome(.failed, reason: words), badges: [])
        try transaction.append(EventDraft(.runFinished(finished), task: task, run: run, by: .engine))
        try transaction.rankRace(of: task)
      }
    } catch {
      // The store itself fails: there is nowhere to write it down, and every client is told by its own command. The
      // scheduler asks again; a second later, since a full disk stays full for a while.
      try? await Task.sleep(for: .seconds(1))
    }
  }
}

/// The runs that this engine knows to be launched, and who waits for one.
actor Launched {
  private(set) var set: Set<RunID> = []
  private var over: Set<RunID> = []
  private var waiters: [RunID: [CheckedContinuation<Void, Never>]] = [:]

  func add(_ run: RunID) {
    set.insert(run)
    release(run)
  }

  /// Lets go of those who wait for a run that will not come.
  func release(_ run: RunID) {
    over.insert(run)
    for waiter in waiters.removeValue(forKey: run) ?? [] { waiter.resume() }
  }

  func releaseAll() {
    for run in Array(waiters.keys) { release(run) }
  }

  /// Returns once the run is launched or given up.
  func wait(for run: RunID) async {
    guard !set.contains(run), !over.contains(run) else { return }
    await withCheckedContinuation { waiters[run, default: []].append($0) }
  }
}

extension TaskRecord {
  /// Where its work stands; nil before it has a branch.
  package var tree: TreeFacts? {
    guard let branch, let baseCommit else { return nil }
    return TreeFacts(
      task: id, workspace: draft.workspace, path: worktree, branch: branch, base: draft.base ?? "",
      baseCommit: baseCommit)
  }
}

extension TaskRecord.Attempt {
  /// Done by an agent, not by words after `--` or by a trim.
  var isAgent: Bool { service != "command" && trim == nil }

  /// Why the agent's own end is a failure; nil when it ended well.
  var failure: String? {
    if let reason = agentReason, !reason.isEmpty { return reason }
    return exitCode.flatMap { $0 == 0 ? nil : "exit \($0)" }
  }
}
