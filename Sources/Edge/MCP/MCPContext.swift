package import Domain

/// What the server needs of the world.
package struct MCPContext: Sendable {
  package var version: String
  /// The running engine, or one that is started now and outlives this process.
  package var engine: @Sendable () async throws -> any EngineClient
  /// The repository around a folder; nil is where the server stands.
  package var repository: @Sendable (String?) throws -> String
  /// The words of an answer, from the log of its run.
  package var answer: @Sendable (TurnView, any EngineClient) async throws -> String
  /// What of our environment a task keeps.
  package var environment: [String: String]
  /// Whether `merge_task` works without asking the person.
  package var allowsMerge: Bool

  package init(
    version: String, environment: [String: String], allowsMerge: Bool,
    engine: @escaping @Sendable () async throws -> any EngineClient,
    repository: @escaping @Sendable (String?) throws -> String,
    answer: @escaping @Sendable (TurnView, any EngineClient) async throws -> String
  ) {
    self.version = version
    self.environment = environment
    self.allowsMerge = allowsMerge
    self.engine = engine
    self.repository = repository
    self.answer = answer
  }
}
