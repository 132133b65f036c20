import App
import Base
import Canvas
import Commands
import Config
import Domain
import Glibc
import JSON
import Loop
import Platform
import Store

/// The world around the interface on this machine.
enum ScreenPorts {
  static func make(
    _ live: LiveSettings, _ home: Home, _ workspace: String, _ environment: [String: String]
  ) -> AppPorts {
    var ports = AppPorts()
    ports.reloads = { reloads(live) }
    ports.run = { await run($0, environment) }
    ports.attach = { ForegroundCommand([Service.program(), "attach", $0]) }
    ports.read = { path in
      do {
        return String(decoding: try await Blocking.files.run { try Files.read(path, limit: 1 << 20) }, as: UTF8.self)
      } catch {
        throw DroverError(.notFound, "failed to read \(path): it must be a readable file", remedy: "check the path")
      }
    }
    ports.keyNames = MachineChecks.keyNames.filter { environment[$0]?.isEmpty == false }
    let file = file(home, workspace)
    ports.saveDrafts = { drafts, before in await Blocking.files.perform { save(drafts, since: before, to: file) } }
    return ports
  }

  private static func file(_ home: Home, _ workspace: String) -> String {
    "\(home.path)/drafts/\(ContentHash.sha256(Array(workspace.utf8)).prefix(12)).json"
  }

  static func drafts(_ home: Home, _ workspace: String) async -> Drafts {
    let file = file(home, workspace)
    return await Blocking.files.perform { load(file) }
  }

  /// None yet, or of a later version: then nothing is restored.
  private static func load(_ file: String) -> Drafts {
    Files.small(file).flatMap { try? JSONCoder.decode(Drafts.self, from: $0) } ?? Drafts()
  }

  /// A draft that cannot be written is still in the form; the next key tries again. Other screens write here too: who
  /// reads and writes holds the lock, and one who cannot have it soon writes all the same, since losing is worse.
  private static func save(_ drafts: Drafts, since before: Drafts, to file: String) {
    do {
      try Files.makeFolder(Files.folder(of: file))
      let lock = lock(Files.folder(of: file) + "/lock")
      defer { withExtendedLifetime(lock) {} }
      let kept = drafts.laid(over: load(file), since: before)
      guard kept != Drafts() else { return try Files.remove(file) }
      try Files.writeAtomically(try JSONCoder.encode(kept), to: file, lasts: false)
    } catch {
      return
    }
  }

  /// Others hold it for the time of one small write; one that is stopped in the middle holds it longer.
  private static func lock(_ path: String) -> FileLock? {
    for _ in 0..<50 {
      do {
        if let lock = try FileLock.take(path) { return lock }
      } catch {
        return nil
      }
      usleep(10_000)
    }
    return nil
  }

  private static func reloads(_ live: LiveSettings) -> AsyncStream<AppReload> {
    let changes = live.reloads.listen(bound: 16)
    return AsyncStream { continuation in
      // Ends with the stream that it feeds.
      let pump = Task {
        for await change in changes {
          switch change {
          case .unchanged: break
          case .changed(let new, let keys): continuation.yield(.changed(AppSettings(new.settings.ui), keys: keys))
          case .kept(let error): continuation.yield(.kept("\(error); \(error.remedy)"))
          }
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in pump.cancel() }
    }
  }

  /// A notification's program: it has ten seconds, and what it prints is nobody's.
  private static func run(_ words: [String], _ environment: [String: String]) async {
    // One that cannot be run or takes too long costs nobody more than its message.
    _ = try? await Child.run(words, environment: environment, deadline: .seconds(10))
  }
}

extension AppSettings {
  init(_ look: Settings.Look) {
    self.init()
    theme = Theme.Name(rawValue: look.theme) ?? .auto
    colours = OwnColours(look.colours)
    mouse = look.mouse
    keys = look.keys
    notifications = Notifications(rawValue: look.notifications) ?? .terminal
    notifyCommand = look.notifyCommand
  }
}
