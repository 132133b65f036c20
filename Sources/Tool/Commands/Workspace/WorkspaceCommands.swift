import Base
import Domain
import Glibc
import Verbs

extension DroverError {
  fileprivate static func changing(_ path: String) -> DroverError {
    DroverError(.refused, "the files of \(path) change while they are looked at", remedy: "try again when they rest")
  }
}

extension CommandLineTool {
  static let workspaceHandlers: [CommandHandler] = [
    CommandHandler("workspace add") { words, context in
      let path = try Folders.repository(at: words.arguments.first ?? ".", in: context)
      let reply = try await context.open().perform(.addWorkspace(path: path, name: words.text("name")))
      return try show(reply, words, context)
    },
    CommandHandler("workspace list") { words, context in
      let all = try await workspaces(context)
      if words.wantsJSON {
        try context.output.json(all)
      } else if all.isEmpty {
        context.output.text("no workspaces yet; the first task in a repository adds it, or `drover workspace add`")
      } else {
        var table = TextTable("ID", "NAME", "TRUSTED", "PATH")
        for one in all { table.add(one.id.description, one.name, one.trusted == nil ? "no" : "yes", one.path) }
        context.output.text(table.text(for: context.output))
      }
      return .done
    },
    CommandHandler("workspace show") { words, context in
      let found = try await workspace(words.arguments.first ?? ".", context)
      if words.wantsJSON {
        try context.output.json(found)
      } else {
        let trust = found.trusted == nil ? "not trusted" : "trusted"
        let files = TrustFacts(of: found.path).files
        let would = files.isEmpty ? "nothing in it runs by itself" : files.map { "  \($0)" }.joined(separator: "\n")
        context.output.text("\(found.id)  \(found.name)\n\n\(found.path)\n\(trust)\n\(would)")
      }
      return .done
    },
    CommandHandler("workspace trust", trust), CommandHandler("workspace check", check),
    CommandHandler("workspace rm") { words, context in
      let found = try await workspace(words.arguments[0], context)
      _ = try await context.open().perform(.removeWorkspace(workspace: found.id))
      if words.wantsJSON {
        try context.output.json(found)
      } else {
        context.output.text("\(found.id) \(found.name) forgotten; its files stay")
      }
      return .done
    },
  ]

  @Sendable private static func trust(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let path = try Folders.repository(at: words.arguments.first ?? ".", in: context)
    let client = try await context.open()
    // The hash is taken before anything is shown: what changes while the person reads is not trusted.
    guard case .trust(let report) = try await client.ask(.trust(workspace: path, base: words.text("base"))) else {
      return .failed
    }
    let facts = TrustFacts(of: path)
    guard facts.hash == report.hash else { throw DroverError.changing(path) }
    if !words.has("yes") { try confirm(facts, report, words.text("base"), context) }
    let base = words.text("base") == nil ? nil : report.baseHash
    let reply = try await client.perform(.trustWorkspace(path: path, hash: facts.hash, base: base))
    return try show(reply, words, context)
  }

  private static func confirm(
    _ facts: TrustFacts, _ report: TrustReport, _ base: String?, _ context: CommandContext
  ) throws {
    let path = report.path
    guard context.output.isTerminal, isatty(0) == 1 else {
      throw DroverError(
        .refused, "trust in \(path) was not confirmed, and there is no terminal to ask on",
        remedy: "look at the files (drover workspace show \(path)), then add --yes")
    }
    let files = facts.files + (base.map { name in report.unseen.map { "\($0) at \(name)" } } ?? [])
    let listed =
      files.isEmpty ? "  (nothing that runs by itself)" : files.map { "  \($0)" }.joined(separator: "\n")
    if !report.changes.isEmpty {
      context.output.text("A run changed what git obeys there:\n" + report.changes.map { "  \($0)\n" }.joined())
    }
    context.output.text(
      "These files of \(path) may run commands or steer agents:\n\(listed)\nTrust exactly this content? [y/N]")
    guard let answer = readLine(), answer.lowercased() == "y" || answer.lowercased() == "yes" else {
      throw DroverError(.refused, "\(path) is not trusted", remedy: "nothing was changed")
    }
  }

  @Sendable private static func check(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let found = try await workspace(words.arguments.first ?? ".", context)
    let facts = TrustFacts(of: found.path)
    let state =
      found.changes != nil
      ? "stopped"
      : facts.files.isEmpty
        ? "nothing to trust"
        : found.trusted == nil ? "not trusted" : found.trusted == facts.hash ? "trusted" : "changed"
    if words.wantsJSON {
      try context.output.json(CheckReport(id: found.id, path: found.path, state: state, files: facts.files))
    } else {
      context.output.text("\(found.path): \(state)")
    }
    guard state == "changed" || state == "not trusted" || state == "stopped" else { return .done }
    if !words.wantsJSON, let changes = found.changes { context.output.text(changes.joined(separator: "\n")) }
    if !words.wantsJSON { context.output.text("`drover workspace trust \(found.path)` shows what would run and asks") }
    return .refused
  }

  private struct CheckReport: Encodable {
    let id: WorkspaceID
    let path: String
    let state: String
    let files: [String]
  }

  private static func workspaces(_ context: CommandContext) async throws -> [WorkspaceView] {
    guard case .workspaces(let all) = try await context.open().ask(.workspaces) else { return [] }
    return all
  }

  /// By id, by name, or by a path inside of it.
  private static func workspace(_ text: String, _ context: CommandContext) async throws -> WorkspaceView {
    let all = try await workspaces(context)
    if let found = all.first(where: { $0.id == WorkspaceID(text) || $0.name == text }) { return found }
    let path = try? Folders.repository(at: text, in: context)  // no repository is simply not found
    guard let found = all.first(where: { $0.path == path }) else {
      throw DroverError(
        .notFound, "there is no workspace \(text)", remedy: "`drover workspace list` shows those that there are")
    }
    return found
  }

  private static func show(_ reply: Reply, _ words: Invocation, _ context: CommandContext) throws -> ExitCode {
    guard case .workspace(let view) = reply else { return .failed }
    if words.wantsJSON {
      try context.output.json(view)
    } else {
      context.output.text("\(view.id) \(view.name) \(view.path)")
    }
    return .done
  }
}
