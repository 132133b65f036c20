import Domain
import Store

/// Who may run what where: asked before a start is written down, and again at the moment of the start.
extension OrchestrationEngine {
  /// Throws the sentence that says what was not seen yet.
  func requireTrust(_ workspace: String, base: String?) async throws {
    var base = base
    if base == nil { base = try await settings(of: workspace).base }
    if let refusal = try await runs?.guardian.refusal(workspace, base: base) { throw refusal }
  }

  func trustReport(_ workspace: String, base: String?) async throws -> TrustReport {
    guard let runs else { throw DroverError.noWorkspace(workspace) }
    return try await runs.guardian.report(workspace, base: base)
  }

  /// Also ends the waits for it, in the same transaction.
  func trustWorkspace(_ path: String, hash: String, base: String?, by author: Author) async throws -> WorkspaceView {
    try await store.write { transaction in
      try transaction.adopt(workspace: path, by: author)
      guard let known = try transaction.workspace(path: path) else { throw DroverError.noWorkspace(path) }
      let trusted = WorkspaceTrusted(id: known.id, hash: hash, base: base)
      let fact = try transaction.append(EventDraft(.workspaceTrusted(trusted), by: author))
      for task in try transaction.liveTasks() where task.draft.workspace == path && task.waiting?.needs == .trust {
        try transaction.append(
          EventDraft(.taskWaiting(TaskWaiting()), task: task.id, by: .engine, cause: fact.seq))
      }
      return try transaction.existing(known.id)
    }
  }
}

/// Knows whether a repository may run anything, and makes a task wait that may not go on there.
struct Guardian: Sendable {
  let store: Store
  let workspaces: any Workspaces
  /// The branches that Drover made.
  let branches = OwnBranches()

  func report(_ path: String, base: String?) async throws -> TrustReport {
    let content = try await workspaces.content(of: path, base: base)
    let known = try await store.workspaces().first { $0.path == path }
    return TrustRules.report(content, known, path: path)
  }

  func refusal(_ path: String, base: String?) async throws -> DroverError? {
    try await report(path, base: base).refusal(base: base)
  }

  /// Whether our git may go on in the task's repository: a run may have changed what it obeys. If not, the card says so.
  func isCalm(_ record: TaskRecord) async throws -> Bool {
    guard let refusal = try await unrest(record.draft.workspace) else { return true }
    try await hold(record, refusal)
    return false
  }

  func unrest(_ path: String) async throws -> DroverError? {
    guard let changes = try await store.workspaces().first(where: { $0.path == path })?.changes else { return nil }
    return TrustReport(path: path, isTrusted: false, unseen: [], changes: changes, hash: "").refusal(base: nil)
  }

  /// Whether the task may take its next step; if not, that is written on its card.
  func admits(_ record: TaskRecord, base: String?) async throws -> Bool {
    guard let refusal = try await refusal(record.draft.workspace, base: base) else {
      return true
    }
    try await hold(record, refusal)
    return false
  }

  private func hold(_ record: TaskRecord, _ refusal: DroverError) async throws {
    try await store.write { transaction in
      guard let now = try transaction.task(record.id), now.startAsked != nil || now.activeAttempt != nil else { return }
      let reason = "\(refusal.message); \(refusal.remedy)"
      let waiting = Waiting(for: .approval, since: transaction.now, reason: reason, needs: .trust)
      try transaction.append(EventDraft(.taskWaiting(TaskWaiting(waiting: waiting)), task: record.id, by: .engine))
    }
  }
}
