import Base
import Glibc
import Platform

/// What can be found out about a machine without an engine. Pure but for looking at files.
struct Checks {
  let environment: [String: String]
  let home: String

  func findings() -> [Finding] {
    [git, path, terminal, locale, colour, disk, trash].compactMap { $0 }
  }

  /// Only its absence: which version it is has to be asked.
  private var git: Finding? {
    program("git") == nil
      ? .fault("git", "git is not on the PATH", remedy: "install it, for example: apt-get install git") : nil
  }

  /// Other programs call it by its name: MCP clients, and `attach` from elsewhere.
  private var path: Finding {
    guard let found = program("drover") else {
      let folder = Files.folder(of: Files.realPath("/proc/self/exe") ?? "/usr/bin/drover")
      return .note(
        "path", "drover is not on the PATH: MCP clients and other machines do not find it by its name",
        remedy: "add to ~/.profile: export PATH=\"\(folder):$PATH\"")
    }
    return .good("path", "drover is \(found)")
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
}
