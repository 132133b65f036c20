import Domain
import Store

/// A conversation that wants to write gets a worktree, on a person's word.
extension OrchestrationEngine {
  /// With `ask` the turn that asked ends, and one that goes on in the worktree comes after it.
  func giveTree(to id: SessionID, for ask: AskView?, by author: Author) async throws -> SessionView {
    guard let runs else { throw DroverError.noAgents }
    guard let known = try await store.session(id) else { throw DroverError.noSession(id.description) }
    guard known.removed == nil, known.draft.inPlace != true else {
      throw DroverError(
        .refused, known.removed == nil ? "\(id) writes in place already" : "\(id) was removed",
        remedy: "`drover session new` begins another one")
    }
    let tree = try await makeTree(of: known, runs)
    let record = try await store.write { transaction in
      let session = try transaction.existing(id)
      if session.tree == nil {
        try transaction.append(EventDraft(.sessionTreeMade(SessionTreeMade(id: id, tree: tree)), by: author))
      }
      if let ask { try Self.goOn(session, tree, ask, by: author, &transaction) }
      return try transaction.existing(id)
    }
    if let run = ask?.run { runs.agents?.desk.look(run) }
    return try await store.view(record)
  }

  private func makeTree(of session: SessionRecord, _ runs: RunDriver) async throws -> SessionRecord.Tree {
    if let tree = session.tree { return tree }
    if let refusal = try await runs.guardian.unrest(session.draft.workspace) { throw refusal }
    let settings = try await settings(of: session.draft.workspace)
    let place = settings.worktree.split(separator: "/").dropLast().joined(separator: "/")
    let request = TreeRequest(
      session: session.id, workspace: session.draft.workspace,
      worktree: (settings.worktree.hasPrefix("/") ? "/" : "") + place + "/session-{number}")
    let made = try await runs.repositories.makeTree(request)
    return SessionRecord.Tree(path: made.path, branch: made.branch, base: made.base, baseCommit: made.baseCommit)
  }

  private static func goOn(
    _ session: SessionRecord, _ tree: SessionRecord.Tree, _ ask: AskView, by author: Author,
    _ transaction: inout Transaction
  ) throws {
    let ask = try transaction.existing(ask.id)
    guard ask.state == .open else { return }
    let words = "not here: it goes on in a worktree of its own, \(tree.path)"
    try transaction.append(
      EventDraft(
        .approvalAnswered(ApprovalAnswered(ask: ask.id, answer: .deny(reason: words), gaveTree: true)), run: ask.run,
        by: author))
    if let turn = session.queue.first {
      try transaction.append(
        EventDraft(.turnStopped(TurnStopped(id: session.id, turn: turn)), run: ask.run, by: author))
    }
    let text = """
      You may write now: this folder, \(tree.path), is a git worktree of your own on the branch \(tree.branch). The \
      folder that you read before stays as it is. Go on with what you were about to do.
      """
    let prompted = SessionPrompted(id: session.id, turn: try transaction.nextTurn(), text: text)
    try transaction.append(EventDraft(.sessionPrompted(prompted), by: author))
  }
}
