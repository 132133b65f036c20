import Canvas
package import Domain
import Loop
import PanelKit
package import Widgets

/// A start in a repository whose content nobody has seen: what would run is shown, and trusted by a key of its own.
extension BoardPanel {
  /// Starts, and where trust is missing asks for it instead of failing.
  func start(_ tasks: [TaskView], _ words: String, _ command: @escaping @Sendable (TaskID) -> Command) -> Effect<
    BoardMessage
  > {
    guard !tasks.isEmpty else { return .none }
    let said = "\(words) \(tasks.map(\.id.description).joined(separator: ", "))"
    let undo = BoardState.UndoStep(words: said, commands: tasks.map { .cancelTask(task: $0.id) })
    return .run { [client] send in
      await send(
        await Self.answer {
          for (index, task) in tasks.enumerated() {
            if let report = try await Self.untrusted(task, client) {
              // Those that wait for nothing else go on by themselves once it is trusted.
              let rest = tasks[index...].filter { $0.waiting?.needs != .trust }.map { command($0.id) }
              return .untrusted(report, then: rest, saying: said)
            }
            _ = try await client.perform(command(task.id))
          }
          return .done(said, undo: undo)
        })
    }
  }

  private static func untrusted(_ task: TaskView, _ client: any EngineClient) async throws -> TrustReport? {
    guard case .trust(let report) = try await client.ask(.trust(workspace: task.workspace, base: task.base)) else {
      return nil
    }
    return report.isTrusted ? nil : report
  }

  func asksForTrust(_ report: TrustReport, _ commands: [Command], _ words: String) -> PanelStep<BoardMessage> {
    let trust = Command.trustWorkspace(path: report.path, hash: report.hash, base: report.baseHash)
    return PanelStep(.dialog(Self.trustDialog(report), answers: ["Y": perform([trust] + commands, saying: words)]))
  }

  package static func trustDialog(_ report: TrustReport) -> Dialog {
    var kinds: [String] = []
    if !report.unseen.isEmpty { kinds.append("Files named here may run commands or steer agents.") }
    if !report.changes.isEmpty { kinds.append("A run changed what git obeys there.") }
    kinds.append("Look at them first. Trust holds for exactly this content.")
    return .confirm(
      title: "Trust this repository?", objects: ([report.path] + report.unseen + report.changes).map { StyledText($0) },
      body: StyledText(kinds.joined(separator: "\n")), yes: "trust and go on")
  }
}
