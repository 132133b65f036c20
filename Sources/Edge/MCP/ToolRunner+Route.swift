import Domain
import JSON
import Platform

/// One question and its answer.
extension ToolRunner {
  private static let longestWait = 86_400

  func services() async throws -> ToolOutcome {
    let services = try await knownServices()
    var next: ServiceRoute?
    var reason: String
    do throws(DroverError) {
      let route = try ServiceRoute.choose(services)
      (next, reason) = (route, route.reason)
    } catch { reason = error.message }
    return .done([
      "services": try JSONCoder.value(services), "next": next.map { .string($0.service) } ?? .null,
      "reason": .string(reason),
    ])
  }

  /// The answer is stopped when nobody waits for it any more: the client said so, the time is up, or it has gone.
  func route() async throws -> ToolOutcome {
    let client = try await context.engine()
    let wishes = call.arguments["preferences"]
    let preferred = wishes?["services"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let choice = try ServiceRoute.choose(try await knownServices(), preferred: preferred)
    var draft = SessionDraft(workspace: try context.repository(text("workspace")))
    draft.service = choice.service
    // A model belongs to one service; another one would not know it.
    draft.model = preferred.isEmpty || preferred.first == choice.service ? wishes?["model"]?.stringValue : nil
    draft.environment = context.environment
    let words = try question(in: draft.workspace)
    let seq = try await newest(client)
    let events = try await client.events(since: seq)
    guard case .turn(let turn) = try await client.perform(.session(.route(draft, text: words))) else {
      return .refused("the question was not taken")
    }
    await progress("\(choice.service) is asked")
    let limit = min(max(1, wishes?["timeoutSeconds"]?.intValue ?? 600), Self.longestWait)
    let isOver = try await stopping(turn, client) {
      try await within(.seconds(limit)) { try await over(turn, events) }
    }
    guard isOver else { return .refused("\(choice.service) gave no answer within \(limit) seconds; it was stopped") }
    return try await answer(turn, choice, client)
  }

  private func knownServices() async throws -> [ServiceView] {
    guard case .services(let services) = try await context.engine().ask(.services) else { return [] }
    return services
  }

  private func question(in folder: String) throws -> String {
    let files = texts("files") ?? []
    for file in files where Files.facts(file.hasPrefix("/") ? file : "\(folder)/\(file)") == nil {
      throw DroverError(
        .notFound, "there is no file \(file) in \(folder)", remedy: "name files from the repository's top")
    }
    let list = files.isEmpty ? "" : "\n\nIt is about these files:\n" + files.map { "- \($0)\n" }.joined()
    return (text("prompt") ?? "") + list
  }

  /// Until the turn is closed; tells what it waits for meanwhile.
  private func over(_ turn: TurnView, _ events: AsyncStream<Event>) async throws {
    var run: RunID?
    for await event in events {
      switch event.body {
      case .turnStarted(let data) where data.turn == turn.id:
        run = event.run
        await progress("\(data.service) answers")
      case .turnClosed(let data) where data.turn == turn.id: return
      case .approvalAsked(let data) where event.run == run && run != nil:
        let words = data.kind == .question ? "WORDS" : "allow|deny"
        await progress("it waits for the person: drover inbox answer \(data.ask) \(words)")
      default: break  // about something else
      }
    }
    try Task.checkCancellation()
    throw DroverError(.unavailable, "the engine went away while it was asked", remedy: "ask again")
  }

  private func answer(_ turn: TurnView, _ choice: ServiceRoute, _ client: any EngineClient) async throws -> ToolOutcome
  {
    guard case .turns(let turns) = try await client.ask(.turns(session: turn.session, limit: 1)),
      let ended = turns.first(where: { $0.id == turn.id })
    else { return .refused("the answer is not to be found") }
    guard ended.state == .done else {
      let words = ended.reason ?? "the answer was stopped"
      return .refused("\(choice.service) gave no answer: \(words)\nit was \(choice.reason)")
    }
    return .done([
      "text": .string(try await context.answer(ended, client)), "service": .string(choice.service),
      "model": ended.model.map(JSONValue.string) ?? .null, "reason": .string(choice.reason),
      "session": .string(turn.session.description), "run": ended.run.map { .string($0.description) } ?? .null,
      "usage": try ended.usage.map { try JSONCoder.value($0) } ?? .null,
      "cost": try ended.cost.map { try JSONCoder.value($0) } ?? .null,
    ])
  }

  /// Stops the turn on every way out but its own end.
  private func stopping(
    _ turn: TurnView, _ client: any EngineClient, _ body: () async throws -> Bool
  ) async throws -> Bool {
    func stop() async {
      // Outside of the cancelled call. One that has ended meanwhile needs no stop.
      await Task { _ = try? await client.perform(.session(.stop(session: turn.session))) }.value
    }
    do {
      let isOver = try await body()
      if !isOver { await stop() }
      return isOver
    } catch {
      await stop()
      throw error
    }
  }
}
