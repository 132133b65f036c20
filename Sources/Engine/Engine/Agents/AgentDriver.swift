import Base
import Domain
import Store

/// Talks with one agent until its process is gone: reads the log from its beginning, books the facts, sends what the
/// conversation says. One queue and one consumer, so that everything happens in one order.
struct AgentDriver: Sendable {
  let host: any RunHost
  let token: UInt64
  let desk: AgentDesk
  let booking: AgentBooking
  let limits: AgentWatch.Limits
  /// Moments are counted from here.
  let start: SuspendingClock.Instant
  /// Nil where the agent uses its own.
  var hands: AgentHands?

  private var name: String { booking.run.description }

  /// Returns after the end was booked. `attempt` is what earlier engines knew.
  func run(_ conversation: any AgentConversation, attempt: TaskRecord.Attempt) async throws {
    let queue = desk.open(booking.run)
    let asks = try await booking.store.asks(of: booking.run)
    let answers = asks.reduce(into: [:]) { $0[$1.request] = $1.given }
    var talk = Talk(
      machine: AgentMachine(conversation, service: booking.service, attempt: attempt, answers: answers),
      watch: AgentWatch(limits, now: now))
    // Ends with the log, which ends with the run; cancelled below when the engine lets go.
    let pump = Task { await self.pump(into: queue.signals) }
    let words = talk.words
    // Writes what is said, one after the other: an agent that does not read holds up nothing but this. Cancelled below.
    let mouth = Task { await self.speak(words, into: queue.signals) }
    defer {
      desk.close(booking.run)
      pump.cancel()
      mouth.cancel()
      talk.words.finish()
      for work in talk.work { work.cancel() }
      talk.alarm?.cancel()
      queue.signals.finish()
    }
    try await perform(talk.machine.open(), &talk, queue)
    while !talk.isOver, let batch = await queue.signals.nextBatch() {
      for signal in batch { try await take(signal, &talk, queue) }
      if queue.takeWish(), talk.isPresent { try await look(&talk, queue) }
      if talk.isPresent, talk.machine.isAtRest { try await step(talk.watch.rested(now), &talk, queue) }
      setAlarm(&talk, queue)
    }
    try Task.checkCancellation()
    try await finish(&talk)
  }

  struct Talk {
    var machine: AgentMachine
    var watch: AgentWatch
    var alarm: Task<Void, Never>?
    var armed: Duration?
    /// Whether the past has been read: only then is anything new said.
    var isPresent = false
    var isOver = false
    /// What is to be written to it, in order.
    let words = BoundedChannel<Word>(bound: 4096)
    /// How many of the machine's estimates were held against the budget.
    var estimates = 0
    /// What it has us do.
    var work: [Task<Void, Never>] = []
  }

  enum Word: Sendable {
    case bytes([UInt8], id: String)
    case end
  }

  private var now: Duration { start.duration(to: .now) }
}

// MARK: - Signals

extension AgentDriver {
  private func pump(into signals: BoundedChannel<AgentDesk.Signal>) async {
    do {
      var end: Int64 = 0
      for follow in [false, true] {
        let request = LogRequest(run: booking.run, offset: end, follow: follow)
        for await chunk in try await host.log(name, request) {
          end = chunk.offset + Int64(chunk.bytes.count)
          guard await signals.send(.chunk(chunk)) else { return }
        }
        if !follow { guard await signals.send(.caughtUp) else { return } }
      }
    } catch {
      // A log that cannot be read ends here; how the run ended is asked of the host.
    }
    _ = await signals.send(.logOver)
  }

  private func take(
    _ signal: AgentDesk.Signal, _ talk: inout Talk, _ queue: AgentDesk.Queue
  ) async throws {
    switch signal {
    case .chunk(let chunk): try await perform(talk.machine.feed(chunk), &talk, queue)
    case .caughtUp:
      talk.isPresent = true
      try await perform(talk.machine.caughtUp(), &talk, queue)
      try await look(&talk, queue)
    case .served(let id, let result): try await perform(talk.machine.served(id, result), &talk, queue)
    case .unheard(let error): throw error
    case .logOver: talk.isOver = true
    case .look: break  // the wish beside the queue says so
    case .alarm:
      talk.armed = nil
      try await step(talk.watch.looked(now), &talk, queue)
    }
  }

  private func speak(_ words: BoundedChannel<Word>, into signals: BoundedChannel<AgentDesk.Signal>) async {
    while let batch = await words.nextBatch() {
      for word in batch {
        do {
          switch word {
          case .bytes(let bytes, let id): try await host.send(bytes, id: id, to: name, token: token)
          case .end: try await host.closeInput(of: name, token: token)
          }
        } catch let error as DroverError {
          _ = await signals.send(.unheard(error))
          return
        } catch {
          return  // the engine lets go
        }
      }
    }
  }

