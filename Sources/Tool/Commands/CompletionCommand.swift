import Base
import CLIAgents
import Config
import Domain
import Platform
import Verbs

extension CommandLineTool {
  /// The script of a shell; with words after `--` what may stand there. A key press is no place for errors: what cannot be
  /// asked is not offered.
  static let completion = CommandHandler("completion") { words, context in
    let shell = words.arguments[0]
    guard !words.rest.isEmpty else {
      context.output.raw(Array(try Completions.script(for: shell).utf8))
      return .done
    }
    // Of a list with commas the last one is being typed; what stands before it stays.
    let typed = words.rest.last ?? ""
    let before = typed.lastIndex(of: ",").map { String(typed[...$0]) } ?? ""
    let current = typed.dropFirst(before.count)
    let offers = await Offers(context: context).at(CompletionPoint.find(words.rest))
    for offer in offers where offer.text.hasPrefix(current) && !offer.text.contains(where: \.isNewline) {
      // Bytes as they are: the tab between a word and its summary is what fish reads.
      context.output.raw(Array((Completions.line(before + offer.text, offer.summary, for: shell) + "\n").utf8))
    }
    return .done
  }
}

/// What this home and this machine know, for the key that completes.
private struct Offers {
  typealias Word = (text: String, summary: String)

  let context: CommandContext

  func at(_ point: CompletionPoint) async -> [Word] {
    switch point {
    case .words(let words): return words.map { ($0.text, $0.summary) }
    case .free: return []
    case .hunks(let task): return (try? await hunks(of: task)) ?? []  // no such task, no work: nothing to offer
    case .known(.hosts, _): return hosts()
    case .known(let known, _): return (try? await ask(known)) ?? []  // no home, no engine: nothing to offer
    }
  }

  private func ask(_ known: CompletionPoint.Known) async throws -> [Word] {
    let client = try await context.open()
    switch known {
    case .tasks, .trash:
      var filter = TaskFilter()
      filter.trashed = known == .trash
      guard case .tasks(let page) = try await client.ask(.tasks(filter)) else { return [] }
      return page.tasks.map { ($0.id.description, line("\($0.state.rawValue) \($0.title)")) }
    case .workspaces:
      guard case .workspaces(let all) = try await client.ask(.workspaces) else { return [] }
      return all.map { ($0.id.description, line($0.path)) }
    case .sessions:
      guard case .sessions(let all) = try await client.ask(.sessions(all: false)) else { return [] }
      return all.map { ($0.id.description, line($0.name)) }
    case .asks:
      guard case .inbox(let all) = try await client.ask(.inbox(all: false, limit: 100)) else { return [] }
      return all.map { ($0.id.description, line("\($0.service) \($0.tool)")) }
    case .rules:
      guard case .rules(let all) = try await client.ask(.rules) else { return [] }
      return all.map { ($0.id.description, line("\($0.service) \($0.tool)")) }
    case .services, .hosts: return services()
    }
  }

  private func hunks(of task: String) async throws -> [Word] {
    try await HunkWords(task, try await context.open()).rows.map { row in
      (row.id.description, line("\(row.staged ? "staged " : "")\(row.path) \(row.header)"))
    }
  }

  /// By name alone: looking for each program would take longer than a key may.
  private func services() -> [Word] {
    let folder = ConfigPaths.folder(environment: context.environment).map { $0 + "/agents" }
    let own = folder.map { Files.names(in: $0) } ?? []
    let names = own.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
    return (Adapters.names + names.filter { !Adapters.names.contains($0) } + ["command"]).map { ($0, "") }
  }

  /// A summary is somebody else's text, and ends up in a terminal.
  private func line(_ text: String) -> String {
    String(
      String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) }))
  }

  /// The names that ssh's own configuration gives, without patterns.
  private func hosts() -> [Word] {
    guard let home = context.environment["HOME"], let bytes = Files.small("\(home)/.ssh/config") else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).flatMap { text -> [Word] in
      let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "=" })
      guard words.first?.lowercased() == "host" else { return [] }
      return words.dropFirst().filter { !$0.contains(where: { "*?!".contains($0) }) }.map { (String($0), "") }
    }
  }
}
