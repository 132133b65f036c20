/// Decides when a frame is drawn: the first after quiet at once, then at most so many a second, never while one is still
/// on its way to the terminal. Pure: the time since some start comes in.
package struct FrameScheduler: Sendable {
  package enum Action: Hashable, Sendable {
    /// Nothing to show: no timer may live.
    case rest
    case draw
    /// Ask again at this time.
    case wake(at: Duration)
  }

  package let interval: Duration
  private var isChanged = false
  private var isInFlight = false
  private var isLent = false
  private var lastDraw: Duration?

  package init(framesPerSecond: Int) {
    interval = .seconds(1) / max(1, framesPerSecond)
  }

  /// Sixty, twenty where bytes travel through SSH, or what the person configured.
  package static func framesPerSecond(configured: Int? = nil, environment: [String: String]) -> Int {
    if let configured { return min(max(configured, 1), 120) }
    return environment["SSH_CONNECTION"]?.isEmpty == false ? 20 : 60
  }

  /// Something is to be drawn as soon as the frame before is shown.
  package var awaitsShown: Bool { isChanged && isInFlight && !isLent }

  package mutating func changed() { isChanged = true }

  package mutating func shown() { isInFlight = false }

  /// The terminal belongs to another program: nothing is drawn until it is back.
  package mutating func lent() { isLent = true }

  package mutating func returned() {
    isLent = false
    isInFlight = false
    isChanged = true
  }

  package mutating func next(at now: Duration) -> Action {
    guard isChanged, !isInFlight, !isLent else { return .rest }
    if let lastDraw, now < lastDraw + interval { return .wake(at: lastDraw + interval) }
    isChanged = false
    isInFlight = true
    lastDraw = now
    return .draw
  }
}
