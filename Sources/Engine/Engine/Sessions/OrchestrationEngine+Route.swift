import Domain
import Store

/// One question of another program, without a conversation around it.
extension OrchestrationEngine {
  /// The question and its session are one decision: an engine that dies in between leaves neither.
  func route(_ text: String, _ draft: SessionDraft, by author: Author) async throws -> TurnView {
    try Self.checkWords(text)
    var draft = draft
    draft.asker = author
    draft.fork = nil
    draft.inPlace = nil  // only a person lets anything write where he stands
    try await checkSession(draft, once: true)
    try await requireTrust(draft.workspace, base: nil)
    let machine = await configured.machine()
    let limits = AgentLimits(depth: machine.agentDepth, tasks: machine.agentTasks)
    let uid = ids()
    let turn = try await store.write { [draft] transaction in
      try limits.check(author, in: transaction)
      try transaction.adopt(workspace: draft.workspace, by: author)
      let created = SessionCreated(id: try transaction.nextSession(), uid: uid, draft: draft)
      try transaction.append(EventDraft(.sessionCreated(created), by: author))
      let prompted = SessionPrompted(id: created.id, turn: try transaction.nextTurn(), text: text)
      try transaction.append(EventDraft(.sessionPrompted(prompted), by: author))
      return try transaction.turn(prompted.turn)
    }
    guard let turn else { throw DroverError.noSession("of this question") }
    return TurnView(turn)
  }
}
