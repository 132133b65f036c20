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

  package var `for`: Subject
  package var since: Timestamp
  package var until: Timestamp?
  package var reason: String

  package init(for subject: Subject, since: Timestamp, until: Timestamp? = nil, reason: String) {
    self.for = subject
    self.since = since
    self.until = until
    self.reason = reason
  }
}
