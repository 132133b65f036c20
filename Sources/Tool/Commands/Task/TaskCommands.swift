import Base
import Domain
import Glibc
import Verbs

extension CommandLineTool {
  static let taskHandlers: [CommandHandler] = [
    CommandHandler("task add", addTask), CommandHandler("task list", listTasks), CommandHandler("task show", showTask),
    CommandHandler("task edit", editTask),
    CommandHandler("task done") { try await each($0, $1) { .closeTask(task: $0) } },
    CommandHandler("task reopen") { try await each($0, $1) { .reopenTask(task: $0) } },
    CommandHandler("task rm") { try await each($0, $1) { .discardTask(task: $0, hide: true) } },
    CommandHandler("task discard") { try await each($0, $1) { .discardTask(task: $0, hide: false) } },
    CommandHandler("task restore") { try await each($0, $1) { .restoreTask(task: $0) } },
  ]

  @Sendable private static func addTask(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let draft = try TaskWords.draft(from: words, in: context)
    try await NameCheck.check(draft, starts: words.has("start"), in: context)
    let isStarted = words.has("start")
    let client = isStarted ? try await context.start() : try await context.open()
    if isStarted, !draft.race.isEmpty { try await RaceText.showPrices(draft, client, words, context) }
    let reply = try await client.perform(.createTask(draft: draft, start: isStarted))
    try TaskText.print(reply, words, context) { task in
      (task.race?.tasks ?? [task.id]).map { "\($0) \(task.title)" }.joined(separator: "\n")
    }
    return .done
  }

  @Sendable private static func listTasks(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    var filter = TaskFilter(state: words.text("state").flatMap(TaskState.init(rawValue:)))
    if let path = words.text("workspace") { filter.workspace = try Folders.repository(at: path, in: context) }
    filter.tag = words.text("tag")
    filter.trashed = words.has("trash")
    filter.limit = words.number("limit") ?? 1000
    guard case .tasks(let page) = try await context.open().ask(.tasks(filter)) else { return .failed }
    if words.wantsJSON {
      try context.output.json(page.tasks)
    } else {
      context.output.text(TaskText.list(page, of: filter, for: context.output))
    }
    return .done
  }

  @Sendable private static func showTask(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let task = try await find(words.arguments[0], context)
    if words.wantsJSON { try context.output.json(task) } else { context.output.text(TaskText.page(task)) }
    return .done
  }

  @Sendable private static func editTask(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let task = try await find(words.arguments[0], context)
    let edit = try TaskWords.edit(from: words)
    try await NameCheck.check(edit, of: task, in: context)
    let reply = try await context.open().perform(.editTask(task: task.id, edit: edit))
    try TaskText.print(reply, words, context) { "\($0.id) \($0.title)" }
    return .done
  }

  /// The same command for every id; all are looked up first, so a mistyped one changes nothing.
  private static func each(
    _ words: Invocation, _ context: CommandContext, _ command: (TaskID) -> Command
  ) async throws -> ExitCode {
    let client = try await context.open()
    var changed: [TaskView] = []
    for task in try await eachNamed(words, client) {
      if case .task(let view) = try await client.perform(command(task.id)) { changed.append(view) }
    }
    if words.wantsJSON {
      try context.output.json(changed)
    } else {
      context.output.text(
        changed.map { "\($0.id) \($0.trashed ? "discarded" : $0.state.rawValue)" }.joined(separator: "\n"))
    }
    return .done
  }

  /// The tasks that were named, each once, before anything is done to the first.
  static func eachNamed(_ words: Invocation, _ client: any EngineClient) async throws -> [TaskView] {
    var tasks: [TaskView] = []
    for id in words.arguments {
      guard case .task(let task) = try await client.ask(.task(id: id)) else {
        throw DroverError(.notFound, "there is no task \(id)", remedy: "`drover task list` shows those that there are")
      }
      if !tasks.contains(where: { $0.id == task.id }) { tasks.append(task) }
    }
    return tasks
  }

  static func find(_ id: String, _ context: CommandContext) async throws -> TaskView {
    guard case .task(let task) = try await context.open().ask(.task(id: id)) else {
      throw DroverError(.notFound, "there is no task \(id)")
    }
    return task
  }
}
