import CLIAgents
import Config
import Domain

/// Looks whether the service and the base that somebody typed exist, so that a slip of the fingers is said while he is
/// there, not when the task is started at night.
enum NameCheck {
  /// `starts` also asks for what its end needs: an agent that is paid for must be able to commit its work.
  static func check(_ draft: TaskDraft, starts: Bool, in context: CommandContext) async throws {
    for service in [draft.service].compactMap(\.self) + draft.race { try await check(service: service, in: context) }
    // What comes after another task may start from a branch that is yet to be made.
    if let base = draft.base, draft.after.isEmpty { try await context.checkBase(base, draft.workspace) }
    if starts, draft.service != "command" { try await context.checkIdentity(draft.workspace) }
  }

  static func check(_ edit: TaskEdit, of task: TaskView, in context: CommandContext) async throws {
    if let service = edit.service, service != task.service { try await check(service: service, in: context) }
    if let base = edit.base, base != task.base, (edit.after ?? task.after).isEmpty {
      try await context.checkBase(base, task.workspace)
    }
  }

  /// Of a manifest that cannot be read nobody knows the name: the engine says what is wrong with it.
  private static func check(service: String, in context: CommandContext) async throws {
    let folder = ConfigPaths.folder(environment: context.environment).map { $0 + "/agents" }
    let catalog = CLIAgentsCatalog(environment: context.environment, folder: folder)
    let names = await catalog.names()
    guard service != "command", !names.contains(service), await catalog.problems().isEmpty else { return }
    throw DroverError(
      .unavailable, "there is no service \(service)",
      remedy: "one of: \((names.filter { $0 != "acp" } + ["command"]).joined(separator: ", "))")
  }
}
