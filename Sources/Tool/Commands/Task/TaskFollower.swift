import Base
import Domain
import Verbs

/// Shows a task while it runs: what happens to it, and what its runs print. Each event and each byte once, through as many
/// engines as it takes.
struct TaskFollower: Sendable {
  let words: Invocation
  let context: CommandContext

  /// Returns when the task has come to rest and everything that it printed was shown.
  func follow(_ task: TaskView, since seq: Int64) async throws -> TaskView {
    let printer = ProgressPrinter(seq: seq, words: words, context: context)
    let ended = try await EngineLine(context: context).lasting { try await show(task.id, $0, printer) }
    await printer.close()
    return ended
  }

  private func show(_ id: TaskID, _ client: any EngineClient, _ printer: ProgressPrinter) async throws -> TaskView {
    let inbox = InboxWatch(client: client, words: words, context: context, printer: printer)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      for run in await printer.open { group.addTask { try await output(of: run, id, client, printer) } }
      for await event in try await client.events(since: await printer.seq) {
        await printer.saw(event)
        guard event.task == id else { continue }
        if let run = event.run, let part = Self.ended(event.body) {
          try await self.part(part, of: run, client, printer)
        }
        try await show(event, printer)
        try await inbox.note(event)
        if case .runStarted(let data) = event.body, let run = event.run {
          await printer.begins(run, by: data.service)
          group.addTask { try await output(of: run, id, client, printer) }
        }
        if let rest = try await resting(id, after: event, client) { return rest }
      }
      try Task.checkCancellation()
      throw DroverError(.unavailable, "the engine went away while it was followed", remedy: "the task goes on")
    }
  }

  /// The part that an event is the end of.
  private static func ended(_ body: EventBody) -> String? {
    switch body {
    case .setupFinished: "setup"
    case .verifyFinished: "verify"
    default: nil
    }
  }

  /// What ran around it has ended: its output as a whole, where there was anything to run.
  private func part(
    _ name: String, of run: RunID, _ client: any EngineClient, _ printer: ProgressPrinter
  ) async throws {
    guard !words.wantsJSON else { return }
    if name == "verify" { await printer.untilEnd(of: run) }
    do {
      for await chunk in try await client.log(LogRequest(run: run, part: name)) { await printer.bytes(chunk.bytes) }
    } catch let error as DroverError where error.code == .notFound {}  // nothing was to be run
  }

  private func show(_ event: Event, _ printer: ProgressPrinter) async throws {
    if words.wantsJSON { return try context.output.jsonLine(event) }
    switch event.body {
    case .taskWaiting(let data):
      guard let waiting = data.waiting else { return }
      let until = waiting.until.map { " until \($0)" } ?? ""
      await printer.line("waits for \(waiting.for.rawValue)\(until): \(waiting.reason)")
    case .runStarted(let data) where data.attempt > 1:
      await printer.line("attempt \(data.attempt) by \(data.service): \(data.reason)")
    case .setupFinished(let data) where !data.passed:
      await printer.line("setup failed\(data.reason.map { ": \($0)" } ?? "")")
    case .verifyFinished(let data):
      let lost = data.lost.map { "verify did not come to its end: \($0)" }
      await printer.line(lost ?? (data.passed ? "verify passed" : "verify failed"))
    default: break  // the rest is on the card, or in the last line
    }
  }

  /// Only some facts can be the last ones; the engine is asked then whether they are.
  private func resting(_ id: TaskID, after event: Event, _ client: any EngineClient) async throws -> TaskView? {
    switch event.body {
    case .runFinished, .taskCancelled, .taskClosed, .taskDiscarded, .taskMerged: break
    case .taskWaiting(let data) where data.refused == true: break
    default: return nil
    }
    guard case .task(let now) = try await client.ask(.task(id: id.description)), now.state != .running,
      now.state != .todo
    else { return nil }
    return now
  }

  /// Everything that the run prints, until it ends; the engine waits for one that has only just begun.
  private func output(
    of run: RunID, _ task: TaskID, _ client: any EngineClient, _ printer: ProgressPrinter
  ) async throws {
    do {
      let request = LogRequest(run: run, offset: await printer.offset(of: run), follow: true)
      for await chunk in try await client.log(request) { await printer.show(chunk, of: run) }
      // An engine that answers has sent all; one that does not has only gone.
      _ = try await client.ask(.task(id: task.description))
    } catch let error as DroverError where error.code == .notFound {}  // it never came to a launch; its end says why
    await printer.ends(run)
  }
}

