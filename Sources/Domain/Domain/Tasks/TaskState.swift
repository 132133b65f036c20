package import Base

/// The column of the board; derived from facts, never stored as a decision.
package enum TaskState: String, Hashable, Sendable, Codable, CaseIterable {
  case todo, running, review, done, failed
}

/// What a task that could go on waits for.
package struct Waiting: Hashable, Sendable, Codable {
  package enum Subject: String, Hashable, Sendable, Codable {
    case approval, answer, quota, retry, dependency, slot
  }

  /// What a person has to do first, where that is more than an answer.
  package enum Need: String, Hashable, Sendable, Codable {
    case trust
    /// To raise a budget, or to wait for the next day.
    case budget
  }

  package var `for`: Subject
  package var since: Timestamp
  package var until: Timestamp?
  package var reason: String
  package var needs: Need?
  /// What in the inbox ends it.
  package var ask: AskID?

  package init(
    for subject: Subject, since: Timestamp, until: Timestamp? = nil, reason: String, needs: Need? = nil,
    ask: AskID? = nil
  ) {
    self.ask = ask
    self.for = subject
    self.since = since
    self.until = until
    self.reason = reason
    self.needs = needs
  }
}
