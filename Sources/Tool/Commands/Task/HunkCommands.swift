import Domain
import Verbs

extension CommandLineTool {
  static let hunkHandlers: [CommandHandler] = [
    CommandHandler("task stage") { try await stage($0, $1, isStaged: true) },
    CommandHandler("task unstage") { try await stage($0, $1, isStaged: false) },
    CommandHandler("task trim", trim),
  ]

  static func hunks(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let found = try await HunkWords(words.arguments[0], try await context.open())
    if words.wantsJSON {
      try context.output.json(found.rows)
      return .done
    }
    guard !found.rows.isEmpty else {
      context.output.text("\(found.task.id) changed nothing")
      return .done
    }
    var table = TextTable("HUNK", "STAGED", "LINES", "FILE", "WHERE")
    for row in found.rows {
      let lines = row.added.flatMap { added in row.removed.map { "+\(added) -\($0)" } } ?? "-"
      table.add(row.id.description, row.staged ? "staged" : "-", lines, row.path, row.header)
    }
    context.output.text("\(table.text(for: context.output))\n\(found.count.words)")
    return .done
  }

  /// Looks all names up first, so that a mistyped one changes nothing.
  private static func stage(
    _ words: Invocation, _ context: CommandContext, isStaged: Bool
  ) async throws -> ExitCode {
    let client = try await context.open()
    let before = try await HunkWords(words.arguments[0], client)
    let named = try before.named(words)
    _ = try await client.perform(
      .stageHunks(
        task: before.task.id, stage: isStaged ? named : [], unstage: (isStaged ? [] : named) + before.fallenOff))
    let after = try await before.now(client)
    if words.wantsJSON {
      try context.output.json(after.rows)
    } else {
      context.output.text("\(after.task.id) \(after.count.words)")
    }
    return .done
  }

  /// Leaves work behind: verify runs in an engine that outlives this process.
  @Sendable private static func trim(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let client = try await context.start()
    guard case .task(let task) = try await client.ask(.task(id: words.arguments[0])) else { return .failed }
    let reply = try await client.perform(.trimTask(task: task.id, undo: words.has("undo")))
    try TaskText.print(reply, words, context) {
      words.has("undo")
        ? "\($0.id) gets back what was trimmed off; `drover task wait \($0.id)` waits for it"
        : "\($0.id) is trimmed to what is staged; `drover task wait \($0.id)` waits for it, `drover task trim \($0.id) --undo` brings the rest back"
    }
    return .done
  }
}
