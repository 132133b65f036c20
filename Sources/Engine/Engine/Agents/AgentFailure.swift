import Base
import Domain

/// Why an agent's attempt did not get its work done.
struct AgentFailure: Hashable, Sendable {
  var errorClass: ErrorClass
  var words: String
  var resetsAt: Timestamp?
  /// Its keepers were killed or the machine restarted: its service has nothing to do with it.
  var isLost = false

  /// Nil when it got it done. Its own last word counts most, then why we ended it; its exit code never alone.
  init?(of attempt: TaskRecord.Attempt) {
    if let turn = attempt.turn, turn.outcome == .success, attempt.stopClass == nil || attempt.isLost { return nil }
    // nothing was left for an agent to do
    if attempt.turn == nil, attempt.merged?.conflicts.isEmpty == true { return nil }
    if let stopped = attempt.stopClass, let reason = attempt.agentReason {
      self.init(stopped, reason)
      isLost = attempt.isLost
    } else if let turn = attempt.turn {
      let words = turn.message ?? turn.reason ?? (turn.outcome == .cancelled ? "its turn was interrupted" : "it failed")
      self.init(turn.errorClass ?? .unknown, words, turn.resetsAt)
    } else {
      self.init(.agentCrash, Self.crash(attempt))
    }
  }

  private init(_ errorClass: ErrorClass, _ words: String, _ resetsAt: Timestamp? = nil) {
    self.errorClass = errorClass
    self.words = words
    self.resetsAt = resetsAt
  }

  private static func crash(_ attempt: TaskRecord.Attempt) -> String {
    if let fault = attempt.lastFault { return fault }
    if let reason = attempt.agentReason, !reason.isEmpty { return reason }
    return "it ended without a last word" + (attempt.exitCode.map { " (exit \($0))" } ?? "")
  }

  /// For the card: who failed, why, and what a person can do.
  func sentence(_ service: String) -> String {
    if isLost { return words }
    // A program that fell over says why in the end; what comes before are warnings.
    let lines = words.split(whereSeparator: \.isNewline)
    let first = (errorClass == .agentCrash ? lines.last : lines.first).map(String.init) ?? words
    let brief = first.count > 300 ? first.prefix(300) + "…" : first[...]
    switch errorClass {
    case .authentication: return "\(service) is not logged in: \(brief); log in with it, then retry"
    case .quota: return "the quota of \(service) is used up: \(brief)"
    case .overloaded: return "\(service) has too much to do: \(brief)"
    case .modelUnknown: return "\(service) does not know the model: \(brief); name another with --model, then retry"
    case .contextTooLong: return "the task is too long for \(service)'s model: \(brief); split it"
    case .network: return "\(service) cannot reach its model: \(brief)"
    case .permission: return "\(service) was not allowed to: \(brief); answer its approvals, or give it more leave"
    case .agentCrash: return "\(service) fell over: \(brief)"
    case .taskFailure, .unknown: return "\(service): \(brief)"
    }
  }
}

extension TaskRecord.Attempt {
  /// Nobody saw how it ended. Whoever ends an agent names another class.
  var isLost: Bool { stopClass == .unknown }
}

/// What follows from a failure. The agents retry by themselves what can be retried at once, so what reaches this place is
/// waited for, handed to another service, or told to the person; never tried again on the spot.
enum ErrorPolicy {
  enum Decision: Equatable, Sendable {
    case fail
    /// A new attempt asked for now, which begins at `until`.
    case wait(Waiting.Subject, until: Timestamp)
    /// Another service takes over.
    case fallBack
  }

  struct Facts: Sendable {
    var failure: AgentFailure
    /// How many attempts in a row have failed and were followed up by the engine itself.
    var followUps: Int
    var isServiceNamed: Bool
    /// Whether another service is there that has not been tried in this row.
    var hasOther: Bool
    var resumesAfterQuota: Bool
    /// From 0 to 1.
    var jitter: Double
    var now: Timestamp
  }

  static let mostFollowUps = 4
  /// Where nobody says when a quota is back.
  private static let unknownReset = Duration.seconds(15 * 60)

  static func decide(_ facts: Facts) -> Decision {
    switch facts.failure.errorClass {
    case .quota:
      if !facts.isServiceNamed, facts.hasOther { return .fallBack }
      guard facts.resumesAfterQuota else { return .fail }
      let earliest = facts.now.advanced(by: .seconds(1))
      let reset = facts.failure.resetsAt ?? facts.now.advanced(by: unknownReset * (1 << min(facts.followUps, 4)))
      return .wait(.quota, until: max(reset, earliest))
    case .overloaded, .network:
      if facts.followUps < mostFollowUps { return .wait(.retry, until: backOff(facts)) }
      return !facts.isServiceNamed && facts.hasOther ? .fallBack : .fail
    case .authentication, .modelUnknown, .agentCrash:
      return !facts.isServiceNamed && facts.hasOther ? .fallBack : .fail
    case .contextTooLong, .permission, .taskFailure, .unknown: return .fail
    }
  }

  /// Half a minute, doubled each time, up to a half more at random, so that many tasks do not come back together.
  private static func backOff(_ facts: Facts) -> Timestamp {
    let seconds = 30 * Double(1 << min(facts.followUps, 6)) * (1 + facts.jitter / 2)
    return facts.now.advanced(by: .milliseconds(Int64(seconds * 1000)))
  }
}
