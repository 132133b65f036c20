/// Words for a shell on another machine. ssh joins what it is given with spaces and hands it to the login shell there,
/// so every word is quoted so that any shell reads it as one.
package enum RemoteShell {
  /// Where `drover` is looked for on another machine, after its PATH.
  static let places = [
    "$HOME/.local/bin/drover", "/usr/local/bin/drover", "/usr/bin/drover", "/opt/drover/bin/drover",
    "$HOME/.cargo/bin/drover", "$HOME/bin/drover",
  ]

  package static func quoted(_ word: String) -> String {
    let safe = word.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        || "/._-=:,@+".utf8.contains(byte)
    }
    return safe && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// The command that bridges: at a configured path, or at the first usual one. In `sh`, whatever the login shell is.
  package static func bridge(path: String?, mayStart: Bool) -> String {
    let words = mayStart ? "bridge" : "bridge --running"
    guard path == nil || path == "" else { return "exec \(quoted(path ?? "")) \(words)" }
    let tries = (["drover"] + places).map { "\"\($0)\"" }.joined(separator: " ")
    let script =
      "for d in \(tries); do command -v \"$d\" >/dev/null 2>&1 && exec \"$d\" \(words); done; "
      + "echo drover-is-not-here >&2; exit 127"
    return "exec sh -c '\(script)'"
  }

  /// A program in a folder with an environment of its own, for `ssh -t`. A word that begins with `$` and is a name, such
  /// as `$EDITOR`, means what it means there.
  package static func foreground(_ arguments: [String], folder: String?, environment: [String: String]) -> String {
    let change = folder.map { "cd \(quoted($0)) && " } ?? ""
    let names = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\(quoted($0.value))" }
    let command = ((names.isEmpty ? [] : ["env"] + names) + arguments.map(quoted)).joined(separator: " ")
    return "\(change)exec \(command)"
  }
}
