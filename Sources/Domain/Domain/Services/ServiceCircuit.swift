package import Base

/// Keeps work away from a service that just fails, and lets one attempt through when its time is up. Pure: moments come
/// in, and what is open or half open follows from the moment that is asked about.
package struct ServiceCircuit: Hashable, Sendable, Codable {
  package enum State: String, Hashable, Sendable, Codable {
    /// Work goes through. Becomes `open` after repeated faults, or at once after one that only time or a person mends.
    case closed
    /// No work goes through until a deadline; then it is `halfOpen`.
    case open
    /// The next attempt decides: `closed` after a success, `open` for longer after a fault.
    case halfOpen
  }

  /// Faults since the last success.
  package private(set) var faults = 0
  /// When the next attempt may be made; nil while closed.
  package private(set) var until: Timestamp?
  /// How often it opened without a success in between: each time it stays open longer.
  package private(set) var openings = 0

  package init() {}

  package func state(at now: Timestamp) -> State {
    guard let until else { return .closed }
    return now < until ? .open : .halfOpen
  }

  package mutating func succeeded() { self = ServiceCircuit() }

  package mutating func failed(_ errorClass: ErrorClass, resetsAt: Timestamp?, at now: Timestamp) {
    guard let patience = errorClass.patience else { return }
    faults += 1
    guard faults >= patience.faults || until != nil else { return }
    let wait = Duration.seconds(min(patience.longest, patience.first << min(openings, 16)))
    openings += 1
    until = max(resetsAt ?? now.advanced(by: wait), now.advanced(by: .seconds(1)))
  }
}

extension ErrorClass {
  /// How many faults of this kind open the circuit, for how many seconds first, and for how many at the most. Nil for what
  /// is the task's fault and not the service's.
  fileprivate var patience: (faults: Int, first: Int, longest: Int)? {
    switch self {
    case .authentication: (1, 600, 3600)
    case .quota: (1, 300, 3600)
    case .overloaded, .network: (3, 60, 1800)
    case .agentCrash: (2, 60, 1800)
    case .modelUnknown, .contextTooLong, .permission, .taskFailure, .unknown: nil
    }
  }
}
