package import Domain

/// Everything that can be configured, with what holds when nobody says anything. A nil limit means: none.
///
/// What a key is called, what it may be and who may set it stands in ``SettingTable``.
package struct Settings: Hashable, Sendable {
  package var ui = Look()
  package var tasks = Tasks()
  package var limits = Limits()
  package var money = Budgets()
  package var quota = Quota()
  package var agents = Agents()
  package var engine = Lifetime()
  package var attach = Attach()
  package var mcp = MCP()
  package var trash = Trash()

  package init() {}

  package struct Look: Hashable, Sendable {
    package var theme = "auto"
    package var colour = "auto"
    package var colours: [String: String] = [:]
    package var framesPerSecond = 60
    package var framesPerSecondOverSSH = 20
    package var mouse = true
    package var accessible = false
    package var keys: [String: String] = [:]
    package var notifications = "terminal"
    package var notifyCommand: [String] = []
  }

  package struct Tasks: Hashable, Sendable {
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
  }

  package struct Limits: Hashable, Sendable {
    package var runs: Int?
    package var runsPerWorkspace: Int?
    package var runsPerService: [String: Int] = [:]
    package var freeMemory = ByteCount(bytes: 512 << 20)
    package var freeDisk = ByteCount(bytes: 1 << 30)
    package var log = ByteCount(bytes: 256 << 20)
    package var time: Duration?
  }

  package struct Budgets: Hashable, Sendable {
    package var perRun: Money?
    package var perTask: Money?
    package var perDay: Money?
    package var perWorkspace: Money?
    package var subscriptionsCount = false
  }

  package struct Quota: Hashable, Sendable {
    package var resume = true
  }

  package struct Agents: Hashable, Sendable {
    package var silence = Duration.seconds(20 * 60)
    package var order = ["claude", "codex", "gemini", "qwen", "opencode", "aider"]
    package var disabled: [String] = []
    package var environment: [String: String] = [:]
  }

  package struct Lifetime: Hashable, Sendable {
    package var idle = Duration.seconds(600)
    package var keeperGrace = Duration.seconds(86_400)
  }

  package struct Attach: Hashable, Sendable {
    package var bridge: String?
  }

  package struct MCP: Hashable, Sendable {
    package var allowMerge = false
    package var depth = 2
    package var tasks = 20
  }

  package struct Trash: Hashable, Sendable {
    package var age = Duration.seconds(30 * 86_400)
  }
}
