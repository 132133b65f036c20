import Glibc

/// A program in tmux, which is a terminal that can be asked what it shows. A server of its own, gone with the value, its socket too.
package final class TmuxSession {
  private let server: String
  private let session: PtySession

  package init(_ command: [String], columns: Int = 80, rows: Int = 24) throws {
    server = "/tmp/drover-test-\(getpid())-\(UInt32.random(in: .min ... .max)).tmux"
    session = try PtySession(
      ["/usr/bin/tmux", "-S", server, "-f", "/dev/null", "new", "-x", "\(columns)", "-y", "\(rows)"] + command,
      columns: columns, rows: rows + 1)
  }

  deinit {
    _ = try? Self.run(["-S", server, "kill-server"])
    unlink(server)
  }

  package static var isInstalled: Bool { access("/usr/bin/tmux", X_OK) == 0 }

  /// Runs a command of tmux and gives what it prints.
  @discardableResult
  package func tmux(_ words: String...) throws -> String {
    session.settle(milliseconds: 1)
    return try Self.run(["-S", server] + words)
  }

  private static func run(_ words: [String]) throws -> String {
    let run = try PtySession(["/usr/bin/tmux"] + words)
    _ = run.ending()
    return run.text.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")
  }

  package func screen() throws -> [String] {
    try tmux("capture-pane", "-p").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  package func keys(_ keys: String...) throws { for key in keys { try tmux("send-keys", key) } }

  /// Types bytes as they are, for sequences that have no name in tmux.
  package func type(_ text: String) throws { try tmux("send-keys", "-l", text) }

  /// Looks until the screen shows something.
  package func wait(milliseconds: Int = 5000, until isShown: ([String]) -> Bool) throws -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(milliseconds)
    while clock.now < end {
      if isShown(try screen()) { return true }
      session.settle(milliseconds: 10)
    }
    return false
  }

  package func wait(for text: String) throws -> Bool {
    try wait { $0.contains { $0.contains(text) } }
  }

  package func resize(columns: Int, rows: Int) throws {
    session.resize(columns: columns, rows: rows + 1)
    try tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
  }
}
