/// The thread of a screen, on which its program runs as well: a key is read, answered and shown without a hop from one
/// thread to another, which costs more than most answers. Nobody else's work makes it wait.
package protocol ScreenThread: TaskExecutor {
  /// Calls once, on this thread, after that long; whoever asks again takes the place of who asked before.
  func alarm(after delay: Duration, _ call: @escaping @Sendable () -> Void)
  /// Calls on this thread once it has looked at its terminal again.
  func onNextTurn(_ call: @escaping @Sendable () -> Void)
  /// Ends the thread when what is queued has run.
  func stop()
}

extension ScreenThread {
  /// Lets the thread look at its terminal: a program that always has something to do must still hear a key.
  func turn() async {
    await withCheckedContinuation { continuation in onNextTurn { continuation.resume() } }
  }
}
