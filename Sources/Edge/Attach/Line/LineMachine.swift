package import Domain

/// When a line to an engine counts as lost, and when it is tried again. Times are since some start.
package struct LineMachine: Sendable {
  private enum State {
    /// Frames come and go. May become: dialing, ended.
    case up(pinged: Duration)
    /// A connection is being made. May become: up, waiting, ended.
    case dialing(Loss)
    /// Between two attempts. May become: dialing, ended.
    case waiting(Loss, until: Duration)
    /// For good; nothing follows.
    case ended(DroverError)
  }

  private struct Loss {
    let since: Duration
    /// Why it went, later why it did not come back.
    var reason: String
    /// The engine was stopped by somebody: it is waited for and not started, and only for a while.
    let isStopped: Bool
    var attempts = 0
  }

  package enum Action: Hashable, Sendable {
    case none
    /// Call `tick` then.
    case wake(Duration)
    /// Ask the other side for a sign of life, and call `tick` then.
    case ping(wake: Duration)
    /// Close what is left of the line and make a new one.
    case dial(mayStart: Bool)
    case end(DroverError)
  }

  /// How often a sign of life is asked for. The bridge at the other end counts on it.
  package static let pingEvery = Duration.seconds(4)
  /// Silence after which it is shown.
  static let silentAfter = Duration.seconds(6)
  /// Silence after which the line counts as lost.
  static let lostAfter = Duration.seconds(10)
  /// How long an engine that was stopped is waited for: `drover restart` brings it back.
  static let stoppedFor = Duration.seconds(15)
  private static let pauses: [Duration] = [.milliseconds(200), .seconds(1), .seconds(2), .seconds(3), .seconds(5)]

  private var state: State
  private let keepsAlive: Bool

  /// A line that stands. On one machine the kernel tells of its end, and nothing needs to be kept alive.
  package init(keepsAlive: Bool, at now: Duration) {
    self.keepsAlive = keepsAlive
    state = .up(pinged: now)
  }

  package mutating func begin(at now: Duration) -> Action { keepsAlive ? .ping(wake: now + Self.pingEvery) : .none }

  /// The line was closed by the other side, or by a program between.
  package mutating func lost(_ error: DroverError, at now: Duration) -> Action {
    guard case .up = state else { return .none }
    let isStopped = error == AttachClient.stopped
    guard isStopped || error == AttachClient.gone else { return end(error) }
    return dial(Loss(since: now, reason: isStopped ? "it was stopped" : "the line broke", isStopped: isStopped))
  }

  package mutating func dialed(at now: Duration) -> Action {
    guard case .dialing = state else { return .none }
    state = .up(pinged: now)
    return begin(at: now)
  }

  package mutating func dialFailed(_ error: DroverError, at now: Duration) -> Action {
    guard case .dialing(var loss) = state else { return .none }
    if error.code == .refused || error.code == .usage { return end(error) }  // waiting would not help
    if loss.isStopped, now - loss.since >= Self.stoppedFor { return end(AttachClient.stopped) }
    let pause = Self.pauses[min(loss.attempts, Self.pauses.count - 1)]
    loss.attempts += 1
    loss.reason = error.message
    state = .waiting(loss, until: now + pause)
    return .wake(now + min(pause, .seconds(1)))
  }

  /// Time has passed; `heard` is when the last frame came.
  package mutating func tick(at now: Duration, heard: Duration) -> Action {
    switch state {
    case .up(let pinged):
      guard keepsAlive else { return .none }
      if now - heard >= Self.lostAfter {
        return dial(Loss(since: heard, reason: "no sign of life", isStopped: false))
      }
      let next = now - heard >= Self.pingEvery ? now + .seconds(1) : now + Self.pingEvery
      guard now - pinged >= Self.pingEvery else { return .wake(next) }
      state = .up(pinged: now)
      return .ping(wake: next)
    case .waiting(let loss, let until):
      return now >= until ? dial(loss) : .wake(min(until, now + .seconds(1)))
    case .dialing: return .wake(now + .seconds(1))  // only what is shown goes on
    case .ended: return .none
    }
  }

  private mutating func dial(_ loss: Loss) -> Action {
    state = .dialing(loss)
    return .dial(mayStart: !loss.isStopped)
  }

  private mutating func end(_ error: DroverError) -> Action {
    state = .ended(error)
    return .end(error)
  }

  /// What a person is to see.
  package func shown(at now: Duration, heard: Duration, kept: Int) -> LineState {
    switch state {
    case .up:
      let silence = now - heard
      return keepsAlive && silence >= Self.silentAfter ? .silent(seconds: Int(silence.components.seconds)) : .up
    case .dialing(let loss):
      return .down(reason: loss.reason, seconds: Self.seconds(now - loss.since), retryIn: nil, kept: kept)
    case .waiting(let loss, let until):
      let left = Self.seconds(until - now + .milliseconds(999))
      return .down(reason: loss.reason, seconds: Self.seconds(now - loss.since), retryIn: left, kept: kept)
    case .ended(let error): return .ended(error)
    }
  }

  private static func seconds(_ duration: Duration) -> Int { max(0, Int(duration.components.seconds)) }
}
