import Base
import Domain
import Glibc
import Platform
import Verbs

extension CommandLineTool {
  static let events = CommandHandler("events") { words, context in
    let since = Int64(words.number("since") ?? 0)
    let client = try await context.open()
    if words.has("follow") {
      for await event in try await client.events(since: since) {
        try show(event, words, context)
        if context.output.isClosed { break }
      }
      return .done
    }
    try await pages(of: client, since: since, limit: words.number("limit") ?? .max, to: context.output) {
      try show($0, words, context)
    }
    return .done
  }

  static let export = CommandHandler("export") { words, context in
    try await pages(of: try await context.open(), since: 0, limit: .max, to: context.output) {
      try context.output.jsonLine($0)
    }
    return .done
  }

  /// Reads the log page by page, so that a long one is never held whole.
  private static func pages(
    of client: any EngineClient, since: Int64, limit: Int, to output: Output, _ body: (Event) throws -> Void
  ) async throws {
    var last = since
    var left = limit
    while left > 0, !output.isClosed {
      let query = Query.events(since: last, limit: min(left, 1000), task: nil)
      guard case .events(let page) = try await client.ask(query), let newest = page.last else { return }
      for event in page { try body(event) }
      last = newest.seq
      left -= page.count
    }
  }

  private static func show(_ event: Event, _ words: Invocation, _ context: CommandContext) throws {
    if words.wantsJSON { return try context.output.jsonLine(event) }
    let about = [event.task?.description, event.run?.description].compactMap { $0 }.joined(separator: " ")
    context.output.text(
      "\(String(event.seq).padded(to: 7))\(event.time)  \(event.body.type.padded(to: 18))\(about.padded(to: 10))\(event.by)"
    )
  }

  static let explain = CommandHandler("explain") { words, context in
    let task = try await find(words.arguments[0], context)
    guard case .explain(let found) = try await context.open().ask(.explain(task: task.id)) else { return .failed }
    if words.wantsJSON {
      try context.output.json(found)
    } else {
      let facts = found.facts.map { "  \($0)" }.joined(separator: "\n")
      let ways = found.ways.map { "  \($0)" }.joined(separator: "\n")
      context.output.text("\(found.id) is in \(found.state.rawValue), because\n\(facts)\nWhat you can do:\n\(ways)")
    }
    return .done
  }

  static let backup = CommandHandler("backup") { words, context in
    let named = words.arguments.first ?? "drover-backup.db"
    let file = named.hasPrefix("/") ? named : context.folder + "/" + named
    guard access(file, F_OK) != 0 else {
      throw DroverError(.refused, "\(file) is there already", remedy: "name another file, or take that one away")
    }
    let parent = Files.folder(of: file)
    guard access(parent, W_OK) == 0 else {
      throw DroverError(
        access(parent, F_OK) == 0 ? .failed : .notFound, "no file can be made in \(parent)",
        remedy: "name a file in a folder that is there and can be written")
    }
    guard case .file(let path) = try await context.open().perform(.backup(file: file)) else { return .failed }
    if words.wantsJSON { try context.output.json(["file": path]) } else { context.output.text(path) }
    return .done
  }

  static let help = CommandHandler("help") { words, context in
    if words.has("man") {
      context.output.text(Help.manual(version: context.version))
    } else if words.arguments.isEmpty {
      context.output.text(Help.overview())
    } else if let pages = Help.pages(for: words.arguments) {
      context.output.text(pages)
    } else {
      throw DroverError(
        .notFound, "there is no verb \"\(words.arguments.joined(separator: " "))\"", remedy: "see: drover help")
    }
    return .done
  }
}
