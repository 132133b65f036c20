import Base
import CLIAgents
import Config
import Domain
import Glibc
import JSON
import Verbs

extension CommandLineTool {
  static let configHandlers: [CommandHandler] = [
    CommandHandler("config show", showConfig), CommandHandler("config path", showConfigPaths),
    CommandHandler("config check", checkConfig), CommandHandler("config init", initConfig),
    CommandHandler("config keys", showKeys),
  ]

  @Sendable private static func showConfig(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let configuration = try await context.configuration(for: place(of: words, context))
    guard words.has("origin") else {
      let document = JSONWriter.pretty(configuration.document)
      if words.wantsJSON {
        context.output.raw(document + [0x0a])
      } else {
        context.output.text(String(decoding: document, as: UTF8.self))
      }
      return .done
    }
    if words.wantsJSON {
      let rows = configuration.rows.map { row -> JSONValue in
        ["key": .string(row.key), "value": row.value, "origin": .string(row.origin.description)]
      }
      context.output.raw(JSONWriter.pretty(.array(rows)) + [0x0a])
    } else {
      var table = TextTable("KEY", "VALUE", "FROM")
      for row in configuration.rows { table.add(row.key, JSONWriter.compactText(row.value), row.origin.description) }
      context.output.text(table.text(for: context.output))
    }
    return .done
  }

  @Sendable private static func showConfigPaths(
    _ words: Invocation, _ context: CommandContext
  ) async throws -> ExitCode {
    let layers = try await ConfigFiles(for: place(of: words, context), in: context).layers
    if words.wantsJSON {
      try context.output.json(layers.map { LayerReport(layer: $0.name, path: $0.path, state: $0.state) })
    } else {
      var table = TextTable("LAYER", "STATE", "PATH")
      for layer in layers { table.add(layer.name, layer.state.rawValue, layer.path) }
      context.output.text(table.text(for: context.output))
    }
    return .done
  }

  /// Every mistake at once; exit 2 when there is one.
  @Sendable private static func checkConfig(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let files = try await ConfigFiles(for: place(of: words, context), in: context)
    let problems: [ConfigProblem]
    do throws(ConfigError) {
      problems = context.judge(try Configuration.load(files.input(environment: context.environment, flags: [])))
    } catch {
      problems = error.problems
    }
    let agents = await AgentChecks.problems(context.environment)
    let left = files.layers.filter { $0.state == .notTrusted }.map(\.path)
    if words.wantsJSON {
      try context.output.json(
        CheckReport(
          valid: problems.isEmpty && agents.isEmpty, problems: problems.map(Mistake.init) + agents.map(Mistake.init),
          notTrusted: left))
    } else {
      var lines = problems.map { "\($0)\n  \($0.remedy)" }
      lines += agents.map { "\($0)\n  \(Mistake.agentRemedy)" }
      if lines.isEmpty { lines.append("the configuration is good") }
      lines += left.map { "not read: \($0) is not trusted; `drover workspace trust` shows it and asks" }
      context.output.text(lines.joined(separator: "\n"))
    }
    return problems.isEmpty && agents.isEmpty ? .done : .usage
  }

  @Sendable private static func showKeys(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let rows = context.keys(try await context.configuration(for: place(of: words, context)))
    if words.wantsJSON {
      try context.output.json(rows)
    } else {
      var table = TextTable("WHERE", "KEYS", "NAME", "DOES")
      for row in rows { table.add(row.view, row.keys.joined(separator: " "), row.action, row.does) }
      context.output.text(table.text(for: context.output))
    }
    return .done
  }

  /// Writes the person's file with every key commented out, so that it pins nothing; never over one that is there.
  @Sendable private static func initConfig(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    guard let folder = ConfigPaths.folder(environment: context.environment) else {
      throw DroverError(.usage, "there is no folder for your configuration", remedy: "set HOME or XDG_CONFIG_HOME")
    }
    let path = folder + "/drover.json"
    makeFolders(folder)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      if errno == EEXIST {
        throw DroverError(.refused, "\(path) is there already", remedy: "edit it; `drover config check` looks it over")
      }
      throw DroverError(
        .failed, "failed to write \(path): \(String(cString: strerror(errno)))", remedy: "make its folder writable")
    }
    let bytes = Array(ConfigExample.text(commentedOut: true).utf8)
    let written = write(descriptor, bytes, bytes.count)
    guard close(descriptor) == 0, written == bytes.count else {
      unlink(path)
      throw DroverError(.failed, "failed to write \(path): the disk took only a part", remedy: "free some space")
    }
    if words.wantsJSON { try context.output.json(["file": path]) } else { context.output.text(path) }
    return .done
  }

  /// The repository that is meant: the named one must be one, where one stands may be none.
  private static func place(of words: Invocation, _ context: CommandContext) throws -> String? {
    if let path = words.text("workspace") { return try Folders.repository(at: path, in: context) }
    return try? Folders.repository(at: ".", in: context)  // outside of a repository its layer is simply not there
  }

  private static func makeFolders(_ path: String) {
    var built = ""
    for part in path.split(separator: "/") {
      built += "/" + part
      mkdir(built, 0o755)
    }
  }

  private struct LayerReport: Encodable {
    let layer: String
    let path: String
    let state: ConfigLayer.State
  }

  private struct CheckReport: Encodable {
    let valid: Bool
    let problems: [Mistake]
    let notTrusted: [String]
  }

  private struct Mistake: Encodable {
    let origin: String
    let key: String?
    let message: String
    let remedy: String

    init(_ problem: ConfigProblem) {
      origin = problem.origin.description
      key = problem.key
      message = problem.message
      remedy = problem.remedy
    }

    init(_ problem: ManifestError) {
      origin = "\(problem.path):\(problem.line)"
      key = problem.key
      message = problem.message
      remedy = Self.agentRemedy
    }

    static let agentRemedy = "mend the file, or take it away"
  }
}

/// A key of the interface: where it acts, what it is called, and what it does.
package struct KeyFacts: Hashable, Sendable, Encodable {
  package let view: String
  package let action: String
  package let keys: [String]
  package let does: String

  package init(view: String, action: String, keys: [String], does: String) {
    (self.view, self.action, self.keys, self.does) = (view, action, keys, does)
  }
}
