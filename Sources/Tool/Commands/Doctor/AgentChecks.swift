import CLIAgents
import Config
import Domain

/// What doctor says about agents: found, version, logged in, and files of one's own that cannot be read.
enum AgentChecks {
  /// The files of one's own agents that cannot be read.
  static func problems(_ environment: [String: String]) async -> [ManifestError] {
    await catalog(environment).problems()
  }

  private static func catalog(_ environment: [String: String]) -> CLIAgentsCatalog {
    let folder = ConfigPaths.folder(environment: environment).map { $0 + "/agents" }
    return CLIAgentsCatalog(environment: environment, folder: folder)
  }

  static func findings(_ environment: [String: String]) async -> [Finding] {
    let catalog = catalog(environment)
    let files = await catalog.problems().map {
      Finding.fault("agents", $0.description, remedy: "mend the file, or take it away")
    }
    let found = await catalog.known().filter { $0.program != nil }
    guard found.isEmpty else { return found.map(finding) + files }
    return [
      .note(
        "agents", "no agent is installed; only the service `command` can work",
        remedy: "for example: npm install -g @anthropic-ai/claude-code, or: npm install -g @openai/codex")
    ] + files
  }

  private static func finding(_ agent: AgentFacts) -> Finding {
    let place = "\(agent.version ?? "of an unknown version") at \(agent.program ?? "?")"
    switch agent.isLoggedIn {
    case true?: return .good(agent.name, "\(place), logged in")
    case nil: return .good(agent.name, "\(place); `drover service test \(agent.name)` tells whether it is logged in")
    case false?: return .note(agent.name, "\(place), not logged in", remedy: remedies[agent.name] ?? "log in with it")
    }
  }

  private static let remedies = [
    "claude": "start `claude` and type /login, or set ANTHROPIC_API_KEY",
    "codex": "run `codex login`, or set OPENAI_API_KEY",
  ]
}
