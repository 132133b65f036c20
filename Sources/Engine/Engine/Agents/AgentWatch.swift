import Domain

/// When an agent is let go on, and how it is ended: the clocks and the ladder of one run. Pure; moments are durations
/// since the driver began.
///
/// The ladder: its protocol's interrupt (so that it can still say what it used), the end of its input, then the host's
/// own stop, which ends the whole tree.
struct AgentWatch: Sendable {
  private enum State: Equatable {
    /// It works, or waits for a person; then `resting`, `interrupted` or `stopped`.
    case working
    /// It has nothing left to do and its input is closed; it ends by itself or is `stopped`.
    case resting(since: Duration)
    /// It was asked to leave its turn; then `closed`.
    case interrupted(since: Duration)
    /// Its input was closed as well; then `stopped`.
    case closed(since: Duration)
    /// The host ends it and all that it started.
    case stopped
  }

  enum Step: Equatable {
    case none
    case closeInput
    case interrupt
    case stop
  }

  struct Limits: Equatable, Sendable {
    /// How long an agent may say nothing; three times as long while a tool of its runs.
    var silence: Duration = .seconds(20 * 60)
    var wallClock: Duration?
    /// For each step of the ladder.
    var grace: Duration = .seconds(5)
  }

  /// Why we end it ourselves.
  struct Reason: Equatable, Sendable {
    var errorClass: ErrorClass?
    var words: String
    var budget: BudgetScope?
  }

  private let limits: Limits
  private var state = State.working
  private var lastActivity: Duration
  private(set) var reason: Reason?
  var isWaitingForPerson = false
  var isInTool = false

  init(_ limits: Limits, now: Duration) {
    self.limits = limits
    lastActivity = now
  }

  var isEnding: Bool { state != .working }

  mutating func wasActive(_ now: Duration) { lastActivity = now }

  /// It has nothing left to do.
  mutating func rested(_ now: Duration) -> Step {
    switch state {
    case .working:
      state = .resting(since: now)
      return .closeInput
    case .interrupted:
      state = .closed(since: now)
      return .closeInput
    case .resting, .closed, .stopped: return .none
    }
  }

  /// Somebody wants it to end.
  mutating func end(_ why: Reason, _ now: Duration) -> Step {
    guard state == .working else { return .none }
    reason = why
    state = .interrupted(since: now)
    return .interrupt
  }

  /// Its protocol has no word to stop it with.
  mutating func cannotInterrupt() -> Step {
    guard case .interrupted = state else { return .none }
    state = .stopped
    return .stop
  }

  /// When to look again.
  var deadline: Duration? {
    switch state {
    case .working:
      let silence = isWaitingForPerson ? nil : lastActivity + patience
      return [silence, limits.wallClock].compactMap(\.self).min()
    case .resting(let since), .interrupted(let since), .closed(let since): return since + limits.grace
    case .stopped: return nil
    }
  }

  mutating func looked(_ now: Duration) -> Step {
    guard let deadline, now >= deadline else { return .none }
    switch state {
    case .working:
      if let wall = limits.wallClock, now >= wall {
        return end(Reason(errorClass: .taskFailure, words: "the time limit was reached"), now)
      }
      return end(Reason(errorClass: .network, words: "it said nothing for \(words(patience)) and was ended"), now)
    case .interrupted:
      state = .closed(since: now)
      return .closeInput
    case .resting, .closed:
      state = .stopped
      return .stop
    case .stopped: return .none
    }
  }

  private var patience: Duration { isInTool ? limits.silence * 3 : limits.silence }

  private func words(_ duration: Duration) -> String {
    let seconds = duration.components.seconds
    return seconds >= 120 ? "\(seconds / 60) minutes" : "\(seconds) seconds"
  }
}