  /// Facts first, then what is sent because of them.
  private func perform(
    _ output: AgentMachine.Output, _ talk: inout Talk, _ queue: AgentDesk.Queue
  ) async throws {
    if output.isActive { talk.watch.wasActive(now) }
    talk.watch.isInTool = talk.machine.isInTool
    try await booking.book(output.facts)
    for sending in output.sendings { try say(.bytes(sending.bytes, id: sending.id), talk) }
    serve(output.servings, &talk, queue)
    let hasBooked = output.facts.contains { if case .usage = $0 { true } else { false } }
    let hasEstimate = talk.machine.estimated.count > talk.estimates
    talk.estimates = talk.machine.estimated.count
    // One that has nothing left to do spends nothing more: its work is looked at, and the next start asks.
    if hasBooked || hasEstimate, !talk.machine.isAtRest,
      let stop = try await booking.stop(beside: talk.machine.estimated)
    {
      try await step(talk.watch.end(stop, now), &talk, queue)
    }
    let hasAsked = output.facts.contains { if case .asked = $0 { true } else { false } }
    if hasAsked, talk.isPresent { try await look(&talk, queue) }
  }

  private func say(_ word: Word, _ talk: Talk) throws {
    guard talk.words.trySend(word) else {
      throw DroverError(.failed, "\(booking.service) does not read what it is told", remedy: "stop it and retry")
    }
  }

  /// Beside the talk: a program may take long.
  private func serve(_ servings: [AgentMachine.Serving], _ talk: inout Talk, _ queue: AgentDesk.Queue) {
    guard let hands else { return }
    for serving in servings {
      // Held in the talk, and cancelled with it.
      talk.work.append(Task { _ = await queue.signals.send(.served(serving.id, await hands.serve(serving))) })
    }
  }

  /// What people want of it since we last looked.
  private func look(_ talk: inout Talk, _ queue: AgentDesk.Queue) async throws {
    let wishes = try await booking.wishes()
    if wishes.isCancelled { try await step(talk.watch.end(AgentWatch.Reason(words: ""), now), &talk, queue) }
    talk.watch.isWaitingForPerson = wishes.asks.contains { $0.state == .open }
    for ask in wishes.asks { try await answer(ask, &talk, queue) }
    guard !talk.watch.isEnding else { return }
    for input in wishes.inputs {
      let output = talk.machine.say(input.text, id: input.id)
      try await booking.delivered(input.id, at: talk.machine.offset)
      try await perform(output, &talk, queue)
    }
  }

  private func answer(_ ask: AskView, _ talk: inout Talk, _ queue: AgentDesk.Queue) async throws {
    guard ask.state == .answered, ask.delivered == nil, let given = ask.given else { return }
    if !talk.machine.hasAnswered(ask.request) {
      let output = talk.machine.answer(ask.request, given)
      guard !output.sendings.isEmpty || !output.servings.isEmpty else {
        return try await booking.withdraw(ask.id, "the agent did not wait for the answer any more")
      }
      talk.watch.wasActive(now)
      try await perform(output, &talk, queue)
    }
    try await booking.delivered(ask.id.description, at: talk.machine.offset)
  }

  private func step(
    _ step: AgentWatch.Step, _ talk: inout Talk, _ queue: AgentDesk.Queue
  ) async throws {
    switch step {
    case .none: break
    case .closeInput: try say(.end, talk)
    case .stop: try await host.stop(name, token: token)
    case .interrupt:
      let output = talk.machine.interrupt(id: "stop")
      if output.sendings.isEmpty { return try await self.step(talk.watch.cannotInterrupt(), &talk, queue) }
      try await perform(output, &talk, queue)
    }
  }

  /// One alarm is set at a time; one that rings too early is set again.
  private func setAlarm(_ talk: inout Talk, _ queue: AgentDesk.Queue) {
    guard let deadline = talk.watch.deadline, deadline < talk.armed ?? .seconds(1 << 40) else { return }
    talk.alarm?.cancel()
    talk.armed = deadline
    let (start, signals) = (start, queue.signals)
    // Cancelled by the next one, and at the end of the talk.
    talk.alarm = Task {
      do { try await SuspendingClock().sleep(until: start.advanced(by: deadline)) } catch { return }
      _ = await signals.send(.alarm)
    }
  }

  private func finish(_ talk: inout Talk) async throws {
    let end = try await host.end(of: name, token: token)
    await hands?.close()
    let output = talk.machine.end()
    var ended = AgentEnded(end)
    var facts = output.facts
    if case .lost = end, talk.watch.reason == nil {
      // Nobody saw it end: that it broke off is no fault of the service, and no word of its own.
      facts.removeAll {
        if case .event(.turnFinished(let turn)) = $0 { turn.outcome != .success } else { false }
      }
      ended.errorClass = .unknown
    }
    if let reason = talk.watch.reason {
      (ended.reason, ended.errorClass, ended.budget) = (reason.words, reason.errorClass, reason.budget)
    }
    try await booking.book(facts, ending: ended)
  }
}

extension AgentEnded {
  init(_ end: RunEnd) {
    switch end {
    case .exited(let code): self.init(exitCode: code, reason: "")
    case .signalled(let number): self.init(signal: number, reason: "ended by signal \(number)")
    case .timeLimit: self.init(reason: "the time limit was reached")
    case .neverStarted(let why): self.init(reason: "could not start: \(why)")
    case .lost(let why): self.init(reason: why)
    }
  }
}
