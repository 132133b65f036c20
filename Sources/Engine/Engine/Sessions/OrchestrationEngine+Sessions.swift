import Domain
import Store

/// The commands about conversations.
extension OrchestrationEngine {
  func perform(_ command: SessionCommand, by author: Author) async throws -> Reply {
    switch command {
    case .create(let draft): .session(try await createSession(draft, by: author))
    case .route(let draft, let text): .turn(try await route(text, draft, by: author))
    case .send(let session, let text): .turn(try await send(text, to: session, by: author))
    case .stop(let session): .session(try await stop(session, by: author))
    case .edit(let session, let edit): .session(try await self.edit(session, edit, by: author))
    case .giveTree(let session): .session(try await giveTree(to: session, for: nil, by: author))
    case .makeTask(let session, let title, let verify):
      .task(try await makeTask(of: session, title: title, verify: verify, by: author))
    case .remove(let session): .session(try await remove(session, by: author))
    }
  }

  private func createSession(_ draft: SessionDraft, by author: Author) async throws -> SessionView {
    try await checkSession(draft)
    let uid = ids()
    let record = try await store.write { transaction in
      try transaction.adopt(workspace: draft.workspace, by: author)
      var draft = draft
      var memory: SessionRecord.Memory?
      if let id = draft.fork {
        let parent = try transaction.existing(id)
        guard let known = parent.memory else {
          throw DroverError(
            .refused, "\(id) has no answer yet that another conversation could branch off from",
            remedy: "`drover session send \(id) WORDS` begins it")
        }
        draft.service = known.service
        memory = SessionRecord.Memory(service: known.service, id: known.id, isForked: true)
      }
      let created = SessionCreated(id: try transaction.nextSession(), uid: uid, draft: draft, memory: memory)
      try transaction.append(EventDraft(.sessionCreated(created), by: author))
      return try transaction.existing(created.id)
    }
    return try await store.view(record)
  }

  /// `once`: one question and no second one, for which nothing has to be remembered.
  func checkSession(_ draft: SessionDraft, once: Bool = false) async throws {
    guard draft.workspace.hasPrefix("/") else {
      throw DroverError(
        .usage, "the workspace \(draft.workspace) is not an absolute path", remedy: "name the repository's folder")
    }
    guard let options = agentOptions else { throw DroverError.noAgents }
    let sample = SessionRecord(
      id: SessionID(number: 1), uid: FullID(milliseconds: 0, random: 0, more: 0), draft: draft, created: started)
    let known = await options.agents.known()
    let health = try await ServiceDesk(store: store, agents: options.agents, clock: clock).health(known)
    let choice = try SessionMachine.choose(sample, known: known, health: health)
    guard let facts = known.first(where: { $0.name == choice.service }) else { return }
    guard facts.program != nil else {
      throw DroverError(
        .unavailable, "\(facts.name) is not installed", remedy: "install it, then: drover service show \(facts.name)")
    }
    guard once || facts.resumes else {
      let able = known.filter(\.resumes).map(\.name)
      throw DroverError(
        .refused, "\(facts.name) keeps no session, so it holds no conversation",
        remedy: "one of: \(able.joined(separator: ", "))")
    }
    guard facts.permissions.contains(sample.permission) else {
      throw DroverError(
        .refused, "\(facts.name) cannot keep the permission \(sample.permission.rawValue)",
        remedy: "it keeps: \(facts.permissions.map(\.rawValue).joined(separator: ", "))")
    }
  }

  private func send(_ text: String, to id: SessionID, by author: Author) async throws -> TurnView {
    try Self.checkWords(text)
    let named = SessionMachine.references(in: text)
    let files = named.isEmpty ? nil : await agentOptions?.files(named, try await session(id).folder)
    let turn = try await store.write { transaction in
      let session = try transaction.existing(id)
      guard session.removed == nil else {
        throw DroverError(.refused, "\(id) was removed", remedy: "`drover session new` begins another one")
      }
      let prompted = SessionPrompted(
        id: id, turn: try transaction.nextTurn(), text: text, files: files?.isEmpty == true ? nil : files)
      try transaction.append(EventDraft(.sessionPrompted(prompted), by: author))
      return try transaction.turn(prompted.turn)
    }
    guard let turn else { throw DroverError.noSession(id.description) }
    return TurnView(turn)
  }

