package import Base

package struct StatsRequest: Hashable, Sendable, Codable {
  package enum Group: String, Hashable, Sendable, Codable, CaseIterable {
    case day, service, workspace, task
  }

  /// Attempts that began earlier do not count; nil for all.
  package var since: Timestamp?
  package var by: Group

  package init(since: Timestamp? = nil, by: Group = .service) {
    self.since = since
    self.by = by
  }
}

/// What attempts used, cost and came to, summed up under one key; the last row of an answer is all of them (`total`).
package struct StatsRow: Hashable, Sendable, Codable {
  package var key: String
  package var runs = 0
  package var succeeded = 0
  package var failed = 0
  package var cancelled = 0
  package var usage = Usage()
  package var spent = Spending()
  /// Of attempts that have ended, in seconds; nil without any.
  package var p50: Double?
  package var p95: Double?
  /// Of those that succeeded or failed, from 0 to 1; nil without any.
  package var success: Double?

  package init(key: String) { self.key = key }
}
