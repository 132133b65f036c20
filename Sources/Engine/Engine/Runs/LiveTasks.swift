import Base
import Domain
import Store

/// The tasks that are queued, under way, or beaten and not yet in the trash, as small as the scheduler needs them. Only
/// those that something happened to are read again, so a fact costs the same whether ten tasks wait or a thousand.
struct LiveTasks {
  /// The last event that this stands for; nil before the first look.
  private(set) var seq: Int64?
  private var known: [TaskID: QueuedTask] = [:]
  /// In turn: higher priority first, then who waits longest.
  private(set) var tasks: [QueuedTask] = []

  mutating func take(_ found: LiveChanges) {
    seq = found.seq
    guard !found.tasks.isEmpty else { return }
    for task in found.tasks { known[task.id] = task.record.map(QueuedTask.init) }
    tasks = QueuedTask.inTurn(Array(known.values))
  }
}

/// What decides about a task's turn.
struct QueuedTask {
  let id: TaskID
  let priority: Int
  let startAsked: Timestamp?
  let workspace: String
  let service: String?
  let after: [TaskID]
  let isUnderWay: Bool
  let isTrashed: Bool
  let hasLost: Bool
  let needs: Waiting.Need?
  /// Until when a quota, a back-off or a budget keeps it.
  let backAt: Timestamp?
  /// What its card says already.
  let reason: String?

  init(_ task: TaskRecord) {
    id = task.id
    priority = task.draft.priority
    startAsked = task.startAsked
    workspace = task.draft.workspace
    service = task.activeAttempt?.service ?? task.draft.service
    after = task.draft.after
    isUnderWay = task.activeAttempt != nil
    isTrashed = task.trashed != nil
    hasLost = task.hasLost
    needs = task.waiting?.needs
    let waits = task.waiting.map { [.quota, .retry].contains($0.for) || $0.needs == .budget } ?? false
    backAt = waits ? task.waiting?.until : nil
    reason = task.waiting?.reason
  }

  /// Asked for, and held up by nothing that only a person can give.
  var isQueued: Bool {
    startAsked != nil && !isUnderWay && !isTrashed && (needs == nil || needs == .budget)
  }

  static func inTurn(_ tasks: [QueuedTask]) -> [QueuedTask] {
    tasks.sorted {
      ($1.priority, $0.startAsked?.microseconds ?? 0, $0.id.number) < (
        $0.priority, $1.startAsked?.microseconds ?? 0, $1.id.number
      )
    }
  }
}
