import Base
package import Domain
import Verbs

/// Shows an answer while it is given.
struct TurnFollower: Sendable {
  let client: any EngineClient
  let words: Invocation
  let context: CommandContext

  /// `seq` is from before the turn was asked for. Returns when the turn is over and everything that was said in it was shown.
  func follow(_ turn: TurnView, since seq: Int64) async throws -> TurnView {
    let printer = ProgressPrinter(words: words, context: context)
    let inbox = InboxWatch(client: client, words: words, context: context, printer: printer)
    try await withThrowingTaskGroup(of: Void.self) { group in
      var run: RunID?
      for await event in try await client.events(since: seq) {
        if case .turnStarted(let data) = event.body, data.turn == turn.id, let started = event.run {
          run = started
          group.addTask { try await AnswerReader.show(started, data.service, client, words, printer) }
        }
        guard event.run == run && run != nil || Self.turn(of: event) == turn.id else { continue }
        if words.wantsJSON { try context.output.jsonLine(event) }
        try await inbox.note(event)
        if case .turnClosed(let data) = event.body, data.turn == turn.id { return try await group.waitForAll() }
      }
      throw DroverError(
        .unavailable, "the engine went away while it was watched",
        remedy: "`drover session show \(turn.session)` shows the answer")
    }
    await printer.close()
    return try await ended(turn)
  }

  private func ended(_ turn: TurnView) async throws -> TurnView {
    guard case .turns(let turns) = try await client.ask(.turns(session: turn.session, limit: 1000)) else { return turn }
    return turns.first { $0.id == turn.id } ?? turn
  }

  private static func turn(of event: Event) -> TurnID? {
    switch event.body {
    case .sessionPrompted(let data): data.turn
    case .turnStopped(let data): data.turn
    case .turnClosed(let data): data.turn
    default: nil
    }
  }
}

/// What an agent said in a turn, from the log of its run.
package enum AnswerReader {
  /// Far more than a person reads; what is cut is in the log.
  private static let longest = 1 << 20

  static func show(
    _ run: RunID, _ service: String, _ client: any EngineClient, _ words: Invocation, _ printer: ProgressPrinter
  ) async throws {
    guard !words.wantsJSON, var decoder = LogText.decoder(for: service) else { return }
    do {
      for await chunk in try await client.log(LogRequest(run: run, follow: true)) where chunk.source == .output {
        await printer.show(decoder.feed(chunk.bytes, at: chunk.offset))
      }
      await printer.show(decoder.end())
    } catch let error as DroverError where error.code == .notFound {}  // it never came to a launch; its end says why
  }

  /// The words alone: no thoughts, no tools, nothing that a helper of the agent said.
  package static func text(of turn: TurnView, _ client: any EngineClient) async throws -> String {
    guard let run = turn.run, let service = turn.service, var decoder = LogText.decoder(for: service) else { return "" }
    var text = ""
    func add(_ events: [AgentEvent]) {
      for case .text(let said) in events.map(\.body) where said.parent == nil && text.utf8.count < longest {
        text += said.text + (said.isPartial ? "" : "\n")
      }
    }
    do {
      for await chunk in try await client.log(LogRequest(run: run)) where chunk.source == .output {
        add(decoder.feed(chunk.bytes, at: chunk.offset))
      }
      add(decoder.end())
    } catch let error as DroverError where error.code == .notFound { return "" }  // it never came to a launch
    return text
  }
}
