import Base
import Domain
import Glibc
import JSON
import Platform

/// Where a demo lives: a folder of its own for its home, its configuration and its repository. Held by a lock as long as
/// the demo runs, so that another one can tell a dead demo from a living one.
struct DemoFolder {
  let path: String
  private let lock: FileLock

  var home: String { path + "/home" }
  var repository: String { path + "/greeter" }
  var configuration: String { path + "/config" }

  private static let prefix = "drover-demo-"

  static func make(in place: String) throws -> DemoFolder {
    var template = Array("\(place)/\(prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw DroverError(
        .failed, "failed to make a folder for the demo in \(place): \(String(cString: strerror(errno)))",
        remedy: "set TMPDIR to a folder that can be written")
    }
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard let folder = try taken(path) else { throw DroverError(.failed, "somebody else has taken \(path)") }
    for name in [folder.home, folder.repository, folder.configuration] { try Files.makeFolder(name) }
    return folder
  }

  /// The demos of this user whose process is gone.
  static func dead(in place: String) -> [DemoFolder] {
    Files.names(in: place).filter { $0.hasPrefix(prefix) }.compactMap { name in
      let path = "\(place)/\(name)"
      var facts = stat()
      guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR, facts.st_uid == getuid() else { return nil }
      guard access(path + "/demo.lock", F_OK) == 0 else { return nil }  // another one is just being made
      return try? taken(path)  // one that cannot be looked at is left alone
    }
  }

  private static func taken(_ path: String) throws -> DemoFolder? {
    try FileLock.take(path + "/demo.lock").map { DemoFolder(path: path, lock: $0) }
  }

  /// A file of an agent of one's own, as anybody may write it: it works in the mode `edits` and speaks the protocol.
  func introduce(_ name: String, program: String) throws {
    let manifest: JSONValue = [
      "name": .string(name), "program": .string(program), "dialect": "acp", "input": "acp",
      "launch": ["edits": ["demo", "--play", .string(DemoAgent.Scene.prices.rawValue)]],
    ]
    let agents = configuration + "/drover/agents"
    try Files.makeFolder(agents)
    try Files.writeAtomically(JSONWriter.compact(manifest), to: "\(agents)/\(name).json", lasts: false)
  }

  /// Everything in it is the demo's own.
  func remove() async throws {
    _ = try await Child.run(["rm", "-rf", "--one-file-system", "--", path], environment: ["PATH": "/usr/bin:/bin"])
    lock.release()
  }

  func environment(over outer: [String: String]) -> [String: String] {
    // How it looks is the person's; what it works on is not.
    var inner = outer.filter {
      $0.key.hasPrefix("DROVER__UI__") || !$0.key.hasPrefix("DROVER_") && !$0.key.hasPrefix("GIT_")
    }
    inner["DROVER_HOME"] = home
    inner["XDG_CONFIG_HOME"] = configuration
    inner["GIT_CONFIG_GLOBAL"] = "/dev/null"
    return inner
  }
}
