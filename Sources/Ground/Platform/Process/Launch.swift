internal import Glibc

/// What is needed to start a program: a value, nothing is looked up in our own environment.
package struct Launch: Sendable {
  package enum Streams: Equatable, Sendable {
    /// A pipe for each of input, output and errors.
    case pipes
    /// Errors go where output goes.
    case pipesMerged
    /// One pty as controlling terminal; `errors` stays empty.
    case terminal(columns: Int, rows: Int)
  }

  /// The program first: a path, or a name that is looked up in the PATH of `environment`.
  package var argv: [String]
  package var environment: [String: String]
  package var folder: String
  package var streams: Streams
  /// Handed over as descriptor 3.
  package var extra: Descriptor?
  /// How many bytes of each stream are held for a slow reader before the pipe is left to fill.
  package var highWater = 1 << 20
  /// How long after the exit a grandchild may keep the output open.
  package var outputGrace = Duration.milliseconds(250)
  /// In our own session, so that it can ask the person at our terminal (ssh asks for passwords there). Else it gets one
  /// of its own.
  package var staysAtTerminal = false

  package init(
    _ argv: [String], environment: [String: String], folder: String = "/", streams: Streams = .pipes,
    extra: Descriptor? = nil
  ) {
    self.argv = argv
    self.environment = environment
    self.folder = folder
    self.streams = streams
    self.extra = extra
  }

  /// The file that `name` means: itself when it has a slash, else the first executable of that name in `path`.
  package static func program(named name: String, path: String?) -> String? {
    if name.isEmpty { return nil }
    if name.contains("/") { return name }
    for folder in (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") where folder.hasPrefix("/") {
      let candidate = "\(folder)/\(name)"
      if isProgram(candidate) { return candidate }
    }
    return nil
  }

  private static func isProgram(_ path: String) -> Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }
}
