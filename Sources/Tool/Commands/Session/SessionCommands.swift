import Base
import Domain
import Verbs

extension CommandLineTool {
  static let sessionHandlers: [CommandHandler] = [
    CommandHandler("session new", newSession), CommandHandler("session list", listSessions),
    CommandHandler("session show", showSession), CommandHandler("session send", sendSession),
    CommandHandler("session stop", stopSession), CommandHandler("session edit", editSession),
    CommandHandler("session task", makeTask), CommandHandler("session rm", removeSessions),
  ]

  @Sendable private static func newSession(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let client = try await context.open()
    let workspace = try Folders.repository(at: words.text("workspace") ?? ".", in: context)
    var draft = SessionDraft(name: words.arguments.first ?? "", workspace: workspace)
    draft.service = words.text("service")
    draft.model = words.text("model")
    draft.inPlace = words.has("in-place") ? true : nil
    draft.environment = Folders.kept(context.environment)
    if let fork = words.text("fork") { draft.fork = try await session(fork, client).id }
    return try print(try await client.perform(.session(.create(draft))), words, context) { SessionText.line($0) }
  }

  @Sendable private static func listSessions(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    guard case .sessions(let sessions) = try await context.open().ask(.sessions(all: words.has("all"))) else {
      return .failed
    }
    if words.wantsJSON {
      try context.output.json(sessions)
    } else {
      context.output.text(SessionText.list(sessions, for: context.output))
    }
    return .done
  }

  @Sendable private static func showSession(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let client = try await context.open()
    let session = try await session(words.arguments[0], client)
    let limit = words.number("limit") ?? 20
    guard case .turns(let turns) = try await client.ask(.turns(session: session.id, limit: limit)) else {
      return .failed
    }
    var pages: [SessionPage.Turn] = []
    for turn in turns { pages.append(SessionPage.Turn(turn, answer: try await AnswerReader.text(of: turn, client))) }
    if words.wantsJSON {
      try context.output.json(SessionPage(session: session, turns: pages))
    } else {
      context.output.text(SessionText.page(session, pages))
    }
    return .done
  }

  /// The answer goes on whatever happens to this process.
  @Sendable private static func sendSession(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let client = try await context.start()
    let session = try await session(words.arguments[0], client)
    let text = try TaskWords.said(words.arguments[1])
    let seq = try await client.seq()
    guard case .turn(let turn) = try await client.perform(.session(.send(session: session.id, text: text))) else {
      return .failed
    }
    guard !words.has("no-wait") else {
      if words.wantsJSON {
        try context.output.json(turn)
      } else {
        context.output.text("\(turn.id) \(turn.state.rawValue)")
      }
      return .done
    }
    let follower = TurnFollower(client: client, words: words, context: context)
    let limit = words.number("timeout").map { Duration.seconds($0) }
    let ended = try await TimeLimit.within(limit) { try await follower.follow(turn, since: seq) }
    if words.wantsJSON { try context.output.jsonLine(ended) } else { context.output.text(SessionText.ending(ended)) }
    return SessionText.exitCode(ended)
  }

  @Sendable private static func stopSession(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let client = try await context.start()
    let session = try await session(words.arguments[0], client)
    return try print(try await client.perform(.session(.stop(session: session.id))), words, context) {
      "\($0.id) stops"
    }
  }

  @Sendable private static func editSession(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let client = try await context.open()
    let session = try await session(words.arguments[0], client)
    let edit = SessionEdit(name: words.text("name"), service: words.text("service"), model: words.text("model"))
    guard edit != SessionEdit() || words.has("worktree") else {
      throw DroverError(
        .usage, "nothing is to be changed", remedy: "name at least one of --name, --service, --model, --worktree")
    }
    if words.has("worktree") {
      let reply = try await client.perform(.session(.giveTree(session: session.id)))
      guard edit != SessionEdit() else {
        return try print(reply, words, context) { "\($0.id) writes in \($0.worktree ?? "")" }
      }
    }
    return try print(
      try await client.perform(.session(.edit(session: session.id, edit: edit))), words, context
    ) { SessionText.line($0) }
  }

  /// From here on it is a task: verified and reviewed, merged or discarded.
  @Sendable private static func makeTask(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let client = try await context.start()
    let session = try await session(words.arguments[0], client)
    let reply = try await client.perform(
      .session(.makeTask(session: session.id, title: words.text("title"), verify: words.text("verify"))))
    try TaskText.print(reply, words, context) {
      "\($0.id) holds what \(session.id) wrote; `drover task merge \($0.id)` takes it once it is reviewed"
    }
    return .done
  }

  @Sendable private static func removeSessions(
    _ words: Invocation, _ context: CommandContext
  ) async throws -> ExitCode {
    let client = try await context.open()
    var removed: [SessionView] = []
    for name in words.arguments {
      let id = try await session(name, client).id
      if case .session(let view) = try await client.perform(.session(.remove(session: id))) { removed.append(view) }
    }
    if words.wantsJSON {
      try context.output.json(removed)
    } else {
      context.output.text(removed.map { "\($0.id) removed" }.joined(separator: "\n"))
    }
    return .done
  }

  private static func session(_ name: String, _ client: any EngineClient) async throws -> SessionView {
    guard case .session(let view) = try await client.ask(.session(id: name)) else {
      throw DroverError(
        .notFound, "there is no session \(name)", remedy: "`drover session list` shows those that there are")
    }
    return view
  }

  private static func print(
    _ reply: Reply, _ words: Invocation, _ context: CommandContext, line: (SessionView) -> String
  ) throws -> ExitCode {
    guard case .session(let view) = reply else { return .failed }
    if words.wantsJSON { try context.output.json(view) } else { context.output.text(line(view)) }
    return .done
  }
}

/// `session show --json`: the session's own keys, and its turns with what was answered.
struct SessionPage: Encodable {
  struct Turn: Encodable {
    let turn: TurnView
    let answer: String

    init(_ turn: TurnView, answer: String) {
      self.turn = turn
      self.answer = answer
    }

    private enum Key: String, CodingKey { case answer }

    func encode(to encoder: any Encoder) throws {
      try turn.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(answer, forKey: .answer)
    }
  }

  let session: SessionView
  let turns: [Turn]

  private enum Key: String, CodingKey { case conversation }

  func encode(to encoder: any Encoder) throws {
    try session.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(turns, forKey: .conversation)
  }
}
