import Domain

extension EventBody {
  /// What can be the end of a task's wait.
  var mayEndWait: Bool {
    switch self {
    case .taskWaiting, .taskStartAsked, .trimAsked, .taskCancelled, .taskDiscarded, .taskClosed, .taskMerged,
      .runStarted,
      .runFinished:
      true
    default: false  // nothing else ends one
    }
  }
}
