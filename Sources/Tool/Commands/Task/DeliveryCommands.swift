import Domain
import Glibc
import Verbs

extension CommandLineTool {
  static let deliveryHandlers: [CommandHandler] = [
    CommandHandler("task push") { words, context in
      let task = try await find(words.arguments[0], context)
      let reply = try await context.open().perform(.pushTask(task: task.id, pullRequest: words.has("pr")))
      try TaskText.print(reply, words, context) {
        "\($0.id) \($0.branch ?? "") pushed\($0.pushed.map { ": \($0)" } ?? "")"
      }
      return .done
    },
    CommandHandler("task open") { words, context in
      let task = try await find(words.arguments[0], context)
      guard let worktree = task.worktree else {
        throw DroverError(
          .refused, "\(task.id) has no worktree", remedy: "`drover task start \(task.id)` makes one")
      }
      if words.wantsJSON {
        try context.output.json(["worktree": worktree])
        return .done
      }
      return try open(worktree, context)
    },
  ]

  /// As git starts it: the words of the variable go to the shell, the path is an argument.
  private static func open(_ path: String, _ context: CommandContext) throws -> ExitCode {
    let editor = ["VISUAL", "EDITOR"].lazy.compactMap { context.environment[$0] }.first { !$0.isEmpty }
    guard let editor else {
      throw DroverError(.usage, "there is no $EDITOR", remedy: "set EDITOR, for example: EDITOR=vi; or cd \(path)")
    }
    let words = ["/bin/sh", "-c", "cd \"$1\" && \(editor) \"$1\"", "drover", path]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    guard posix_spawn(&child, "/bin/sh", nil, nil, &arguments, environ) == 0 else {
      throw DroverError(.failed, "failed to start \(editor)")
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return status == 0 ? .done : .failed
  }
}
