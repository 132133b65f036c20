package import Domain

/// What the server needs of the world.
package struct MCPContext: Sendable {
  package var version: String
  /// The running engine, or one that is started now and outlives this process.
  package var engine: @Sendable () async throws -> any EngineClient
  /// The repository around a folder; nil is where the server stands.
  package var repository: @Sendable (String?) throws -> String
  /// What of our environment a task keeps.
  package var environment: [String: String]
  /// Whether `merge_task` works without asking the person.
  package var allowsMerge: Bool

  package init(
    version: String, environment: [String: String], allowsMerge: Bool,
    engine: @escaping @Sendable () async throws -> any EngineClient,
    repository: @escaping @Sendable (String?) throws -> String
  ) {
    self.version = version
    self.environment = environment
    self.allowsMerge = allowsMerge
    self.engine = engine
    self.repository = repository
  }
}
