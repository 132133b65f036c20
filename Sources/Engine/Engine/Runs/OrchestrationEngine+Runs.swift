import Base
package import Domain
import Store

/// The commands that start, end and use the work of tasks.
extension OrchestrationEngine {
  func startTask(_ id: TaskID, by author: Author) async throws -> TaskView {
    try await askForStart(id, by: author) { record throws(DroverError) in
      switch record.state {
      case .todo, .failed: break
      case .running where record.activeAttempt == nil: break  // it waits for a quota or a retry; now means now
      case .running:
        throw DroverError(.refused, "\(id) is running already", remedy: "`drover task logs \(id) --follow` shows it")
      case .review:
        throw DroverError(.refused, "\(id) waits for your review", remedy: "`drover task retry \(id)` runs it again")
      case .done: throw DroverError(.refused, "\(id) is done", remedy: "make a new task")
      }
    }
  }

  func retryTask(_ id: TaskID, fresh: Bool, by author: Author) async throws -> TaskView {
    try await askForStart(id, fresh: fresh, by: author) { record throws(DroverError) in
      guard record.state == .failed || record.state == .review else {
        throw DroverError(
          .refused, "\(id) is in \(record.state.rawValue): only what failed or waits for review is retried",
          remedy: "`drover explain \(id)` says what can be done")
      }
    }
  }

  func cancelTask(_ id: TaskID, by author: Author) async throws -> TaskView {
    let record = try await store.write { transaction in
      let record = try transaction.existing(id)
      guard record.startAsked != nil || record.activeAttempt != nil else {
        throw DroverError(.refused, "\(id) is not running", remedy: "`drover explain \(id)` says where it stands")
      }
      try transaction.append(EventDraft(.taskCancelled(Note(reason: "")), task: id, by: author))
      try transaction.rankRace(of: id)
      return record
    }
    if let runs, let attempt = record.activeAttempt {
      // Who talks with the agent asks it to leave first, so that it can still say what it used.
      if attempt.isAgent, attempt.agentEnded == nil, runs.agents?.desk.look(attempt.run) == true {
        return TaskView(try await self.record(id))
      }
      // Its driver sees the end and writes it down; a run that has just ended by itself needs no stop.
      for name in attempt.names {
        do { try await runs.host.stop(name, token: runs.token) } catch { continue }
      }
    }
    return TaskView(try await self.record(id))
  }

  private func askForStart(
    _ id: TaskID, fresh: Bool = false, by author: Author,
    _ check: @escaping @Sendable (TaskRecord) throws(DroverError) -> Void
  ) async throws -> TaskView {
    let known = try await self.record(id)
    try check(known)
    try await checkRunnable(known.draft)
    try await requireTrust(known.draft.workspace, base: known.baseCommit ?? known.draft.base)
    try await checkBudget(known)
    return try await store.write { transaction in
      let record = try transaction.existing(id)
      guard record.trashed == nil else {
        throw DroverError(.refused, "\(id) is in the trash", remedy: "`drover task restore \(id)` brings it back")
      }
      try check(record)
      try TrimRules.checkNoneWaits(record)
      let asked = TaskStartAsked(fresh: fresh)
      try transaction.append(EventDraft(.taskStartAsked(asked), task: id, by: author))
      return TaskView(try transaction.existing(id))
    }
  }

  func merge(
    _ record: TaskRecord, _ tree: TreeFacts, into: String?, strategy: MergeStrategy?, _ runs: RunDriver,
    by author: Author
  ) async throws -> TaskView {
    let request = MergeRequest(
      into: into, strategy: strategy ?? .merge, message: record.draft.title)
    let made = try await runs.repositories.merge(tree, request)
    let view = try await store.write { transaction in
      let now = try transaction.existing(record.id)
      // Two who merge at once: it is merged once.
      guard now.merged == nil else { return TaskView(now) }
      let merged = TaskMerged(into: made.into, commit: made.commit, strategy: request.strategy.rawValue)
      try transaction.append(EventDraft(.taskMerged(merged), task: record.id, by: author))
      try transaction.loseRace(to: now, by: author)
      return TaskView(try transaction.existing(record.id))
    }
    await tidy(record, tree)
    await endRace(of: record)
    return view
  }

  func tidy(_ record: TaskRecord, _ tree: TreeFacts) async {
    await tearDown(record)
    // Settings that cannot be read keep the branch: nothing is deleted on a guess.
    let keepBranch = (try? await settings(of: record.draft.workspace).keepBranch) ?? true
    await runs?.repositories.tidy(tree, folder: trashFolder(of: record), keepBranch: keepBranch)
  }

