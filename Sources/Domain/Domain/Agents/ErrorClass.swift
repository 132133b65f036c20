/// Why an agent did not get its work done, as far as it matters for what happens next: each class has its own policy.
package enum ErrorClass: String, Hashable, Sendable, Codable, CaseIterable {
  /// Not logged in, or the key was refused: a person must act.
  case authentication
  /// A limit of the account or the plan; may say when it ends.
  case quota
  /// The service has too much to do: back off and try again.
  case overloaded
  case modelUnknown
  case contextTooLong
  case network
  /// Something was not allowed and nobody could be asked.
  case permission
  /// The program itself fell over or ended without saying how.
  case agentCrash
  /// The agent worked and could not do it: its own limit of turns or money, or its own word.
  case taskFailure
  case unknown
}

/// How an agent's turn ended, by the agent's own last word and never by its exit code.
package enum AgentOutcome: String, Hashable, Sendable, Codable, CaseIterable {
  case success, failed, cancelled
}
