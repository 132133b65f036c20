import Base

/// State is a fold of events; this is the fold. A pure function of the record and the event, so that a projection can be
/// dropped and rebuilt to the same bytes.
extension TaskRecord {
  /// The record that a task begins with; nil for an event that begins none.
  package static func begun(by event: Event) -> TaskRecord? {
    guard let task = event.task, case .taskCreated(let data) = event.body else { return nil }
    var record = TaskRecord(id: task, uid: data.uid, draft: data.draft, created: event.time)
    record.race = data.race.map { Race(tasks: $0) }
    if record.race != nil { record.badges = [.race] }
    return record
  }

  package mutating func apply(_ event: Event) {
    switch event.body {
    case .taskEdited(let data):
      draft.apply(data.edit)
    case .taskStartAsked(let data):
      if data.fresh { resetAsked = true }
      repair = data.repair
      mergeAsked = data.merge
      trimAsked = nil
      startAsked = event.time
      askedPrompt = data.prompt
      handOver(data, at: event.time)
      // A repair goes on with who did the work; only a failure of the agent's own may hand it over.
      followUps = event.by == .engine && data.repair == nil ? (followUps ?? 0) + 1 : nil
      cancelled = nil
      waiting = nil
    case .trimAsked(let data):
      // A reset that was asked for and given up would take away what is to be kept.
      (startAsked, trimAsked, resetAsked) = (event.time, data, nil)
      (repair, mergeAsked, askedPrompt, followUps, cancelled, waiting) = (nil, nil, nil, nil, nil, nil)
    case .taskWaiting(let data):
      waiting = data.waiting
      if data.refused == true {
        (startAsked, askedPrompt, repair, mergeAsked, trimAsked, handover) = (nil, nil, nil, nil, nil, nil)
      }
      if let offset = data.offset { change(event.run) { $0.consume(offset) } }
    case .taskCancelled:
      cancelled = event.time
      startAsked = nil
      handover = nil
      waiting = nil
    case .taskDiscarded(let data):
      trashed = Trash(time: event.time, folder: data.folder, hidden: data.hidden)
      startAsked = nil
      waiting = nil
      worktree = nil
    case .taskRestored(let data):
      trashed = nil
      race?.lostTo = nil
      worktree = data.worktree
    case .trashEmptied(let data):
      if trashed?.folder == data.folder { trashed?.folder = nil }
    case .taskMerged(let data):
      merged = Merge(into: data.into, commit: data.commit, time: event.time)
      worktree = nil
    case .taskClosed:
      closed = event.time
    case .setupFinished, .teardownFinished, .repositoryInspected, .snapshotMade, .worktreeReset, .baseMerged,
      .mergeRefused, .branchPushed, .clashNoted:
      applyTree(event)
    case .worktreeMade(let data):
      isReady = nil
      worktree = data.path
      branch = data.branch
      baseCommit = data.baseCommit
      draft.base = data.base
    case .runStarted(let data):
      begin(data, run: event.run, at: event.time)
    case .agentEnded(let data):
      change(event.run) { attempt in
        attempt.agentEnded = event.time
        attempt.exitCode = data.exitCode
        attempt.agentReason = data.reason
        attempt.stopClass = data.errorClass
        attempt.stopBudget = data.budget
      }
    case .commitMade(let data):
      change(event.run) { attempt in
        attempt.commit = data.commit
        attempt.changedFiles = data.files
        attempt.conflicts = data.conflicts
        attempt.changedLines = data.lines
      }
      if let base = data.base { baseCommit = base }
    case .usageBooked(let data):
      change(event.run) { attempt in
        attempt.usage = attempt.usage.map { $0 + data.usage } ?? data.usage
        attempt.cost = attempt.cost.map { $0.adding(data.cost) } ?? data.cost
        attempt.consume(data.offset)
      }
    case .verifyFinished(let data):
      change(event.run) { attempt in
        attempt.verified = data.passed
        attempt.fromBase = data.fromBase
        attempt.verifyLost = data.lost
      }
    case .runFinished(let data):
      change(event.run) { attempt in
        attempt.finished = event.time
        attempt.outcome = data.outcome
      }
      badges = Set(badges).union(data.badges).sorted { $0.rawValue < $1.rawValue }
      waiting = nil
    case .raceRanked(let data):
      race?.ranking = data.ranking.isEmpty ? nil : data.ranking
      if let winner = data.lostTo { race?.lostTo = winner }
      badges.removeAll { $0 == .race || $0 == .raceFirst }
      badges = (badges + [raceBadge].compactMap(\.self)).sorted { $0.rawValue < $1.rawValue }
    case .reviewKept(let data):
      review = data.isEmpty ? nil : data
    case .agentSession, .approvalAsked, .approvalAnswered, .approvalWithdrawn, .promptSent, .inputDelivered,
      .quotaNoted, .agentRetrying, .agentFault, .turnFinished, .filesTouched:
      applyAgent(event)
    case .workspaceAdded, .workspaceTrusted, .workspaceStopped, .workspaceRemoved, .taskCreated, .budgetSet,
      .historyLost, .serviceSwitched, .serviceTested, .ruleAdded, .ruleRemoved, .sessionCreated, .sessionEdited,
      .sessionPrompted, .sessionTreeMade, .sessionTreeGiven, .turnStarted,
      .turnStopped, .turnClosed, .sessionRemoved, .unknown:
      break
    }
  }

  private mutating func begin(_ data: RunStarted, run: RunID?, at time: Timestamp) {
    guard let run else { return }
    startAsked = nil
    waiting = nil
    race?.ranking = nil
    badges = (draft.permission == .auto ? [.auto] : []) + [raceBadge].compactMap(\.self)
    clashes = nil
    var attempt = Attempt(
      run: run, service: data.service, model: data.model, reason: data.reason, started: time, verify: data.verify)
    attempt.repairs = data.repairs
    attempt.repair = repair
    (attempt.mergeAsked, attempt.trim) = (mergeAsked, trimAsked)
    (repair, mergeAsked, trimAsked) = (nil, nil, nil)
    attempt.prompt = askedPrompt
    attempt.isHandover = handover.map { _ in true }
    handover = nil
    attempt.resumes = data.resumes
    attempt.printed = data.printed
    attempt.isFollowUp = (followUps ?? 0) > 0 ? true : nil
    askedPrompt = nil
    attempts.append(attempt)
  }

  /// From now on the task is the new one's, also where it is retried; a model's name means nothing to another service.
  private mutating func handOver(_ data: TaskStartAsked, at time: Timestamp) {
    guard let service = data.service else { return }
    draft.service = service
    draft.model = data.model
    handover = time
  }

  private var raceBadge: Badge? {
    race.map { $0.ranking?.first?.task == id ? .raceFirst : .race }
  }

  mutating func change(_ run: RunID?, _ change: (inout Attempt) -> Void) {
    guard let run, let index = attempts.lastIndex(where: { $0.run == run }) else { return }
    change(&attempts[index])
  }
}
