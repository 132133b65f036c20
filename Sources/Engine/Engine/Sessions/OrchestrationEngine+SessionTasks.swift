import Domain
import Store

/// What a conversation wrote in its worktree becomes a task: from there its way is the known one.
extension OrchestrationEngine {
  /// The work was done in turns that have ended, so the attempt begins at its end: it is committed, verified and comes to
  /// the review. The conversation reads the workspace again; both are one decision.
  func makeTask(
    of id: SessionID, title: String?, verify: String?, by author: Author
  ) async throws -> TaskView {
    guard let runs else { throw DroverError.noAgents }
    guard let session = try await store.session(id) else { throw DroverError.noSession(id.description) }
    let tree = try SessionTaskRules.tree(of: session)
    let draft = try await draft(of: session, tree, title: title, verify: verify)
    let settings = try await settings(of: draft.workspace)
    let uid = ids()
    var sample = TaskRecord(id: TaskID(number: 0), uid: uid, draft: draft, created: clock())
    (sample.worktree, sample.branch, sample.baseCommit) = (tree.path, tree.branch, tree.baseCommit)
    guard var facts = sample.tree else { throw DroverError.noSession(id.description) }
    let proof = verify == nil ? try await runs.verifyCommand(for: sample) : verify
    let printed = try await store.turns(of: id, limit: 50).last { $0.attempt != nil }?.attempt?.run
    // From here on no new worktree of the conversation is taken for this one, whatever happens before the next line.
    try await runs.repositories.name(facts, after: nil)
    let view = try await store.write { transaction in
      guard try transaction.existing(id).tree == tree else { throw SessionTaskRules.noTree(id) }
      try SessionTaskRules.checkQuiet(try transaction.existing(id))
      let task = try transaction.nextTask()
      var draft = draft
      TaskRules.fill(&draft, from: settings, by: author)
      try transaction.append(
        EventDraft(.taskCreated(TaskCreated(uid: uid, draft: draft)), task: task, by: author))
      let made = WorktreeMade(path: tree.path, branch: tree.branch, baseCommit: tree.baseCommit, base: tree.base)
      try transaction.append(EventDraft(.worktreeMade(made), task: task, by: author))
      let started = RunStarted(
        service: draft.service ?? "an agent", model: draft.model, reason: "the conversation \(id) did it",
        host: "local",
        token: "0", attempt: 1, verify: proof, repairs: settings.repairs, printed: printed)
      let run = try transaction.nextRun()
      for body in [
        EventBody.runStarted(started), .turnFinished(TurnFinished(AgentFinished(outcome: .success), offset: -1)),
        .repositoryInspected(RepositoryInspected(changes: [], notes: [])),
        .agentEnded(AgentEnded(exitCode: 0, reason: "")),
      ] {
        try transaction.append(EventDraft(body, task: task, run: run, by: author))
      }
      try transaction.append(EventDraft(.sessionTreeGiven(SessionTreeGiven(id: id, task: task)), by: author))
      return TaskView(try transaction.existing(task))
    }
    facts = TreeFacts(
      task: view.id, workspace: facts.workspace, path: facts.path, branch: facts.branch, base: facts.base,
      baseCommit: facts.baseCommit)
    // Only for an engine that comes after one that was killed in a merge; the task has its tree either way.
    do { try await runs.repositories.name(facts, after: view.id) } catch is DroverError {}
    return view
  }

  private func draft(
    of session: SessionRecord, _ tree: SessionRecord.Tree, title: String?, verify: String?
  ) async throws -> TaskDraft {
    let asked = try await store.turns(of: session.id, limit: 50).map(\.text)
    var draft = TaskDraft(
      title: title ?? session.draft.name, prompt: asked.joined(separator: "\n\n"), workspace: session.draft.workspace)
    if draft.title.isEmpty { draft.title = TaskDraft.title(from: asked.first ?? "") }
    draft.service = session.memory?.service ?? session.draft.service
    draft.model = session.draft.model
    draft.base = tree.base
    draft.verify = verify
    draft.environment = session.draft.environment
    return draft
  }
}

enum SessionTaskRules {
  static func tree(of session: SessionRecord) throws(DroverError) -> SessionRecord.Tree {
    guard session.draft.inPlace != true else {
      throw DroverError(
        .refused, "\(session.id) writes in place: what it wrote is in your checkout already",
        remedy: "commit it there, or go back with the snapshots that `drover session show \(session.id)` names")
    }
    guard let tree = session.tree else { throw noTree(session.id) }
    try checkQuiet(session)
    return tree
  }

  static func checkQuiet(_ session: SessionRecord) throws(DroverError) {
    guard session.queue.isEmpty else {
      throw DroverError(
        .refused, "\(session.id) is answering", remedy: "wait for it, or `drover session stop \(session.id)` ends it")
    }
  }

  static func noTree(_ id: SessionID) -> DroverError {
    DroverError(
      .refused, "\(id) has no worktree, so there is nothing to make a task of",
      remedy: "`drover session edit \(id) --worktree` lets it write in one")
  }
}
