import Domain
import Store

/// The same task by several services at once, each in a task and a worktree of its own.
extension OrchestrationEngine {
  /// All of them are made, or none; the first one is answered, and names the others.
  func createRace(_ draft: TaskDraft, start: Bool, by author: Author) async throws -> TaskView {
    try RaceRules.check(draft)
    let drafts = draft.race.map { service in
      var own = draft
      own.service = service
      return own
    }
    // Who cannot run at all is said before anybody has run.
    for own in drafts { try await checkRunnable(own) }
    if start { try await requireTrust(draft.workspace, base: draft.base) }
    let uids = drafts.map { _ in ids() }
    for (own, uid) in zip(drafts, uids) { try await checkBudget(of: own, start: start, uid: uid, by: author) }
    let settings = try await settings(of: draft.workspace)
    let machine = await configured.machine()
    let limits = AgentLimits(depth: machine.agentDepth, tasks: machine.agentTasks)
    return try await store.write { transaction in
      let first = try transaction.nextTask()
      let tasks = drafts.indices.map { TaskID(number: first.number + $0) }
      try TaskRules.checkDependencies(of: first, after: draft.after, record: transaction.task)
      try transaction.adopt(workspace: draft.workspace, by: author)
      for (index, var own) in drafts.enumerated() {
        try limits.check(author, in: transaction)
        own.tidy()
        TaskRules.fill(&own, from: settings, by: author)
        let created = TaskCreated(uid: uids[index], draft: own, race: tasks)
        let made = try transaction.append(EventDraft(.taskCreated(created), task: tasks[index], by: author))
        guard start else { continue }
        let asked = TaskStartAsked(fresh: false)
        try transaction.append(EventDraft(.taskStartAsked(asked), task: tasks[index], by: author, cause: made.seq))
      }
      return TaskView(try transaction.existing(first))
    }
  }

  /// One was merged: what still runs of the others ends, and their worktrees go to the trash, whole. That they have lost
  /// was written with the merge, so an engine that dies in here leaves the rest to the next one.
  func endRace(of winner: TaskRecord) async {
    for id in winner.race?.tasks ?? [] where id != winner.id {
      guard let other = try? await store.task(id), other.hasLost else { continue }
      await giveUp(id).value
    }
  }

  /// At most once for each in one engine: one that cannot be moved stays on the board, where a person can discard it.
  @discardableResult func giveUp(_ loser: TaskID) -> Task<Void, Never> {
    if let known = losing[loser] { return known }
    // Held in `losing` and awaited by `endRuns`.
    let work = Task { await self.discardLoser(loser) }
    losing[loser] = work
    return work
  }

  private func discardLoser(_ id: TaskID) async {
    do {
      let record = try await record(id)
      if record.activeAttempt != nil || record.startAsked != nil { _ = try await cancelTask(id, by: .engine) }
      if record.activeAttempt != nil, let runs { drive(id, runs) }  // adopted, so that its end is written down
      await busy[id]?.value
      try Task.checkCancellation()
      _ = try await discardTask(id, hide: false, by: .engine)
      losing[id] = nil
    } catch {
      return
    }
  }

  /// What is known of what services charge, and of what they cost so far.
  func prices(of services: [String], model: String?) async throws -> [ServicePrice] {
    let rows = try await statistics(StatsRequest(by: .service), withTurns: false)
    let records = try await store.services()
    return services.map { service in
      let row = rows.dropLast().first { $0.key == service }
      let model = model ?? records.first { $0.name == service }?.models.last
      let price = model.flatMap { budgetDesk.catalogue.model(named: $0)?.price }
      let spent = row.map { $0.spent.amount + $0.spent.covered }
      let average = row.flatMap { row in
        spent.flatMap { $0 > .zero && row.runs > 0 ? Money(billionths: $0.billionths / Int64(row.runs)) : nil }
      }
      return ServicePrice(
        service: service, model: model, input: price?.input, output: price?.output, runs: row?.runs ?? 0,
        average: average)
    }
  }
}

extension Transaction {
  /// Once all who race have come to rest, how they stand is written on each card; again after each further attempt.
  mutating func rankRace(of task: TaskID) throws {
    guard let race = try self.task(task)?.race else { return }
    let all = try race.tasks.compactMap { try self.task($0) }
    guard all.allSatisfy(RaceRules.isAtRest) else { return }
    let ranking = RacePlace.ranked(all.filter { $0.trashed == nil })
    for record in all where record.race?.ranking != ranking && record.trashed == nil && !record.hasLost {
      try append(EventDraft(.raceRanked(RaceRanked(ranking: ranking)), task: record.id, by: .engine))
    }
  }
}

extension Transaction {
  /// Written with the merge itself.
  mutating func loseRace(to winner: TaskRecord, by author: Author) throws {
    for id in winner.race?.tasks ?? [] where id != winner.id {
      guard let other = try task(id), RaceRules.isOpen(other) else { continue }
      let ranked = RaceRanked(ranking: other.race?.ranking ?? [], lostTo: winner.id)
      try append(EventDraft(.raceRanked(ranked), task: id, by: author))
    }
  }
}

enum RaceRules {
  static func check(_ draft: TaskDraft) throws(DroverError) {
    guard draft.race.count > 1, Set(draft.race).count == draft.race.count else {
      throw DroverError(
        .usage, "a race needs two services or more, each once", remedy: "for example: --race claude,codex")
    }
    guard draft.service == nil, !draft.race.contains("command") else {
      throw DroverError(
        .usage, "a race names who runs it, and a command has nobody to race with",
        remedy: "drop --service; name agents only: drover service list")
    }
  }

  static func isAtRest(_ record: TaskRecord) -> Bool {
    record.trashed != nil
      || record.activeAttempt == nil && record.startAsked == nil
        && (record.lastAttempt != nil || record.cancelled != nil)
  }

  /// Not one that a person has brought to an end already.
  static func isOpen(_ record: TaskRecord) -> Bool {
    record.trashed == nil && record.merged == nil && record.closed == nil
  }
}
