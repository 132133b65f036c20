package import Base

/// A task as the contract writes it in JSON; what `list`, `show`, the socket and MCP hand out.
package struct TaskView: Hashable, Sendable, Codable {
  package var id: TaskID
  package var uid: FullID
  package var title: String
  package var prompt: String
  package var state: TaskState
  package var waiting: Waiting?
  package var reason: String?
  package var badges: [String]
  package var service: String?
  package var model: String?
  package var permission: Permission
  package var workspace: String
  package var base: String?
  package var branch: String?
  package var worktree: String?
  package var created: Timestamp
  package var started: Timestamp?
  /// When the last attempt ended; a merge or a closing does not move it.
  package var finished: Timestamp?
  /// Seconds that its ended attempts took together.
  package var worked: Double?
  /// Since when an attempt is under way; nil while none is.
  package var workingSince: Timestamp?
  package var usage: Usage?
  package var cost: Cost?
  package var trashed: Bool
  package var priority: Int
  package var tags: [String]
  package var after: [TaskID]
  package var verify: String?
  /// What came of verify after the last attempt; nil where it did not run.
  package var verified: Bool?
  /// How many files the last commit of an attempt changed; nil before there is one.
  package var changedFiles: Int?
  package var runs: [RunID]
  /// The pull request that was opened, or the remote that the branch went to.
  package var pushed: String?
  package var arguments: [String]?
  package var budget: Money?
  package var timeoutSeconds: Int?
  /// Who else does the same work, and how they stand; nil for a task that runs alone.
  package var race: Race?

  package init(_ record: TaskRecord) {
    let draft = record.draft
    id = record.id
    uid = record.uid
    title = draft.title
    prompt = draft.prompt
    state = record.state
    waiting = state == .todo || state == .running ? record.waiting : nil
    reason = record.reason
    badges = record.badges.map(\.rawValue)
    service = record.lastAttempt?.service ?? draft.service
    model = record.lastAttempt?.model ?? draft.model
    permission = draft.permission ?? .edits
    workspace = draft.workspace
    base = draft.base
    branch = record.branch
    worktree = record.worktree
    created = record.created
    started = record.started
    finished = record.finished
    worked = record.worked
    workingSince = record.activeAttempt?.started
    usage = record.usage
    cost = record.cost
    trashed = record.trashed != nil
    priority = draft.priority
    tags = draft.tags
    after = draft.after
    verify = record.lastAttempt?.verify ?? draft.verify
    verified = record.lastAttempt?.verified
    changedFiles = record.attempts.last { $0.changedFiles != nil }?.changedFiles?.count
    runs = record.attempts.map(\.run)
    pushed = record.pushed.map { $0.url ?? $0.remote }
    arguments = draft.arguments.isEmpty ? nil : draft.arguments
    budget = draft.budget
    timeoutSeconds = draft.timeoutSeconds
    race = record.race
  }
}
