import Base
import Domain

/// Conversations as people read them in a shell.
enum SessionText {
  static func list(_ sessions: [SessionView], for output: Output) -> String {
    guard !sessions.isEmpty else { return "no conversations; `drover session new` begins one" }
    var table = TextTable("ID", "STATE", "SERVICE", "TURNS", "COST", "NAME")
    for session in sessions {
      let queued = session.queued > 0 ? " +\(session.queued)" : ""
      table.add(
        session.id.description, session.state.rawValue + queued, session.service ?? "-", String(session.turns),
        money(session.cost), title(session))
    }
    return table.text(for: output)
  }

  static func line(_ session: SessionView) -> String {
    [session.id.description, session.name, session.service ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
  }

  static func page(_ session: SessionView, _ turns: [SessionPage.Turn]) -> String {
    var lines = ["\(session.id)  \(title(session))", ""]
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { lines.append(name.padded(to: 12) + value) }
    }
    add("state", session.state.rawValue)
    add("waiting", session.waiting.map { "for \($0.for.rawValue): \($0.reason)" })
    add("service", session.service)
    add("model", session.model)
    add("permission", session.permission.rawValue)
    add("workspace", session.workspace + (session.inPlace == true ? " (it writes here)" : ""))
    add("worktree", session.worktree)
    add("branch", session.branch.map { "\($0) (`drover session task \(session.id)` makes a task of its work)" })
    add("chosen", session.lastTurn?.choice)
    add("turns", String(session.turns))
    add("branched off", session.fork?.description)
    add("tokens", session.usage.map { "\($0.total)" })
    add("cost", session.cost == nil ? nil : money(session.cost))
    add("full id", session.uid.description)
    for page in turns {
      lines += [
        "", "› " + page.turn.text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  "),
      ]
      if let files = page.turn.files { lines.append("  with " + files.joined(separator: ", ")) }
      if let snapshot = page.turn.snapshot { lines.append("  before it: \(snapshot)") }
      if !page.answer.isEmpty { lines += ["", page.answer.trimmed] }
      if page.turn.state != .done { lines.append(ending(page.turn)) }
    }
    return lines.joined(separator: "\n")
  }

  static func ending(_ turn: TurnView) -> String {
    var parts = ["\(turn.session) \(turn.id) \(turn.state.rawValue)"]
    if let reason = turn.reason { parts.append(reason) }
    if let usage = turn.usage { parts.append("\(usage.total) tokens") }
    if turn.cost != nil { parts.append(money(turn.cost)) }
    return parts.joined(separator: " · ")
  }

  static func exitCode(_ turn: TurnView) -> ExitCode {
    switch turn.state {
    case .done: .done
    case .stopped: .cancelled
    case .failed, .queued, .running: .failed
    }
  }

  private static func title(_ session: SessionView) -> String {
    session.name.isEmpty ? session.lastTurn.map { TaskDraft.title(from: $0.text) } ?? "-" : session.name
  }

  private static func money(_ cost: Cost?) -> String {
    guard let cost else { return "-" }
    guard let amount = cost.amount else { return "unknown" }
    return (cost.basis == .subscription ? "≈$" : "$") + amount.description
  }
}