  static func checkWords(_ text: String) throws {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw DroverError(.usage, "there is nothing to say", remedy: "add the words, or - to read them from the input")
    }
  }

  private func stop(_ id: SessionID, by author: Author) async throws -> SessionView {
    let turn = try await store.write { transaction in
      let session = try transaction.existing(id)
      guard !author.isAgent || session.draft.asker == author else { throw DroverError.notAgents }
      guard let first = session.queue.first, let turn = try transaction.turn(first) else {
        throw DroverError(
          .refused, "\(id) gives no answer now", remedy: "`drover session show \(id)` shows the last one")
      }
      if turn.stopped == nil {
        try transaction.append(
          EventDraft(.turnStopped(TurnStopped(id: id, turn: first)), run: turn.attempt?.run, by: author))
      }
      return turn
    }
    if let run = turn.attempt?.run { runs?.agents?.desk.look(run) }
    return try await store.view(try await session(id))
  }

  private func edit(_ id: SessionID, _ edit: SessionEdit, by author: Author) async throws -> SessionView {
    var draft = try await session(id).draft
    if let service = edit.service { (draft.service, draft.model) = (service, nil) }
    try await checkSession(draft)
    let record = try await store.write { transaction in
      _ = try transaction.existing(id)
      try transaction.append(EventDraft(.sessionEdited(SessionEdited(id: id, edit: edit)), by: author))
      return try transaction.existing(id)
    }
    return try await store.view(record)
  }

  /// Hidden at once; what it still says is stopped.
  private func remove(_ id: SessionID, by author: Author) async throws -> SessionView {
    let (record, running) = try await store.write { transaction in
      let session = try transaction.existing(id)
      guard session.removed == nil else {
        throw DroverError(.refused, "\(id) was removed already", remedy: "`drover session list --all` shows it")
      }
      var running: RunID?
      for waiting in session.queue {
        let run = try transaction.turn(waiting)?.attempt?.run
        running = running ?? run
        try transaction.append(EventDraft(.turnStopped(TurnStopped(id: id, turn: waiting)), run: run, by: author))
      }
      try transaction.append(EventDraft(.sessionRemoved(SessionRemoved(id: id)), by: author))
      return (try transaction.existing(id), running)
    }
    if let running { runs?.agents?.desk.look(running) }
    return try await store.view(record)
  }

  private func session(_ id: SessionID) async throws -> SessionRecord {
    guard let record = try await store.session(id) else { throw DroverError.noSession(id.description) }
    return record
  }
}

// MARK: - Answers and scheduling

extension OrchestrationEngine {
  func session(named text: String) async throws -> SessionView {
    guard let record = try await store.session(named: text) else { throw DroverError.noSession(text) }
    return try await store.view(record)
  }

  /// Each conversation with a turn that waits gets a driver; there is no limit, a person is talking.
  func driveSessions() async {
    guard let runs, let agents = runs.agents, isServing else { return }
    let live: [SessionRecord]
    do { live = try await store.liveSessions() } catch { return }  // the next fact asks again
    let driver = SessionDriver(
      store: store, host: runs.host, token: runs.token, agents: agents, launched: runs.launched,
      guardian: runs.guardian, repositories: runs.repositories)
    for record in live where talking[record.id] == nil {
      let id = record.id
      // Held in `talking` and awaited by `endRuns`; tells the engine when nothing waits any more.
      talking[id] = Task {
        await driver.run(id)
        await self.fellSilent(id)
      }
    }
  }

  private func fellSilent(_ id: SessionID) async {
    talking[id] = nil
    guard let record = try? await store.session(id), !record.queue.isEmpty, isServing else { return }
    await driveSessions()  // words that came in the last moment
  }
}

extension Transaction {
  func existing(_ id: SessionID) throws -> SessionRecord {
    guard let found = try session(id) else { throw DroverError.noSession(id.description) }
    return found
  }
}

extension DroverError {
  static let notAgents = DroverError(
    .refused, "an agent may only stop what it asked itself", remedy: "ask the person at the board")

  static func noSession(_ name: String) -> DroverError {
    DroverError(.notFound, "there is no session \(name)", remedy: "`drover session list` shows those that there are")
  }
}
