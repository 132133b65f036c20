package import Base

/// The table of states of the contract, as a function of the facts.
extension TaskRecord {
  package var lastAttempt: Attempt? { attempts.last }

  /// An attempt that has begun and not ended.
  package var activeAttempt: Attempt? {
    attempts.last.flatMap { $0.finished == nil ? $0 : nil }
  }

  package var state: TaskState {
    if merged != nil || closed != nil { return .done }
    if activeAttempt != nil { return .running }
    if startAsked != nil { return isParked ? .running : .todo }
    if cancelled != nil { return .failed }
    switch lastAttempt?.outcome?.kind {
    case .succeeded: return .review
    case .failed, .cancelled: return .failed
    case nil: return .todo
    }
  }

  /// It was under way, or was to be, and goes on once what it waits for is there.
  private var isParked: Bool {
    guard let waiting else { return false }
    return waiting.for == .quota || waiting.for == .retry || waiting.needs == .budget
  }

  /// Why it failed; nil in every other state.
  package var reason: String? {
    guard state == .failed else { return nil }
    guard cancelled == nil, let outcome = lastAttempt?.outcome else { return "cancelled" }
    return outcome.kind == .cancelled ? "cancelled" : outcome.reason
  }

  package var isOnBoard: Bool { trashed == nil }

  /// Another one of its race was merged, and nobody has brought this one to an end.
  package var hasLost: Bool { race?.lostTo != nil && trashed == nil && merged == nil && closed == nil }

  package var started: Timestamp? { attempts.first?.started }

  /// When the work ended, and not when it was merged or closed: the end of the last attempt. What was brought to an end
  /// without any attempt ended then.
  package var finished: Timestamp? {
    guard let last = lastAttempt else { return merged?.time ?? closed }
    return activeAttempt == nil ? last.finished : nil
  }

  /// Seconds in which its attempts were under way, without the nights between them; nil before one has ended.
  package var worked: Double? {
    let ended = attempts.compactMap { attempt in attempt.finished.map { $0.since(attempt.started).inSeconds } }
    return ended.isEmpty ? nil : ended.reduce(0, +)
  }

  package var usage: Usage? {
    attempts.compactMap(\.usage).reduce(nil) { sum, next in sum.map { $0 + next } ?? next }
  }

  package var cost: Cost? {
    attempts.compactMap(\.cost).reduce(nil) { sum, next in sum.map { $0.adding(next) } ?? next }
  }
}