  /// Moves the worktree first: a task is never called discarded while its tree is where it was.
  func trash(_ record: TaskRecord) async throws -> String? {
    guard let tree = record.tree, tree.path != nil, let runs else { return nil }
    let folder = trashFolder(of: record)
    await tearDown(record)
    try await runs.repositories.moveToTrash(tree, folder: folder)
    return folder
  }

  func untrash(_ record: TaskRecord) async throws -> String? {
    guard let folder = record.trashed?.folder, let runs else { return nil }
    do {
      return try await runs.repositories.restore(workspace: record.draft.workspace, folder: folder).path
    } catch let error as DroverError where error.code == .notFound {
      // An engine that was killed had brought it back and not yet written it down.
      let trees = await runs.repositories.found()
      guard let back = trees.first(where: { $0.task == record.id && $0.trash == nil }) else { throw error }
      return back.path
    }
  }

  /// Work is never held up by what was to end beside it: that is marked on the card, or was not to be read.
  private func tearDown(_ record: TaskRecord) async {
    do { try await runs?.tearDown(record) } catch { return }
  }

  /// The same for each try: an engine goes on with what a killed one has begun.
  func trashFolder(of record: TaskRecord) -> String { "\(store.home.trash)/\(record.id)-\(record.uid)" }

  package func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> {
    if request.follow, request.part == nil { await awaitLaunch(of: request.run) }
    let name = request.part.map { "\(request.run)-\($0)" }
    return try await log(of: request.run, named: name) { try await $0.log($1, request) }
  }

  /// An attempt is written down a moment before its keeper runs: who follows it waits for that.
  private func awaitLaunch(of run: RunID) async {
    guard let runs, !busy.isEmpty || !talking.isEmpty, !isStopped else { return }
    // What cannot be read is not waited for: the host is asked now.
    let isTask = (try? await store.liveTasks())?.contains { $0.activeAttempt?.run == run } == true
    let turn = isTask ? nil : try? await store.turn(of: run)
    guard isTask || turn.map({ $0.closed == nil }) == true else { return }
    await runs.launched.wait(for: run)
  }

  /// `named`: what ran around it, by its own name.
  func log<Found>(
    of run: RunID, named name: String? = nil, _ ask: (any RunHost, String) async throws -> Found
  ) async throws -> Found {
    let own = try await printed(for: run)
    let name = name ?? own.description
    guard let runs, await runs.host.wasLaunched(name, token: runs.token) else {
      throw DroverError(.notFound, "there is no run \(name)", remedy: "`drover task show` lists a task's runs")
    }
    return try await ask(runs.host, name)
  }

  /// What a conversation did before there was a task stands in the log of its own run.
  private func printed(for run: RunID) async throws -> RunID {
    try await store.task(of: run)?.attempts.first { $0.run == run }?.printed ?? run
  }

  package func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    switch request {
    case .diff(let id, _):
      guard let runs, let tree = try await record(id).tree else { throw DroverError.noWork(id) }
      return try await runs.repositories.diff(tree)
    case .patch(let request): return try await patch(request)
    case .touched(let id):
      guard let runs, let tree = try await record(id).tree else { throw DroverError.noWork(id) }
      return try await runs.repositories.watch(tree)
    }
  }
}

extension DroverError {
  static func noWork(_ id: TaskID) -> DroverError {
    DroverError(.refused, "\(id) has no work yet", remedy: "`drover task start \(id)` starts it")
  }
}

// MARK: - Scheduling

extension OrchestrationEngine {
  /// Looks at the facts and starts what may start; called whenever facts changed that matter to it. Facts that come while
  /// it looks are looked at together afterwards, so a thousand at once cost two looks and not a thousand.
  func schedule() async {
    isLookWanted = true
    guard !isLooking else { return }
    isLooking = true
    defer { isLooking = false }
    while isLookWanted {
      isLookWanted = false
      await look()
    }
  }

  private func look() async {
    guard let runs, isServing else { return }
    await driveSessions()
    do { live.take(try await store.liveTasks(since: live.seq)) } catch { return }  // the next fact asks again
    let live = live.tasks
    let states = await dependencyStates(of: live)
    for task in live where task.isUnderWay && task.needs == nil { drive(task.id, runs) }
    for task in live where task.hasLost { giveUp(task.id) }
    let limits = await limits(for: live)
    let room = live.contains { $0.startAsked != nil } ? await room() : Room()
    let decision = SchedulerMachine(limits: limits, room: room).decide(live, busy: Set(busy.keys), now: clock()) {
      states[$0]
    }
    wakeLater(decision.wakeAt)
    for task in decision.start { drive(task, runs) }
    for task in decision.release { await endWait(of: task) }
    lookForRoomLater(decision.waitsForRoom)
    for (task, wait) in decision.wait.sorted(by: { $0.key < $1.key }) { await note(wait, of: task) }
  }

