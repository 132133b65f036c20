import App
import Base
import Canvas
import Config
import Domain
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
    let file = "\(home.path)/drafts/\(ContentHash.sha256(Array(workspace.utf8)).prefix(12)).json"
    ports.loadDrafts = {
      await Blocking.files.perform {
        // None yet, or of a later version: then nothing is restored.
        Files.small(file).flatMap { try? JSONCoder.decode(Drafts.self, from: $0) } ?? Drafts()
      }
    }
    ports.saveDrafts = { drafts in
      await Blocking.files.perform { save(drafts, to: file) }
    }
    return ports
  }

  /// A draft that cannot be written is still in the form; the next key tries again.
  private static func save(_ drafts: Drafts, to file: String) {
    guard let bytes = try? JSONCoder.encode(drafts) else { return }
    do {
      guard drafts != Drafts() else { return try Files.remove(file) }
      try Files.makeFolder(Files.folder(of: file))
      try Files.writeAtomically(bytes, to: file, lasts: false)
    } catch {
      return
    }
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
