import Domain
import Glibc

/// Which repository a path is in, and what of an environment a task keeps.
package enum Folders {
  /// The top of the repository around a folder: a folder with `.git` in it, or a bare repository itself.
  static func repository(at path: String, in context: CommandContext) throws(DroverError) -> String {
    let absolute = path.hasPrefix("/") ? path : context.folder + "/" + path
    guard let real = realpath(absolute, nil) else {
      throw DroverError(.notFound, "there is no folder \(path)", remedy: "name the folder of a git repository")
    }
    defer { free(real) }
    var folder = String(cString: real)
    while true {
      if exists(folder + "/.git") || isBare(folder) { return folder }
      guard let slash = folder.lastIndex(of: "/"), folder != "/" else { break }
      folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
    }
    throw DroverError(
      .usage, "\(path == "." ? context.folder : path) is not inside a git repository",
      remedy: "go into one, run `git init`, or name one with --workspace")
  }

  /// The part of an environment that a task keeps: what agents need to run and to be found, never a secret.
  package static func kept(_ environment: [String: String]) -> [String: String] {
    let names: Set<String> = [
      "PATH", "LANG", "HOME", "USER", "SHELL", "TERM", "TZ", "SSH_AUTH_SOCK", "XDG_CONFIG_HOME", "http_proxy",
      "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "CLAUDE_CONFIG_DIR", "CODEX_HOME",
    ]
    return environment.filter { names.contains($0.key) || $0.key.hasPrefix("LC_") }
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func isBare(_ folder: String) -> Bool {
    exists(folder + "/HEAD") && exists(folder + "/objects") && exists(folder + "/refs")
  }
}
