import Base
import Domain
import Store

/// Puts together what the machine has and what runs have told.
struct ServiceDesk: Sendable {
  let store: Store
  let agents: any Agents
  let clock: @Sendable () -> Timestamp

  func views() async throws -> [ServiceView] {
    let known = await agents.known()
    let now = clock()
    let records = Dictionary(try await store.services().map { ($0.name, $0) }) { first, _ in first }
    return known.map { ServiceView($0, records[$0.name], at: now) }
  }

  /// By name; only what is known to the store or found here.
  func health(_ known: [AgentFacts]) async throws -> [String: ServiceHealth] {
    let now = clock()
    let records = Dictionary(try await store.services().map { ($0.name, $0) }) { first, _ in first }
    return Dictionary(known.map { ($0.name, ServiceHealth.of($0, records[$0.name], at: now)) }) { first, _ in first }
  }
}
