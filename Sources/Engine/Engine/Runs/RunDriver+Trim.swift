import Domain
import Store

/// An attempt that leaves a part of the work: nobody works in it, git alone does.
extension RunDriver {
  /// Whoever did the work stays who did it, and what he printed stays to be read.
  func beginTrim(_ record: TaskRecord, _ trim: Trim, verify: String?) async throws {
    let token = token
    try await store.write { transaction in
      guard let now = try transaction.task(record.id), now.startAsked != nil, now.trimAsked == trim else { return }
      let last = now.attempts.last
      let started = RunStarted(
        service: last?.service ?? now.draft.service ?? "command", model: last?.model, reason: trim.words, host: "local",
        token: String(token), attempt: now.attempts.count + 1, verify: now.draft.verify ?? verify,
        printed: last.map { $0.printed ?? $0.run })
      try transaction.append(
        EventDraft(.runStarted(started), task: record.id, run: try transaction.nextRun(), by: .engine))
    }
  }

  /// Done twice it does the same: an engine that was killed in the middle of it is followed by one that goes on.
  func trim(_ attempt: TaskRecord.Attempt, _ trim: Trim, _ record: TaskRecord) async throws {
    guard let tree = record.tree else { throw DroverError(.failed, "the task's worktree is gone") }
    // Nobody waits for words of a program: there is none.
    await launched.release(attempt.run)
    if record.cancelled != nil {
      return try await write(record.id, attempt.run, .agentEnded(AgentEnded(reason: "cancelled before its start")))
    }
    guard try await guardian.isCalm(record) else { return }
    guard let seen = attempt.snapshot?.commit else {
      throw DroverError(
        .failed, "nothing was trimmed, since no snapshot could be taken: \(attempt.snapshot?.reason ?? "no reason")")
    }
    let message = "\(record.draft.title)\n\n\(trim.message)"
    try await repositories.trim(tree, to: trim, seen: seen, message: message)
    try await write(record.id, attempt.run, .agentEnded(AgentEnded(exitCode: 0, reason: "")))
  }
}

extension Trim {
  /// Below the title of its commit.
  fileprivate var message: String {
    undoes
      ? "Brings back what was trimmed off before \(from.prefix(12))."
      : "Keeps \(kept) of \(hunks) hunks of \(from.prefix(12))."
  }
}
