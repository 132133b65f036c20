import Domain
import Loop

/// Asks the engine about conversations and reads what was said in them, inside of effects.
struct ChatReader: Sendable {
  let client: any EngineClient
  let workspace: String
  let environment: [String: String]
  let decoder: @Sendable (String) -> any AgentDecoder
  let files: @Sendable (String) async throws -> [String]
  private static let mostTurns = 200

  func sessions() -> Effect<ChatMessage> {
    .run(id: "chat.sessions", cancelInFlight: true) { send in
      await answer(send) {
        guard case .sessions(let all) = try await client.ask(.sessions(all: false)) else { return nil }
        return .loaded(all)
      }
    }
  }

  func turns(_ session: SessionID) -> Effect<ChatMessage> {
    .run(id: Identity("chat.turns.\(session)"), cancelInFlight: true) { send in
      await answer(send) {
        guard case .turns(let turns) = try await client.ask(.turns(session: session, limit: Self.mostTurns)) else {
          return nil
        }
        return .turns(session, turns)
      }
    }
  }

  /// What was said in each of these turns, one after the other; one that goes on is followed to its end.
  func answers(_ turns: [TurnView], in session: SessionID) -> Effect<ChatMessage> {
    .run { send in
      for turn in turns {
        guard let run = turn.run, let service = turn.service else { continue }
        do {
          var decoder = decoder(service)
          let request = LogRequest(run: run, follow: turn.state == .running)
          for await chunk in try await client.log(request) where chunk.source == .output {
            await send(.said(session, turn.id, decoder.feed(chunk.bytes, at: chunk.offset)))
          }
          await send(.said(session, turn.id, decoder.end()))
        } catch let error as DroverError where error.code == .notFound {
          continue  // it never came to a launch; its end says why
        } catch {
          await send(.failed(DroverError(any: error)))
        }
      }
    }
  }

  var changes: Subscription<ChatMessage> {
    Subscription(id: "chat.events") { send in
      do {
        var nothing = TaskFilter()
        nothing.limit = 0  // only the sequence number that the log stands at is wanted
        guard case .tasks(let page) = try await client.ask(.tasks(nothing)) else { return }
        for await event in try await client.events(since: page.seq) {
          if let (session, ended) = event.body.session { await send(.changed(session, ended: ended)) }
        }
      } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
  }

  // MARK: - What is done

  func begin(_ name: String, service: String?, model: String?) -> Effect<ChatMessage> {
    perform { [self] in
      var draft = SessionDraft(name: name, workspace: workspace)
      draft.service = service
      draft.model = model
      draft.environment = environment
      guard case .session(let session) = try await client.perform(.session(.create(draft))) else { return nil }
      return .began(session)
    }
  }

  /// What the engine does not take goes back into the field.
  func send(_ text: String, to session: SessionID) -> Effect<ChatMessage> {
    .run { send in
      do {
        _ = try await client.perform(.session(.send(session: session, text: text)))
        await send(.changed(session, ended: false))
      } catch {
        await send(.unsent(text, DroverError(any: error)))
      }
    }
  }

  func stop(_ session: SessionID) -> Effect<ChatMessage> {
    perform { [self] in
      _ = try await client.perform(.session(.stop(session: session)))
      return .done("the answer was stopped")
    }
  }

  func edit(_ session: SessionID, _ edit: SessionEdit, saying words: String) -> Effect<ChatMessage> {
    perform { [self] in
      _ = try await client.perform(.session(.edit(session: session, edit: edit)))
      return .done(words)
    }
  }

  /// Its work goes the way of every task's.
  func makeTask(_ session: SessionID) -> Effect<ChatMessage> {
    perform { [self] in
      guard case .task(let task) = try await client.perform(.session(.makeTask(session: session))) else { return nil }
      return .done("\(task.id) holds what \(session) wrote; it is on the board")
    }
  }

  func remove(_ session: SessionView) -> Effect<ChatMessage> {
    perform { [self] in
      _ = try await client.perform(.session(.remove(session: session.id)))
      return .done("removed \(session.id) \(session.name)")
    }
  }

  func names() -> Effect<ChatMessage> {
    perform { [self] in .files(try await files(workspace)) }
  }

  func perform(_ body: @escaping @Sendable () async throws -> ChatMessage?) -> Effect<ChatMessage> {
    .run { send in await answer(send, body) }
  }

  private func answer(_ send: Send<ChatMessage>, _ body: () async throws -> ChatMessage?) async {
    do {
      if let message = try await body() { await send(message) }
    } catch {
      await send(.failed(DroverError(any: error)))
    }
  }
}

extension EventBody {
  /// Which conversation it is about, and whether an answer is complete with it.
  fileprivate var session: (SessionID, Bool)? {
    switch self {
    case .sessionCreated(let data): (data.id, false)
    case .sessionEdited(let data): (data.id, false)
    case .sessionTreeMade(let data): (data.id, false)
    case .sessionTreeGiven(let data): (data.id, false)
    case .sessionPrompted(let data): (data.id, false)
    case .turnStarted(let data): (data.id, false)
    case .turnStopped(let data): (data.id, false)
    case .turnClosed(let data): (data.id, true)
    case .sessionRemoved(let data): (data.id, false)
    default: nil  // most events are about tasks
    }
  }
}
