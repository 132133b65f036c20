package import Domain

/// What the engine is told about agents when it is built.
package struct AgentOptions: Sendable {
  package var agents: any Agents
  /// How long an agent may say nothing before it is ended.
  package var silence: Duration
  /// Whether a task goes on by itself once a quota is back.
  package var resumesAfterQuota: Bool
  /// Variables that agents get from whoever started the engine, such as keys, which no task keeps.
  package var environment: [String: String]
  /// How much a task's agent may do unasked, where the task does not say it.
  package var permission: Permission
  /// An empty folder where services are tested; nil where they cannot be.
  package var testFolder: String?
  /// For agents that want files and terminals of their client; nil where they use their own.
  package var hands: (any AgentFiles)?
  /// Which of these files are there in a folder, by their paths in it; what leads out of it is not.
  package var files: @Sendable (_ named: [String], _ folder: String) async -> [String]

  package init(
    _ agents: any Agents, silence: Duration = .seconds(20 * 60), resumesAfterQuota: Bool = true,
    environment: [String: String] = [:], permission: Permission = .edits, testFolder: String? = nil,
    files: @escaping @Sendable (_ named: [String], _ folder: String) async -> [String] = { _, _ in [] },
    hands: (any AgentFiles)? = nil
  ) {
    self.hands = hands
    self.files = files
    self.agents = agents
    self.silence = silence
    self.resumesAfterQuota = resumesAfterQuota
    self.environment = environment
    self.permission = permission
    self.testFolder = testFolder
  }
}
