/// What a person, the machine and a trusted repository have configured, as the engine asks for it. It asks again for each
/// decision, so what a changed file says holds from the next one on.
package protocol Configured: Sendable {
  /// What holds everywhere.
  func machine() async -> MachineSettings
  /// What holds in a workspace; the repository's own layer counts only where it is exactly what was trusted.
  func workspace(_ path: String, trusted: String?) async throws -> WorkspaceSettings
  /// An element whenever something has changed.
  func changes() async -> AsyncStream<Void>
}

/// Limits and habits of this machine.
package struct MachineSettings: Hashable, Sendable {
  package var runs = Int.max
  package var runsPerService: [String: Int] = [:]
  /// In bytes; a run starts only while so much is free.
  package var freeMemory: Int64 = 0
  package var freeDisk: Int64 = 0
  package var trashAge = Duration.seconds(30 * 86_400)
  package var budgets = BudgetLimits()
  /// How deep agents may make tasks that make tasks, and how many one may make.
  package var agentDepth = 2
  package var agentTasks = 20
  /// How long an agent may say nothing, and whether tasks go on by themselves once a quota is back; nil: as the engine began.
  package var silence: Duration?
  package var resumesAfterQuota: Bool?
  /// For `status`: what is wrong with the configuration, in sentences.
  package var notices: [String] = []

  package init() {}
}

/// What a task in one workspace goes by where it says nothing itself.
package struct WorkspaceSettings: Hashable, Sendable {
  package var base: String?
  package var branch = "task-{number}"
  package var worktree = "{home}/worktrees/{name}-{hash}/task-{number}"
  package var verify: String?
  package var setup: String?
  package var teardown: String?
  package var copy: [String] = []
  package var tags: [String] = []
  package var permission = Permission.edits
  package var repairs = 1
  package var keepBranch = false
  package var runs = Int.max
  /// The longest one attempt may take; nil for no limit.
  package var timeLimitSeconds: Int?
  /// In bytes; nil for what the run host has.
  package var logLimit: Int64?
  /// The person's, as far as the repository does not lower them.
  package var budgets = BudgetLimits()

  package init() {}
}

/// Nothing but the defaults: for an engine that stands on its own.
package struct BuiltInConfiguration: Configured {
  package init() {}
  package func machine() async -> MachineSettings { MachineSettings() }
  package func workspace(_ path: String, trusted: String?) async throws -> WorkspaceSettings { WorkspaceSettings() }
  package func changes() async -> AsyncStream<Void> { AsyncStream { $0.finish() } }
}

/// What the machine has left, in bytes; nil where nobody can say.
package struct Room: Hashable, Sendable {
  package var memory: Int64?
  package var disk: Int64?

  package init(memory: Int64? = nil, disk: Int64? = nil) {
    self.memory = memory
    self.disk = disk
  }
}
