import Domain
import Verbs

/// Shows a task while it runs: what happens to it, and what its newest run prints. Each event and each byte once, through
/// as many engines as it takes.
struct TaskFollower {
  let words: Invocation
  let context: CommandContext

  /// How far it was shown.
  private struct Progress {
    var seq: Int64
    var run: RunID?
    /// Of which run the setup was shown.
    var setup: RunID?
    var offset: Int64 = 0
  }

  /// Returns when the task has come to rest and everything that it printed was shown.
  func follow(_ task: TaskView, since seq: Int64) async throws -> TaskView {
    var progress = Progress(seq: seq)
    try await EngineLine(context: context).lasting { try await show(task.id, $0, &progress) }
    return try await TaskWaiter(context: context).wait(for: [task.id], timeout: nil).first ?? task
  }

  private func show(_ id: TaskID, _ client: any EngineClient, _ progress: inout Progress) async throws {
    if let run = progress.run { try await output(of: run, id, client, &progress) }
    for await event in try await client.events(since: progress.seq) {
      progress.seq = event.seq
      guard event.task == id else { continue }
      if words.wantsJSON { try context.output.jsonLine(event) }
      switch event.body {
      case .taskWaiting(let data):
        if let waiting = data.waiting, !words.wantsJSON {
          context.output.text("waits for \(waiting.for.rawValue): \(waiting.reason)")
        }
      case .runStarted: if let run = event.run { try await output(of: run, id, client, &progress) }
      case .setupFinished(let data):
        if !data.passed, !words.wantsJSON { context.output.text("setup failed\(data.reason.map { ": \($0)" } ?? "")") }
      case .verifyFinished(let data):
        if let run = event.run { try await part("verify", of: run, client) }
        if !words.wantsJSON { context.output.text(data.passed ? "verify passed" : "verify failed") }
      case .runFinished: return
      default: break  // the rest is on the card
      }
    }
    throw DroverError(.unavailable, "the engine went away while it was followed", remedy: "the task goes on")
  }

  /// Everything that the run prints, until it ends; the engine waits for one that has only just begun.
  private func output(
    of run: RunID, _ task: TaskID, _ client: any EngineClient, _ progress: inout Progress
  ) async throws {
    progress.run = run
    do {
      let chunks = try await client.log(LogRequest(run: run, offset: progress.offset, follow: true))
      try await setup(of: run, client, &progress)  // it has ended when the run begins
      for await chunk in chunks {
        progress.offset = chunk.offset + Int64(chunk.bytes.count)
        if !words.wantsJSON { print(chunk.bytes) }
      }
      // An engine that answers has sent all; one that does not has only gone.
      _ = try await client.ask(.task(id: task.description))
    } catch let error as DroverError where error.code == .notFound {
      try await setup(of: run, client, &progress)  // it never came to a launch; its end says why
    }
    (progress.run, progress.offset) = (nil, 0)
  }

  private func setup(of run: RunID, _ client: any EngineClient, _ progress: inout Progress) async throws {
    guard progress.setup != run else { return }
    try await part("setup", of: run, client)
    progress.setup = run
  }

  /// What ran around it has ended: its output as a whole, where there was anything to run.
  private func part(_ name: String, of run: RunID, _ client: any EngineClient) async throws {
    guard !words.wantsJSON else { return }
    do {
      for await chunk in try await client.log(LogRequest(run: run, part: name)) { print(chunk.bytes) }
    } catch let error as DroverError where error.code == .notFound {
      return
    }
  }

  private func print(_ bytes: [UInt8]) {
    if context.output.isTerminal { context.output.bytes(bytes) } else { context.output.raw(bytes) }
  }
}
