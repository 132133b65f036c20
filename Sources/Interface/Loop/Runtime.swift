/// Runs a program on a screen until it quits or the screen ends.
package struct Runtime<P: Program>: Sendable {
  private let program: P
  private let screen: any Screen
  private let clock: LoopClock
  private let framesPerSecond: Int

  package init(_ program: P, on screen: any Screen, clock: LoopClock, framesPerSecond: Int = 60) {
    self.program = program
    self.screen = screen
    self.clock = clock
    self.framesPerSecond = framesPerSecond
  }

  /// Returns when the screen is given back; throws if there is none. What still runs was told to end and is not waited
  /// for: an effect that ignores its cancellation cannot hold the person up.
  package func run() async throws -> Outcome {
    guard let thread = screen.thread else { return try await loop() }
    defer { thread.stop() }
    return try await withTaskExecutorPreference(thread) { try await loop() }
  }

  private func loop() async throws -> Outcome {
    let mailbox = Mailbox<P.Message>()
    let inbox = ScreenInbox { mailbox.wake() }
    try screen.open(inbox)
    var driver = LoopDriver(screen: screen, clock: clock, mailbox: mailbox)
    var machine = LoopMachine(program, framesPerSecond: framesPerSecond)
    while driver.outcome == nil {
      let (notices, hasWaited) = await mailbox.take()
      if !hasWaited { await screen.thread?.turn() }
      let batch = Mailbox<P.Message>.Batch(events: inbox.takeAll(), notices: notices)
      for action in machine.handle(batch, at: clock.now()) { driver.perform(action, of: P.self) }
      for action in machine.settle() { driver.perform(action, of: P.self) }
      if machine.awaitsShown, inbox.awaitShown() { mailbox.wake() }
    }
    mailbox.close()
    await machine.parting?()
    await screen.close()
    return driver.outcome ?? .quit
  }
}

/// How a program ended.
package enum Outcome: Hashable, Sendable {
  case quit
  /// The person wants the terminal for a while.
  case steppedAside
  case ended(Ending)
}

/// Does what the machine decided: holds the tasks, decides nothing.
private struct LoopDriver<Message: Sendable> {
  let screen: any Screen
  let clock: LoopClock
  let mailbox: Mailbox<Message>
  var outcome: Outcome?
  /// Ended by `cancel` or by themselves; a finished one is taken out with the next start.
  private var tasks: [RunKey: Task<Void, Never>] = [:]
  private let finished = FinishedRuns()
  private var timer: Task<Void, Never>?

  init(screen: any Screen, clock: LoopClock, mailbox: Mailbox<Message>) {
    self.screen = screen
    self.clock = clock
    self.mailbox = mailbox
  }

  mutating func perform<P: Program>(_ action: LoopMachine<P>.Action, of: P.Type) where P.Message == Message {
    switch action {
    case .start(let key, let work): start(key, work)
    case .cancel(let key): tasks.removeValue(forKey: key)?.cancel()
    case .screen(let request): screen.perform(request)
    case .exec(let command, let message, let key):
      start(key) { [screen] _, send in
        await send(message(await screen.run(command)))
      }
    case .present(let canvas): screen.present(canvas)
    case .wake(let instant): arm(instant)
    case .end(let outcome):
      timer?.cancel()
      self.outcome = outcome
    }
  }

  private mutating func start(_ key: RunKey, _ work: @escaping @Sendable (LoopClock, Send<Message>) async -> Void) {
    for key in finished.takeAll() { tasks[key] = nil }
    tasks[key] = Task { [mailbox, clock, finished] in
      await work(clock, Send { await mailbox.post($0, from: key) })
      finished.add(key)
      mailbox.post(.ended(key))
    }
  }

  private mutating func arm(_ instant: Duration) {
    if clock.isReal, let thread = screen.thread {
      return thread.alarm(after: instant - clock.now()) { [mailbox] in mailbox.post(.timer) }
    }
    timer?.cancel()
    timer = Task { [mailbox, clock] in
      await clock.sleep(until: instant)
      if !Task.isCancelled { mailbox.post(.timer) }
    }
  }
}

extension Screen {
  fileprivate func run(_ command: ForegroundCommand) async -> ForegroundResult {
    await withCheckedContinuation { continuation in
      run(command) { continuation.resume(returning: $0) }
    }
  }
}
