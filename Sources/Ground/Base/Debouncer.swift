/// Decides when a burst of triggers becomes one action: after `quiet` without a trigger, at the latest `longest` after
/// the first. Pure: the driver arms one timer for `deadline`.
package struct Debouncer: Sendable {
  private let quiet: Duration
  private let longest: Duration
  private var first: ContinuousClock.Instant?
  private var last: ContinuousClock.Instant?

  package init(quiet: Duration, longest: Duration) {
    self.quiet = quiet
    self.longest = longest
  }

  /// When the action is due; nil while nothing is pending.
  package var deadline: ContinuousClock.Instant? {
    guard let first, let last else { return nil }
    return min(last + quiet, first + longest)
  }

  package mutating func triggered(at now: ContinuousClock.Instant) {
    if first == nil { first = now }
    last = now
  }

  /// Says whether the action is due, and forgets the burst if it is.
  package mutating func fired(at now: ContinuousClock.Instant) -> Bool {
    guard let deadline, now >= deadline else { return false }
    first = nil
    last = nil
    return true
  }
}
