import Base
import Glibc

/// Where one user's Drover keeps its state, and what is checked before anything is written there.
package struct Home: Hashable, Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// `$DROVER_HOME`, else `$XDG_STATE_HOME/drover`, else `~/.local/state/drover`.
  package static func standard(environment: [String: String]) -> Home? {
    if let path = environment["DROVER_HOME"], !path.isEmpty { return Home(path: absolute(path)) }
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return Home(path: state + "/drover") }
    if let home = environment["HOME"], home.hasPrefix("/") { return Home(path: home + "/.local/state/drover") }
    return nil
  }

  package var database: String { path + "/drover.db" }
  package var lock: String { path + "/engine.lock" }
  package var witness: String { path + "/drover.seq" }
  package var socket: String { path + "/engine.sock" }
  package var runs: String { path + "/runs" }
  package var trash: String { path + "/trash" }
  package var backups: String { path + "/backups" }
  package var worktrees: String { path + "/worktrees" }

  package func folder(of run: String) -> String { runs + "/" + run }

  /// Makes the folder, for this user only; refuses one on a network file system, where locks and syncs lie.
  package func prepare() throws(StoreError) {
    var built = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      built += "/" + part
      if mkdir(built, 0o700) != 0 && errno != EEXIST {
        throw StoreError(
          .cannotWrite, "failed to make the home folder \(path): \(String(cString: strerror(errno)))",
          remedy: "make its parent writable for this user, or set DROVER_HOME to another folder")
      }
    }
    var facts = stat()
    guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
      throw StoreError(
        .cannotWrite, "failed to make the home folder \(path): something else stands there",
        remedy: "set DROVER_HOME to a folder")
    }
    if let kind = networkFileSystem() {
      throw StoreError(
        .network, "failed to use the home \(path): it lies on a network file system (\(kind))",
        remedy: "set DROVER_HOME to a folder on a local disk")
    }
    chmod(path, 0o700)
  }

  private func networkFileSystem() -> String? {
    var facts = stat()
    guard stat(path, &facts) == 0, let file = fopen("/proc/self/mountinfo", "re") else { return nil }
    defer { fclose(file) }
    let device = "\(Self.major(facts.st_dev)):\(Self.minor(facts.st_dev))"
    var line = [CChar](repeating: 0, count: 8192)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if let kind = Self.networkFileSystem(mountLine: text, device: device) { return kind }
    }
    return nil
  }

  /// The kind of a network file system when this line of `mountinfo` is about the device; its fields: id, parent,
  /// major:minor, …, `-`, kind, source, options.
  static func networkFileSystem(mountLine line: String, device: String) -> String? {
    let fields = line.split(separator: " ")
    guard fields.count > 3, fields[2] == device, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count
    else { return nil }
    let kind = String(fields[dash + 1])
    let remote = ["nfs", "nfs4", "cifs", "smb3", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.rclone"]
    return remote.contains(kind) ? kind : nil
  }

  /// The kernel's split of a device number (`makedev(3)`), whose macros Swift does not import.
  private static func major(_ device: dev_t) -> UInt64 {
    (UInt64(device) >> 8 & 0xfff) | (UInt64(device) >> 32 & ~0xfff)
  }

  private static func minor(_ device: dev_t) -> UInt64 {
    (UInt64(device) & 0xff) | (UInt64(device) >> 12 & ~0xff)
  }

  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }
}
