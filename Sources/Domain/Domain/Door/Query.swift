package import Base

/// What can be asked about. Answers stand at a sequence number, so a listener knows from where to follow.
package enum Query: Hashable, Sendable, Codable {
  case tasks(TaskFilter)
  /// By short id, full id or a unique prefix of the full id.
  case task(id: String)
  case counts(workspace: String?)
  case workspaces
  case events(since: Int64, limit: Int, task: TaskID?)
  case status
  case explain(task: TaskID)
  /// Looks through one stretch of a run's output.
  case searchLog(LogSearch)
  /// When the stretches of a run's output were written, a second apart or more.
  case logTimes(run: RunID, from: Int64, to: Int64)
  /// Whether anything may run in a repository, and what it would.
  case trust(workspace: String, base: String?)
  case budgets
  case stats(StatsRequest)
  /// Everything about one task: its attempts, the facts behind its state, what was seen of its work.
  case detail(task: TaskID)
  /// Which files a task or one of its attempts changed.
  case changes(DiffRequest)
  /// What waits for a person, oldest first; with `all` also what was answered, newest first, as an audit.
  case inbox(all: Bool, limit: Int)
  case rules
  /// The conversations, last changed first.
  case sessions(all: Bool)
  /// By short id, full id, a unique prefix of the full id, or name.
  case session(id: String)
  /// The last turns of a conversation, oldest first.
  case turns(session: SessionID, limit: Int)
  /// Every service, with what is found here and what runs have told.
  case services
  /// What another service would be told if it took a task over; nothing is sent.
  case recap(task: TaskID, service: String, prompt: String?)
  /// What services charge, and what their runs cost so far.
  case prices(services: [String], model: String?)
}

package struct TaskFilter: Hashable, Sendable, Codable {
  package var state: TaskState?
  package var workspace: String?
  package var tag: String?
  package var trashed = false
  package var offset = 0
  package var limit = 1000

  package init(state: TaskState? = nil, workspace: String? = nil) {
    self.state = state
    self.workspace = workspace
  }
}

package enum Answer: Hashable, Sendable, Codable {
  case tasks(TaskPage)
  case task(TaskView)
  case counts([String: Int])
  case workspaces([WorkspaceView])
  case events([Event])
  case status(EngineStatus)
  case explain(Explanation)
  case logHits(LogHits)
  case logTimes([LogTime])
  case trust(TrustReport)
  case budgets([BudgetView])
  case stats([StatsRow])
  case detail(TaskDetail)
  case changes(ChangeList)
  case inbox([AskView])
  case rules([RuleView])
  case sessions([SessionView])
  case session(SessionView)
  case turns([TurnView])
  case services([ServiceView])
  case recap(Recap)
  case prices([ServicePrice])
}

/// One page of tasks, newest activity first, and where the log stood.
package struct TaskPage: Hashable, Sendable, Codable {
  package var tasks: [TaskView]
  package var total: Int
  package var seq: Int64

  package init(tasks: [TaskView], total: Int, seq: Int64) {
    self.tasks = tasks
    self.total = total
    self.seq = seq
  }
}

package struct WorkspaceView: Hashable, Sendable, Codable {
  package var id: WorkspaceID
  package var name: String
  package var path: String
  package var added: Timestamp
  /// The hash of the content that the person trusted; nil until then.
  package var trusted: String?
  /// The same of what a base brought that differs from the checkout.
  package var trustedBase: String?
  /// What a run changed there and the person has not seen yet; our git stands still until then.
  package var changes: [String]?

  package init(
    id: WorkspaceID, name: String, path: String, added: Timestamp, trusted: String?, trustedBase: String? = nil,
    changes: [String]? = nil
  ) {
    self.id = id
    self.name = name
    self.path = path
    self.added = added
    self.trusted = trusted
    self.trustedBase = trustedBase
    self.changes = changes
  }
}

package struct EngineStatus: Hashable, Sendable, Codable {
  package var running: Bool
  package var pid: Int
  package var version: String
  package var generation: Int64
  package var started: Timestamp
  package var tasks: [String: Int]
  /// What a person should know, in sentences: a configuration that cannot be used, what the trash let go.
  package var notices: [String]?

  package init(
    running: Bool, pid: Int, version: String, generation: Int64, started: Timestamp, tasks: [String: Int],
    notices: [String]? = nil
  ) {
    self.notices = notices
    self.running = running
    self.pid = pid
    self.version = version
    self.generation = generation
    self.started = started
    self.tasks = tasks
  }
}

/// Why a task is where it is: the state, the facts it follows from, and what leads out of it.
package struct Explanation: Hashable, Sendable, Codable {
  package var id: TaskID
  package var state: TaskState
  package var facts: [String]
  package var ways: [String]

  package init(id: TaskID, state: TaskState, facts: [String], ways: [String]) {
    self.id = id
    self.state = state
    self.facts = facts
    self.ways = ways
  }
}
