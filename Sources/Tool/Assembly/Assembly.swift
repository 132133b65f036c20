import Base
import Canvas
import Commands
import Domain
import Engine
import Glibc
import Store
import Synchronization
import Terminal
import Verbs

/// The only place that knows all rooms: builds the engine, the client and the tool, and takes them down again.
package enum Assembly {
  package static let version = "0.1.0"

  package static func main(_ words: [String]) async -> Int32 {
    StoppedJob.stopIfSteppedAside()
    signal(SIGPIPE, SIG_IGN)
    let environment = Self.environment()
    guard let home = Home.standard(environment: environment) ?? Self.none(for: words) else {
      let error = DroverError(
        .usage, "there is no home folder to keep state in", remedy: "set HOME, or DROVER_HOME to a folder of your own")
      try? standardOutput(environment).problem(error, asJSON: words.contains("--json"))  // nothing is left to report to
      return ExitCode.usage.rawValue
    }
    let holder = EngineHolder(home: home, environment: environment)
    let context = context(holder, environment, output: standardOutput(environment))
    let code = await CommandLineTool.run(words, in: context) { words in
      switch words.verb.name {
      case "": try await worded { try await Interface.run(words, holder: holder, context: context, stepsAside: true) }
      case "attach": try await worded { try await Interface.attach(words, holder: holder, context: context) }
      case "bridge": try await worded { try await Attachment.bridge(words, holder: holder, context: context) }
      case "demo": try await Demo.run(words, environment: environment, context: context)
      case "mcp": try await MCPDoor.run(holder, context)
      default: nil
      }
    }
    let handsOver = words.first != "serve" ? await holder.hasLiveWork() : false
    await holder.close()
    if handsOver { await handOver(environment, context) }
    if await holder.stepsAside { StoppedJob.stopAndBeginAnew(Service.program()) }
    return code.rawValue
  }

  /// What needs no home works without one: help, versions, completions, transcripts.
  private static func none(for words: [String]) -> Home? {
    let own = words.prefix { $0 != "--" }
    let needsNone = ["help", "completion", "decode"].contains(words.first ?? "")
    return needsNone || own.contains("--version") || own.contains("--help") || own.contains("-h")
      ? Home(path: "/nonexistent") : nil
  }

  /// What the store says, in the words of everybody.
  private static func worded<T>(_ body: () async throws -> T) async throws -> T {
    do { return try await body() } catch let error as StoreError { throw DroverError(error) }
  }

  /// What verbs need of the world, with the engine of one home.
  static func context(_ holder: EngineHolder, _ environment: [String: String], output: Output) -> CommandContext {
    var context = CommandContext(
      environment: environment, folder: currentFolder(), home: holder.home.path, version: version, output: output,
      open: { try await holder.client(author: .commandLine) },
      running: { try await holder.running(author: .commandLine) },
      serve: { detached, idle in
        try await worded { try await Service.run(detached, idle: idle, holder: holder, environment: environment) }
      }, start: { try await worded { try await Service.ensure(holder, environment: environment) } },
      examine: { fix in
        let demos = await Demo.sweep(environment)
        var report = try await holder.examine(fix: fix)
        if demos > 0 {
          report.mended.append("removed \(demos == 1 ? "one demo" : "\(demos) demos") whose process was gone")
        }
        return report
      })
    context.judge = KeyCheck.problems
    context.checkIdentity = { try await GitRepositories.checkIdentity(in: $0, environment: environment) }
    context.endForeign = { try await holder.endForeign() }
    context.checkBase = { try await GitRepositories.checkBase($0, in: $1, environment: environment) }
    context.keys = KeyCheck.table
    return context
  }

  /// What still runs goes on under its keepers; an engine without a screen takes it up.
  private static func handOver(_ environment: [String: String], _ context: CommandContext) async {
    do { try await Service.spawn(environment) } catch { _ = CommandLineTool.report(error, in: context) }
  }

  private static func environment() -> [String: String] {
    var found: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let sign = text.firstIndex(of: "=") { found[String(text[..<sign])] = String(text[text.index(after: sign)...]) }
      next = next.advanced(by: 1)
    }
    return found
  }

  private static func currentFolder() -> String {
    guard let folder = getcwd(nil, 0) else { return "/" }
    defer { free(folder) }
    return String(cString: folder)
  }

  private static func standardOutput(_ environment: [String: String]) -> Output {
    var size = winsize()
    let isTerminal = isatty(1) == 1
    let columns = ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    let noColour = !(environment["NO_COLOR"] ?? "").isEmpty
    return Output(isTerminal: isTerminal, columns: columns, usesColour: isTerminal && !noColour) { descriptor, bytes in
      var start = 0
      while start < bytes.count {
        let count = bytes.withUnsafeBytes {
          Glibc.write(descriptor, $0.baseAddress?.advanced(by: start), bytes.count - start)
        }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return count < 0 ? errno : EIO }
        start += count
      }
      return 0
    }
  }
}
