import Domain
import Store

/// The commands that make and change tasks without running them.
extension OrchestrationEngine {
  func createTask(_ draft: TaskDraft, start: Bool, by author: Author) async throws -> TaskView {
    try TaskRules.check(draft)
    if !draft.race.isEmpty { return try await createRace(draft, start: start, by: author) }
    if start {
      try await checkRunnable(draft)
      try await requireTrust(draft.workspace, base: draft.base)
    }
    let uid = ids()
    let settings = try await settings(of: draft.workspace)
    try await checkBudget(of: draft, start: start, uid: uid, by: author)
    let machine = await configured.machine()
    let limits = AgentLimits(depth: machine.agentDepth, tasks: machine.agentTasks)
    return try await store.write { transaction in
      try limits.check(author, in: transaction)
      var draft = draft
      let id = try transaction.nextTask()
      draft.tidy()
      TaskRules.fill(&draft, from: settings, by: author)
      try TaskRules.checkDependencies(of: id, after: draft.after, record: transaction.task)
      try transaction.adopt(workspace: draft.workspace, by: author)
      let made = try transaction.append(
        EventDraft(.taskCreated(TaskCreated(uid: uid, draft: draft)), task: id, by: author))
      if start {
        try transaction.append(
          EventDraft(.taskStartAsked(TaskStartAsked(fresh: false)), task: id, by: author, cause: made.seq))
      }
      return TaskView(try transaction.existing(id))
    }
  }

  func editTask(_ id: TaskID, _ edit: TaskEdit, by author: Author) async throws -> TaskView {
    let view = try await store.write { transaction in
      let record = try transaction.existing(id)
      guard !edit.isEmpty else {
        throw DroverError(
          .usage, "nothing to change was named", remedy: "name a field, for example --title \"a better one\"")
      }
      var draft = record.draft
      draft.apply(edit)
      try TaskRules.check(draft)
      draft.tidy()
      var edit = edit
      if edit.title != nil { edit.title = draft.title }
      if edit.tags != nil { edit.tags = draft.tags }
      if let after = edit.after {
        try TaskRules.checkDependencies(of: id, after: after, record: transaction.task)
      }
      try transaction.append(EventDraft(.taskEdited(TaskEdited(edit: edit)), task: id, by: author))
      return TaskView(try transaction.existing(id))
    }
    guard edit.budget != nil, view.waiting?.needs == .budget else { return view }
    await budgetsChanged(nil)
    return TaskView(try await record(id))
  }

  func discardTask(_ id: TaskID, hide: Bool, by author: Author) async throws -> TaskView {
    let record = try await record(id)
    try TaskRules.checkDiscard(record)
    let folder = try await trash(record)
    return try await store.write { transaction in
      try TaskRules.checkDiscard(try transaction.existing(id))
      let discarded = TaskDiscarded(folder: folder, hidden: hide)
      try transaction.append(EventDraft(.taskDiscarded(discarded), task: id, by: author))
      return TaskView(try transaction.existing(id))
    }
  }

  func restoreTask(_ id: TaskID, by author: Author) async throws -> TaskView {
    let record = try await record(id)
    guard record.trashed != nil else {
      throw DroverError(.refused, "\(id) is not in the trash", remedy: "`drover task list --trash` shows what is")
    }
    let worktree = try await untrash(record)
    return try await store.write { transaction in
      try transaction.append(EventDraft(.taskRestored(TaskRestored(worktree: worktree)), task: id, by: author))
      return TaskView(try transaction.existing(id))
    }
  }

  func closeTask(_ id: TaskID, by author: Author) async throws -> TaskView {
    try await store.write { transaction in
      let record = try transaction.existing(id)
      guard record.activeAttempt == nil else {
        throw DroverError(.refused, "\(id) is running", remedy: "`drover task cancel \(id)` ends it first")
      }
      guard record.state != .done else {
        throw DroverError(.refused, "\(id) is done already", remedy: "`drover task list` shows what is open")
      }
      try transaction.append(EventDraft(.taskClosed(Note(reason: "")), task: id, by: author))
      return TaskView(try transaction.existing(id))
    }
  }

  /// A closing leaves branch and worktree where they are, so nothing has to be brought back.
  func reopenTask(_ id: TaskID, by author: Author) async throws -> TaskView {
    try await store.write { transaction in
      try TaskRules.checkReopen(try transaction.existing(id))
      try transaction.append(EventDraft(.taskReopened(Note(reason: "")), task: id, by: author))
      return TaskView(try transaction.existing(id))
    }
  }
}

extension Transaction {
  func existing(_ id: TaskID) throws -> TaskRecord {
    guard let record = try task(id) else { throw DroverError.noTask(id.description) }
    return record
  }

  /// A repository becomes a workspace with the first task that is made in it.
  mutating func adopt(workspace path: String, by author: Author) throws {
    guard try workspace(path: path) == nil else { return }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let added = WorkspaceAdded(id: try nextWorkspace(), path: path, name: name)
    try append(EventDraft(.workspaceAdded(added), by: author))
  }
}