/// Several write, and lines stay whole. Remembers how far each run was shown.
actor ProgressPrinter {
  private struct Shown {
    var offset: Int64 = 0
    var decoder: (any AgentDecoder)?
  }

  private let words: Invocation
  private let context: CommandContext
  private var progress = AgentProgress()
  private var runs: [RunID: Shown] = [:]
  private var waiters: [RunID: [CheckedContinuation<Void, Never>]] = [:]
  private(set) var seq: Int64

  init(seq: Int64 = 0, words: Invocation, context: CommandContext) {
    self.seq = seq
    self.words = words
    self.context = context
  }

  /// The runs that print yet.
  var open: [RunID] { runs.keys.sorted() }

  func saw(_ event: Event) { seq = event.seq }
  func begins(_ run: RunID, by service: String) { runs[run] = Shown(decoder: LogText.decoder(for: service)) }
  func offset(of run: RunID) -> Int64 { runs[run]?.offset ?? 0 }

  func show(_ chunk: LogChunk, of run: RunID) {
    let missing = chunk.offset - (runs[run]?.offset ?? chunk.offset)
    runs[run]?.offset = chunk.offset + Int64(chunk.bytes.count)
    guard !words.wantsJSON else { return }
    if missing > 0 { line(LogText.cut(missing)) }
    if runs[run]?.decoder == nil {
      bytes(chunk.bytes)
    } else if chunk.source == .output {
      show(runs[run]?.decoder?.feed(chunk.bytes, at: chunk.offset) ?? [])
    }
  }

  func ends(_ run: RunID) {
    if !words.wantsJSON { show(runs[run]?.decoder?.end() ?? []) }
    runs[run] = nil
    for waiter in waiters.removeValue(forKey: run) ?? [] { waiter.resume() }
  }

  /// Returns when all that a run printed was shown.
  func untilEnd(of run: RunID) async {
    guard runs[run] != nil else { return }
    await withCheckedContinuation { waiters[run, default: []].append($0) }
  }

  func show(_ events: [AgentEvent]) {
    for event in events { context.output.bytes(Array(progress.text(event).utf8)) }
  }

  func line(_ text: String) { context.output.bytes(Array(progress.line(text).utf8)) }

  func close() { context.output.bytes(Array(progress.lineEnd().utf8)) }

  /// What a command prints, as it is.
  func bytes(_ bytes: [UInt8]) {
    if context.output.isTerminal { context.output.bytes(bytes) } else { context.output.raw(bytes) }
  }
}

/// Says what an agent asks, with the words that answer it; or denies it where nobody is to be asked.
struct InboxWatch: Sendable {
  let client: any EngineClient
  let words: Invocation
  let context: CommandContext
  var printer: ProgressPrinter?

  /// What was asked before anybody watched.
  func open(for tasks: Set<TaskID>) async throws {
    guard case .inbox(let asks) = try await client.ask(.inbox(all: false, limit: 1000)) else { return }
    for ask in asks where ask.task.map({ tasks.contains($0) }) == true {
      try await tell(InboxText.line(ask), ask.id, ask.hash)
    }
  }

  func note(_ event: Event) async throws {
    guard case .approvalAsked(let ask) = event.body else { return }
    guard case .inbox(let open) = try await client.ask(.inbox(all: false, limit: 1000)),
      open.contains(where: { $0.id == ask.ask })
    else { return }  // answered already, perhaps by a standing permission
    try await tell(InboxText.asked(ask), ask.ask, ask.hash)
  }

  private func tell(_ line: String, _ id: AskID, _ hash: String) async throws {
    guard !words.has("no-ask") else {
      let denial = AgentAnswer.deny(reason: "nobody can be asked now")
      do { _ = try await client.perform(.answer(ask: id, answer: denial, always: false, seen: hash)) } catch let error
        as DroverError where error.code == .refused
      {}  // somebody else was faster
      return
    }
    guard !words.wantsJSON else { return }
    if let printer { await printer.line(line) } else { context.output.text(line) }
  }
}
