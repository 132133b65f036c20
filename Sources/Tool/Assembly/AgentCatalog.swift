import CLIAgents
import Config

/// The agents of this machine as its configuration has them: what the engine is given.
enum AgentCatalog {
  static func make(environment: [String: String], settings: LiveSettings) -> CLIAgentsCatalog {
    CLIAgentsCatalog(
      environment: environment, folder: ConfigPaths.folder(environment: environment).map { $0 + "/agents" },
      wishes: {
        let agents = settings.settings.agents
        let variables = agents.environment.compactMapValues { value in
          value.hasPrefix("$") ? environment[String(value.dropFirst())] : value
        }
        return CLIAgentsCatalog.Wishes(order: agents.order, disabled: agents.disabled, variables: variables)
      })
  }
}
