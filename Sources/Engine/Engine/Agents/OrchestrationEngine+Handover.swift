import Domain
import Store

/// Another service takes a task over in the middle: its worktree stays, and a person sees what the new one is told before
/// anything is sent.
extension OrchestrationEngine {
  /// Made from what the last attempt printed and from all that was changed, committed or not. Changes nothing but a private
  /// reference that keeps the worktree as it is.
  func recap(_ id: TaskID, for service: String, prompt: String?) async throws -> Recap {
    let record = try await record(id)
    try await checkHandover(record, to: service, model: nil)
    let last = record.attempts.last { $0.trim == nil }
    var digest = LogDigest()
    if let last, last.isAgent { digest = await self.digest(of: last, record) }
    let changes = await changesNow(record)
    let text = HandoverText.text(record, digest, changes, prompt: prompt)
    return Recap(task: id, service: service, text: text, isRunning: record.activeAttempt != nil)
  }

  /// What runs is asked to leave first; the new one begins when it is gone.
  func handOver(
    _ id: TaskID, to service: String, model: String?, text: String, by author: Author
  ) async throws -> TaskView {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw DroverError(
        .usage, "\(service) would be told nothing", remedy: "send what the recap says, or your own words")
    }
    let known = try await record(id)
    try await checkHandover(known, to: service, model: model)
    try await requireTrust(known.draft.workspace, base: known.baseCommit ?? known.draft.base)
    var next = known
    (next.draft.service, next.draft.model) = (service, model)
    try await checkBudget(next)
    let record = try await store.write { transaction in
      try HandoverRules.check(try transaction.existing(id), to: service)
      let asked = TaskStartAsked(prompt: text, fresh: false, service: service, model: model)
      try transaction.append(EventDraft(.taskStartAsked(asked), task: id, by: author))
      return try transaction.existing(id)
    }
    if let run = record.activeAttempt?.run { runs?.agents?.desk.look(run) }
    return TaskView(record)
  }

  private func checkHandover(_ record: TaskRecord, to service: String, model: String?) async throws {
    try HandoverRules.check(record, to: service)
    var draft = record.draft
    (draft.service, draft.model) = (service, model)
    try await checkRunnable(draft)
  }

  /// What cannot be read is left out: the changes in the worktree tell most of it.
  private func digest(of attempt: TaskRecord.Attempt, _ record: TaskRecord) async -> LogDigest {
    var digest = LogDigest()
    guard let runs, let agents = runs.agents else { return digest }
    do {
      var conversation = try await agents.conversation(of: attempt, record)
      let request = LogRequest(run: attempt.run)
      for await chunk in try await runs.host.log(attempt.run.description, request) where chunk.source == .output {
        for case .event(let event) in conversation.feed(chunk.bytes, at: chunk.offset) { digest.add(event.body) }
      }
    } catch {
      digest.isCut = true
    }
    return digest
  }

  private func changesNow(_ record: TaskRecord) async -> [ChangedFile]? {
    guard let runs, let tree = record.tree, tree.path != nil else { return nil }
    do {
      guard try await runs.guardian.unrest(record.draft.workspace) == nil else { return nil }
      let kept = try await runs.repositories.snapshot(tree, name: "recap-\(record.attempts.count)")
      guard let commit = kept.commit else { return nil }
      return try await runs.repositories.changes(
        TreeComparison(workspace: record.draft.workspace, from: tree.baseCommit, to: commit))
    } catch {
      return nil  // said in the recap
    }
  }
}

enum HandoverRules {
  static func check(_ record: TaskRecord, to service: String) throws(DroverError) {
    try InboxRules.checkContinue(record)
    let id = record.id
    guard service != "command" else {
      throw DroverError(.usage, "a command takes no task over", remedy: "name an agent: drover service list")
    }
    guard record.activeAttempt != nil || record.startAsked != nil || record.lastAttempt != nil else {
      throw DroverError(
        .refused, "\(id) has not begun, so there is nothing to take over",
        remedy: "`drover task edit \(id) --service \(service)`, then start it")
    }
    let current = record.activeAttempt?.service ?? record.lastAttempt?.service
    guard record.handover == nil, current != service else {
      throw DroverError(
        .refused, "\(id) is \(service)'s already", remedy: "`drover task continue \(id) WORDS` goes on with it")
    }
  }
}
