import CLIAgents
import Config

/// The agents of this machine as its configuration has them: what the engine is given.
enum AgentCatalog {
  static func make(environment: [String: String], settings: Settings) -> CLIAgentsCatalog {
    CLIAgentsCatalog(
      environment: environment, folder: ConfigPaths.folder(environment: environment).map { $0 + "/agents" },
      order: settings.agents.order,
      more: settings.agents.environment.compactMapValues { value in
        value.hasPrefix("$") ? environment[String(value.dropFirst())] : value
      })
  }
}
