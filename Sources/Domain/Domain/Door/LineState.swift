/// How the line from a screen to its engine stands, when the engine is another process or on another machine.
package enum LineState: Hashable, Sendable {
  case up
  /// Nothing was heard for so long; it may heal by itself.
  case silent(seconds: Int)
  /// Lost. `kept` commands wait for its return.
  case down(reason: String, seconds: Int, retryIn: Int?, kept: Int)
  /// For good.
  case ended(DroverError)
}

extension LineState {
  /// As a person reads it on the screen; nil when there is nothing to say.
  package var words: String? {
    switch self {
    case .up: return nil
    case .silent(let seconds): return "no answer for \(seconds) s"
    case .down(let reason, let seconds, let retryIn, let kept):
      let next = retryIn.map { "reconnecting, \($0) s" } ?? "reconnecting"
      // What a person must know first: the head of a narrow screen cuts the rest.
      let waiting = kept == 0 ? "" : "; \(kept) \(kept == 1 ? "command is" : "commands are") kept"
      return "\(next)\(waiting) (for \(seconds) s: \(reason))"
    case .ended(let error): return "\(error.message); q leaves"
    }
  }
}