  func endWait(of task: TaskID) async {
    // A wait that is not ended now is looked at again with the next fact.
    let _: Void? = try? await store.write { transaction in
      try transaction.append(EventDraft(.taskWaiting(TaskWaiting()), task: task, by: .engine))
      return
    }
  }

  private func wakeLater(_ moment: Timestamp?) {
    wake?.cancel()
    wake = moment.map { moment in
      // Held in `wake`; replaced by the next decision, ended by `endRuns`.
      Task {
        let pause = max(.milliseconds(1), moment.since(clock()))
        do { try await Task.sleep(for: pause) } catch { return }
        await self.awake()
      }
    }
  }

  /// On its own task: a decision must not be cancelled by the alarm that it replaces.
  private func awake() async {
    wake = nil
    await schedule()
  }

  func drive(_ task: TaskID, _ runs: RunDriver) {
    guard busy[task] == nil else { return }
    // Held in `busy` and awaited by `endRuns`; tells the engine when the task rests.
    busy[task] = Task {
      await runs.run(task)
      await self.rested(task)
    }
  }

  private func rested(_ task: TaskID) async {
    busy[task] = nil
    // A run that never came to its launch: who follows its log is told so.
    if let run = (try? await store.task(task))?.lastAttempt?.run { await runs?.launched.release(run) }
    await schedule()
  }

  private func dependencyStates(of live: [QueuedTask]) async -> [TaskID: TaskState] {
    var states: [TaskID: TaskState] = [:]
    for id in Set(live.lazy.flatMap(\.after)) {
      // One that cannot be read counts as not there: fail closed.
      if let found = try? await store.task(id), found.trashed == nil { states[id] = found.state }
    }
    return states
  }

  private func note(_ wait: SchedulerMachine.Wait, of task: TaskID) async {
    let (subject, reason): (Waiting.Subject, String) =
      switch wait {
      case .dependency(let words): (.dependency, words)
      case .slot(let words): (.slot, words)
      }
    // A wait that is not written down is found again by the next fact.
    let _: Void? = try? await store.write { transaction in
      guard let now = try transaction.task(task), now.startAsked != nil, now.activeAttempt == nil,
        now.waiting?.reason != reason
      else { return }
      let waiting = Waiting(for: subject, since: transaction.now, reason: reason)
      try transaction.append(EventDraft(.taskWaiting(TaskWaiting(waiting: waiting)), task: task, by: .engine))
    }
  }

  /// Wakes the scheduler on every fact that may let something start.
  func watchFacts() async {
    while isServing {
      for await event in store.committed.listen(bound: 10_000) {
        if Self.wakes(event.body) { await schedule() }
        await keepTrash()
      }
      if isStopped { return }
      await schedule()  // cut off for being far behind: look at everything once, then listen again
    }
  }

  private static func wakes(_ body: EventBody) -> Bool {
    switch body {
    case .taskStartAsked, .taskCancelled, .taskMerged, .taskClosed, .taskDiscarded, .taskRestored, .taskEdited,
      .taskWaiting, .trimAsked, .runFinished, .workspaceTrusted, .sessionPrompted, .turnStopped,
      .sessionTreeGiven:
      true
    case .setupFinished, .teardownFinished, .repositoryInspected, .snapshotMade, .worktreeReset, .baseMerged,
      .mergeRefused, .branchPushed, .clashNoted, .raceRanked, .workspaceAdded, .workspaceStopped, .trashEmptied,
      .workspaceRemoved,
      .taskCreated,
      .worktreeMade, .runStarted,
      .agentEnded, .commitMade, .usageBooked, .verifyFinished, .budgetSet, .historyLost, .serviceSwitched,
      .serviceTested, .agentSession, .approvalAsked,
      .approvalAnswered, .approvalWithdrawn, .promptSent, .inputDelivered, .quotaNoted, .agentRetrying, .agentFault,
      .turnFinished, .filesTouched, .ruleAdded, .ruleRemoved, .reviewKept, .sessionCreated, .sessionEdited,
      .sessionTreeMade,
      .turnStarted,
      .turnClosed, .sessionRemoved, .unknown:
      false
    }
  }
}
