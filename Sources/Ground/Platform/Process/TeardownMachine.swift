/// Decides how a tree of processes is ended: asked politely, given a grace, then killed until nothing is left.
///
/// Pure: time and what was seen come in, what must be done goes out. `Teardown` performs it.
package struct TeardownMachine: Sendable {
  package enum Action: Equatable, Sendable {
    case none
    /// Ask the group and wake the machine with `graceEnded` at this instant.
    case ask(wakeAt: ContinuousClock.Instant)
    /// Kill everything that belongs to the tree, then report it with `swept`.
    case sweep
    /// Sweep again at this instant: something was born meanwhile or dies slowly.
    case sweepAgain(at: ContinuousClock.Instant)
    case finished(left: Int)
  }

  private enum State {
    /// Nothing was asked. Then: `asked`, or `sweeping` without a grace or after the root's end.
    case idle
    /// The polite signal is out. Then: `sweeping`.
    case asked
    /// Everything is being killed. Then: `done`.
    case sweeping(rounds: Int)
    /// Nothing is left, or what is left cannot be killed (it sleeps in the kernel). Final.
    case done
  }

  private var state = State.idle
  private let longestSweep: Int
  private let pause: Duration

  package init(longestSweep: Int = 200, pause: Duration = .milliseconds(5)) {
    self.longestSweep = longestSweep
    self.pause = pause
  }

  package mutating func begin(at now: ContinuousClock.Instant, grace: Duration, isRootAlive: Bool) -> Action {
    guard case .idle = state else { return .none }
    guard isRootAlive, grace > .zero else { return startSweep() }
    state = .asked
    return .ask(wakeAt: now + grace)
  }

  /// The root is gone: what it left behind gets no further grace.
  package mutating func rootExited() -> Action {
    guard case .asked = state else { return .none }
    return startSweep()
  }

  package mutating func graceEnded() -> Action {
    guard case .asked = state else { return .none }
    return startSweep()
  }

  package mutating func swept(left: Int, at now: ContinuousClock.Instant) -> Action {
    guard case .sweeping(let rounds) = state else { return .none }
    if left == 0 || rounds >= longestSweep {
      state = .done
      return .finished(left: left)
    }
    state = .sweeping(rounds: rounds + 1)
    return .sweepAgain(at: now + pause)
  }

  private mutating func startSweep() -> Action {
    state = .sweeping(rounds: 1)
    return .sweep
  }
}
