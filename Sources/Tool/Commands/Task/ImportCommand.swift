import Domain
import Platform
import Verbs

extension CommandLineTool {
  static let importHandlers: [CommandHandler] = [CommandHandler("task import", importPlan)]

  /// All of the plan is read before the first task is made; each is made with the words that are given for all.
  @Sendable private static func importPlan(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let name = words.arguments[0]
    let plan = PlanText(try await text(of: name, in: context))
    guard !plan.items.isEmpty else {
      throw DroverError(
        .usage, "\(name == "-" ? "standard input" : name) holds no open item of a list",
        remedy: "write each task as an item: `- fix the login`, or `1.` and `2.` for one after the other")
    }
    let common = try TaskWords.common(from: words, in: context)
    try await NameCheck.check(common, starts: words.has("start"), in: context)
    let client = words.has("start") ? try await context.start() : try await context.open()
    var made: [TaskView] = []
    for item in plan.items {
      var draft = common
      (draft.title, draft.prompt) = (item.title, item.prompt)
      draft.after += item.after.map { made[$0].id }
      guard case .task(let task) = try await client.perform(.createTask(draft: draft, start: words.has("start"))) else {
        return .failed
      }
      made.append(task)
    }
    if words.wantsJSON {
      try context.output.json(made)
    } else {
      context.output.text(made.map(line).joined(separator: "\n"))
    }
    return .done
  }

  private static func line(_ task: TaskView) -> String {
    let after = task.after.isEmpty ? "" : ", after \(task.after.map(\.description).joined(separator: ", "))"
    return "\(task.id) \(task.title)\(after)"
  }

  private static func text(of name: String, in context: CommandContext) async throws -> String {
    guard name != "-" else { return try TaskWords.said(name) }
    let path = name.hasPrefix("/") ? name : context.folder + "/" + name
    do {
      return String(decoding: try await Blocking.files.run { try Files.read(path, limit: 1 << 20) }, as: UTF8.self)
    } catch {
      throw DroverError(.notFound, "failed to read \(name): it must be a readable file", remedy: "check the path")
    }
  }
}
