import Base
import Domain
import Glibc
import Verbs

/// From words to a draft or an edit.
enum TaskWords {
  static func draft(from words: Invocation, in context: CommandContext) throws -> TaskDraft {
    let workspace = try Folders.repository(at: words.text("workspace") ?? ".", in: context)
    var draft = TaskDraft(prompt: try prompt(from: words), workspace: workspace)
    draft.arguments = words.rest
    draft.race = words.list("race") ?? []
    let fields = try fields(from: words)
    // An edit takes them away with it; here a variable was empty, and the task would not wait.
    guard fields.after != [] else { throw noTask }
    draft.apply(fields)
    draft.environment = Folders.kept(context.environment)
    return draft
  }

  /// What many tasks that are made at once have in common.
  static func common(from words: Invocation, in context: CommandContext) throws -> TaskDraft {
    let workspace = try Folders.repository(at: words.text("workspace") ?? ".", in: context)
    var draft = TaskDraft(prompt: "", workspace: workspace)
    draft.apply(try fields(from: words))
    draft.environment = Folders.kept(context.environment)
    return draft
  }

  static func edit(from words: Invocation) throws -> TaskEdit {
    var edit = try fields(from: words)
    edit.prompt = words.text("prompt")
    return edit
  }

  private static func fields(from words: Invocation) throws -> TaskEdit {
    var edit = TaskEdit()
    edit.title = words.text("title")
    edit.base = words.text("base")
    edit.service = words.text("service")
    edit.model = words.text("model")
    edit.permission = words.text("permission").flatMap(Permission.init(rawValue:))
    edit.verify = words.text("verify")
    edit.priority = words.number("priority")
    edit.tags = words.list("tag")
    edit.timeoutSeconds = words.number("timeout")
    edit.after = try words.list("after")?.map(taskID)
    edit.budget = try words.text("budget").map(money)
    return edit
  }

  private static let noTask = DroverError(
    .usage, "--after names no task", remedy: "ids look like T12; `drover task list` shows them")

  private static func taskID(_ text: String) throws(DroverError) -> TaskID {
    guard let id = TaskID(text) else {
      throw DroverError(.usage, "\"\(text)\" is no task id", remedy: "ids look like T12; `drover task list` shows them")
    }
    return id
  }

  private static func money(_ text: String) throws(DroverError) -> Money {
    guard let amount = Money(text) else {
      throw DroverError(.usage, "--budget cannot be \"\(text)\"", remedy: "an amount in dollars, like 1.50")
    }
    return amount
  }

  private static func prompt(from words: Invocation) throws(DroverError) -> String {
    guard words.arguments.isEmpty || words.text("prompt") == nil else {
      throw DroverError(.usage, "there are two prompts: a word and --prompt", remedy: "give one of them")
    }
    let given = words.arguments.first ?? words.text("prompt") ?? ""
    return try said(given)
  }

  /// Words as they were given, or those of the standard input for `-`.
  static func said(_ given: String) throws(DroverError) -> String { given == "-" ? try standardInput() : given }

  /// At most a mebibyte: a prompt, not a file.
  private static func standardInput() throws(DroverError) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= 1 << 20 {
      let count = read(0, &chunk, chunk.count)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self).trimmed }
      bytes += chunk[..<count]
    }
    throw DroverError(
      .usage, "the prompt on standard input is longer than a mebibyte", remedy: "name a file in the prompt instead")
  }
}
