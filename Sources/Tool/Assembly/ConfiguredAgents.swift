import CLIAgents
import Config
import Domain
import Synchronization

/// The agents as they are configured now: their order, the variables that they get, and those that never run.
final class ConfiguredAgents: Agents {
  private struct Made {
    var settings: Settings.Agents
    var catalog: CLIAgentsCatalog
  }

  private let live: LiveSettings
  private let environment: [String: String]
  /// Kept while nothing changes: it remembers where the programs are.
  private let made: Mutex<Made>

  init(_ live: LiveSettings, environment: [String: String]) {
    self.live = live
    self.environment = environment
    let settings = live.settings
    made = Mutex(
      Made(settings: settings.agents, catalog: AgentCatalog.make(environment: environment, settings: settings)))
  }

  private var catalog: CLIAgentsCatalog {
    let settings = live.settings
    return made.withLock { made in
      if made.settings != settings.agents {
        made = Made(
          settings: settings.agents, catalog: AgentCatalog.make(environment: environment, settings: settings))
      }
      return made.catalog
    }
  }

  func known() async -> [AgentFacts] {
    let disabled = live.settings.agents.disabled
    return await catalog.known().filter { !disabled.contains($0.name) }
  }

  func plan(_ start: AgentStart) async throws -> AgentPlan {
    guard !live.settings.agents.disabled.contains(start.agent) else {
      throw DroverError(
        .refused, "\(start.agent) never runs: it stands in agents.disabled",
        remedy: "`drover config show --origin` says where; or name another one with --service")
    }
    return try await catalog.plan(start)
  }

  func conversation(_ start: AgentStart) async throws -> any AgentConversation {
    try await catalog.conversation(start)
  }
}
