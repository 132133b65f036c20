import Base
import Domain
import Verbs

/// Tasks as people read them in a shell.
enum TaskText {
  /// What an empty list says: it may be the filter that leaves nothing.
  private static func none(of filter: TaskFilter) -> String {
    if filter.trashed { return "the trash is empty" }
    if filter.state == nil, filter.workspace == nil, filter.tag == nil, filter.limit > 0 {
      return "no tasks here; `drover task add \"…\"` makes the first"
    }
    return "no task is like that; `drover task list` without flags shows all"
  }

  static func list(_ page: TaskPage, of filter: TaskFilter, for output: Output) -> String {
    guard !page.tasks.isEmpty else { return none(of: filter) }
    var table = TextTable("ID", "STATE", "SERVICE", "MARKS", "TITLE")
    for task in page.tasks {
      let marks = (task.badges + [task.waiting.map { "waits: \($0.for.rawValue)" }].compactMap { $0 }).joined(
        separator: ", ")
      table.add(task.id.description, task.state.rawValue, task.service ?? "-", marks.isEmpty ? "-" : marks, task.title)
    }
    let hidden = page.total - page.tasks.count
    return table.text(for: output) + (hidden > 0 ? "\n… and \(hidden) more; --limit shows more" : "")
  }

  static func page(_ task: TaskView) -> String {
    var lines = ["\(task.id)  \(task.title)", ""]
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { lines.append(name.padded(to: 12) + value) }
    }
    add("state", task.state.rawValue + (task.reason.map { ": \($0)" } ?? ""))
    add("waiting", task.waiting.map { "for \($0.for.rawValue): \($0.reason)" })
    add("marks", task.badges.joined(separator: ", "))
    add(
      "race",
      task.race.map { race in
        race.ranking?.enumerated().map { "\($0 + 1). \($1.task) \($1.service)" }.joined(separator: ", ")
          ?? "with \(race.tasks.filter { $0 != task.id }.map(\.description).joined(separator: ", "))"
      })
    add("trashed", task.trashed ? "yes" : nil)
    add("service", task.service)
    add("model", task.model)
    add("permission", task.permission.rawValue)
    add("workspace", task.workspace)
    add("base", task.base)
    add("branch", task.branch)
    add("worktree", task.worktree)
    add("verify", task.verify)
    add("after", task.after.map(\.description).joined(separator: ", "))
    add("tags", task.tags.joined(separator: ", "))
    add("priority", task.priority == 0 ? nil : String(task.priority))
    add("created", task.created.description)
    add("started", task.started?.description)
    add("finished", task.finished?.description)
    add("tokens", task.usage.map { "\($0.total)" })
    add("cost", task.cost.map(MoneyText.of))
    add("full id", task.uid.description)
    if !task.prompt.isEmpty { lines += ["", task.prompt] }
    return lines.joined(separator: "\n")
  }

  static func print(
    _ reply: Reply, _ words: Invocation, _ context: CommandContext, line: (TaskView) -> String
  ) throws {
    guard case .task(let task) = reply else { return }
    if words.wantsJSON { try context.output.json(task) } else { context.output.text(line(task)) }
  }
}
