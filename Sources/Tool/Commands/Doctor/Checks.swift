import Base
import Glibc
import Platform

/// What can be found out about a machine without an engine. Pure but for looking at files.
struct Checks {
  let environment: [String: String]
  let home: String

  func findings() -> [Finding] {
    [git, terminal, locale, colour] + tmux + [disk, trash]
  }

  private var git: Finding {
    guard let path = program("git") else {
      return .fault("git", "git is not on the PATH", remedy: "install it, for example: apt-get install git")
    }
    return .good("git", path)
  }

  private var terminal: Finding {
    let name = environment["TERM"] ?? ""
    guard !name.isEmpty, name != "dumb" else {
      return .fault(
        "terminal", "TERM is \(name.isEmpty ? "not set" : name)",
        remedy: "run drover in a terminal, or set TERM=xterm-256color")
    }
    let places = ["\(environment["HOME"] ?? "")/.terminfo", "/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"]
    let known = places.contains { access("\($0)/\(name.prefix(1))/\(name)", F_OK) == 0 }
    return known
      ? .good("terminal", name)
      : .note(
        "terminal", "this machine has no description of \(name); xterm-256color is used", remedy: "install ncurses-term"
      )
  }

  private var locale: Finding {
    let name = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
    return name.lowercased().replacing("-", with: "").hasSuffix("utf8")
      ? .good("locale", name)
      : .note("locale", "\(name) is not UTF-8; C.UTF-8 is used for the screen", remedy: "set LANG=C.UTF-8")
  }

  private var colour: Finding {
    if !(environment["NO_COLOR"] ?? "").isEmpty { return .good("colour", "off (NO_COLOR)") }
    if let depth = environment["COLORTERM"], depth == "truecolor" || depth == "24bit" {
      return .good("colour", "24 bit")
    }
    return .note(
      "colour", "the terminal does not say that it knows 24-bit colour; 256 or 16 colours are used",
      remedy: "if it does, set COLORTERM=truecolor (ssh does not pass it on by itself)")
  }

  private var tmux: [Finding] {
    guard environment["TMUX"] != nil else { return [] }
    let file = [
      environment["HOME"].map { $0 + "/.tmux.conf" }, environment["HOME"].map { $0 + "/.config/tmux/tmux.conf" },
    ]
    .compactMap { $0 }.compactMap(text(of:)).joined(separator: "\n")
    let wanted = [
      ("escape-time", "set -sg escape-time 10", "Esc is answered late"),
      ("focus-events", "set -g focus-events on", "notifications cannot tell whether you are looking"),
      ("set-clipboard", "set -s set-clipboard on", "copying from drover does not reach your clipboard"),
    ]
    let missing = wanted.filter { !file.contains($0.0) }
    return missing.isEmpty
      ? [.good("tmux", "options found")]
      : missing.map { .note("tmux", "\($0.0) is not set: \($0.2)", remedy: "add to ~/.tmux.conf: \($0.1)") }
  }

  private var disk: Finding {
    var facts = statvfs()
    guard statvfs(home, &facts) == 0 else {
      return .note("disk", "the home \(home) does not exist yet", remedy: "it is made with the first task")
    }
    let free = (UInt64(facts.f_bavail) * UInt64(facts.f_frsize)) >> 20
    return free < 1024
      ? .fault(
        "disk", "only \(free) MiB are free under \(home)", remedy: "free some space, or set DROVER_HOME elsewhere")
      : .good("disk", "\(free >> 10) GiB free under \(home)")
  }

  private var trash: Finding {
    let count = Files.names(in: home + "/trash").count
    return .good(
      "trash",
      count == 0 ? "empty" : "\(count == 1 ? "one worktree" : "\(count) worktrees"), kept as long as trash.age says")
  }

  private func program(_ name: String) -> String? {
    (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  private func text(of path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    return String(decoding: bytes[..<fread(&bytes, 1, bytes.count, file)], as: UTF8.self)
  }
}
