package import Canvas
package import Loop

/// What of the configuration the interface goes by while it is open.
package struct AppSettings: Hashable, Sendable {
  package enum Notifications: String, Hashable, Sendable {
    case terminal, bell, off
  }

  package var theme = Theme.Name.auto
  /// Laid over whatever theme there is.
  package var colours = OwnColours()
  package var mouse = true
  /// From the name of an action to a key.
  package var keys: [String: String] = [:]
  package var notifications = Notifications.terminal
  /// A program and its arguments; the message is added as the last one.
  package var notifyCommand: [String] = []

  package init() {}
}

/// What became of the files of the configuration.
package enum AppReload: Sendable {
  /// The keys that have other values now, for the words on the screen; empty when a bad file is good again.
  case changed(AppSettings, keys: [String])
  /// They cannot be used: what held goes on.
  case kept(String)
}

/// The world around the interface, as far as it is not the engine.
package struct AppPorts: Sendable {
  package var reloads: @Sendable () async -> AsyncStream<AppReload> = { AsyncStream { $0.finish() } }
  package var run: @Sendable (_ words: [String]) async -> Void = { _ in }
  /// A screen on another engine, in this terminal; nil where there is no program for it.
  package var attach: (@Sendable (_ host: String) -> ForegroundCommand)?
  /// The engine is in this process: while it is stopped nobody else would get an answer.
  package var holdsEngine = false
  /// The names of the variables that hold keys for agents here.
  package var keyNames: [String] = []
  /// A file of at most a mebibyte.
  package var read: @Sendable (_ path: String) async throws -> String = { _ in "" }
  /// What to keep, and what it was when it was read or kept last.
  package var saveDrafts: @Sendable (_ drafts: Drafts, _ before: Drafts) async -> Void = { _, _ in }

  package init() {}
}
