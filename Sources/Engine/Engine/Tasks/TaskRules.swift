import Base
import Domain

/// What must hold before a task is made or changed. Pure: reads records, throws the sentence.
enum TaskRules {
  static func check(_ draft: TaskDraft) throws(DroverError) {
    guard !draft.prompt.trimmed.isEmpty || !draft.arguments.isEmpty else {
      throw DroverError(
        .usage, "a task needs a prompt",
        remedy: "say what is to be done, for example: drover task add \"fix the login\"")
    }
    guard draft.workspace.hasPrefix("/") else {
      throw DroverError(
        .usage, "the workspace \(draft.workspace) is not an absolute path", remedy: "name the repository's folder")
    }
    guard draft.arguments.isEmpty || draft.service == "command" else {
      throw DroverError(
        .usage, "words after -- go with the service command only", remedy: "add --service command, or drop the words")
    }
    guard draft.service != "command" || draft.model == nil && draft.budget == nil else {
      throw DroverError(
        .usage, "the service command has no model and spends nothing that a budget could limit",
        remedy: "drop --model and --budget; --timeout limits its time")
    }
    guard draft.service != "command" || draft.arguments.first?.isEmpty == false else {
      throw DroverError(
        .usage, "the service command needs the words to run", remedy: "put them after --, like: -- make format")
    }
    if let seconds = draft.timeoutSeconds, seconds <= 0 {
      throw DroverError(.usage, "a timeout of \(seconds) seconds is none", remedy: "name a number of seconds above 0")
    }
  }

  /// What a task says nothing about is as configured; what it has of its own stays. Base and verify are looked up when
  /// it starts, because a repository's word counts only once it is trusted.
  static func fill(_ draft: inout TaskDraft, from settings: WorkspaceSettings, by author: Author) {
    draft.tags += settings.tags.filter { !draft.tags.contains($0) }
    guard draft.permission == nil, settings.permission != .edits else { return }
    // An agent never gets more than a person would have to say himself.
    draft.permission = author.isAgent && settings.permission == .auto ? .edits : settings.permission
  }

  /// Follows the dependencies from `after` and refuses a way back to the task itself.
  static func checkDependencies(
    of task: TaskID, after: [TaskID], record: (TaskID) throws -> TaskRecord?
  ) throws {
    var pending = after
    var seen: Set<TaskID> = []
    while let next = pending.popLast() {
      guard next != task else {
        throw DroverError(
          .refused, "\(task) would wait for itself", remedy: "`drover task show` lists what each task comes after")
      }
      guard seen.insert(next).inserted else { continue }
      guard let found = try record(next) else { throw DroverError.noTask(next.description) }
      pending += found.draft.after
    }
  }

  static func checkMerge(_ record: TaskRecord) throws(DroverError) {
    let id = record.id
    guard record.trashed == nil else {
      throw DroverError(.refused, "\(id) is in the trash", remedy: "`drover task restore \(id)` brings it back")
    }
    guard record.state == .review else {
      throw DroverError(
        .refused, "\(id) is in \(record.state.rawValue): only what waits for review is merged",
        remedy: "`drover explain \(id)` says what can be done")
    }
    guard !record.badges.contains(.noChange) else {
      throw DroverError(
        .refused, "\(id) changed nothing that could be merged", remedy: "`drover task done \(id)` closes it")
    }
  }

  static func checkResolve(_ record: TaskRecord) throws(DroverError) {
    guard record.trashed == nil, record.state == .review || record.state == .failed else {
      throw DroverError(
        .refused,
        "\(record.id) is in \(record.trashed == nil ? record.state.rawValue : "the trash"), and has nothing to solve",
        remedy: "`drover explain \(record.id)` says what can be done")
    }
  }

  static func checkReopen(_ record: TaskRecord) throws(DroverError) {
    let id = record.id
    guard record.merged == nil else {
      throw DroverError(.refused, "\(id) was merged, which cannot be taken back here", remedy: "make a new task")
    }
    guard record.closed != nil else {
      throw DroverError(
        .refused, "\(id) is in \(record.state.rawValue): only what was closed is opened again",
        remedy: "`drover explain \(id)` says what can be done")
    }
    guard record.trashed == nil else {
      throw DroverError(
        .refused, "\(id) is in the trash", remedy: "`drover task restore \(id)` brings it back first")
    }
  }

  static func checkDiscard(_ record: TaskRecord) throws(DroverError) {
    guard record.trashed == nil else {
      throw DroverError(
        .refused, "\(record.id) is in the trash already", remedy: "`drover task restore \(record.id)` brings it back")
    }
    guard record.activeAttempt == nil else {
      throw DroverError(.refused, "\(record.id) is running", remedy: "`drover task cancel \(record.id)` ends it first")
    }
  }
}
