import Domain
import Glibc
import Platform

/// Recognises an agent by where it comes from: whoever descends from a keeper is one, whatever it says of itself.
enum AgentAncestry {
  static let keeperName = "drover-keeper"

  /// `runs` is the folder of this home's runs: a keeper of another home makes an agent of nobody we know.
  static func author(of peer: Peer, runs: String) -> Author? { author(of: peer.pid, runs: runs) }

  /// Also asked about this process itself: a verb that an agent calls while no engine runs is still an agent's.
  static func author(of pid: Int32, runs: String) -> Author? {
    switch ancestor(of: pid, called: keeperName, parent: parent, name: name) {
    case .none: nil
    case .unknown: Author("agent")
    case .process(let keeper): run(of: keeper, in: runs).map(Author.agent) ?? Author("agent")
    }
  }

  enum Ancestor: Equatable {
    case none
    case process(Int32)
    /// Somebody on the way could not be looked at.
    case unknown
  }

  enum Name: Equatable {
    case known(String)
    /// Belongs to another user, such as `sshd` or `login`: no keeper of ours.
    case foreign
    case unknown
  }

  /// Walks up to the first process. One of ours that cannot be looked at counts as an agent: fail closed.
  static func ancestor(
    of pid: Int32, called wanted: String, parent: (Int32) -> Int32?, name: (Int32) -> Name
  ) -> Ancestor {
    var next = pid
    for _ in 0..<512 {
      guard next > 1 else { return .none }
      switch name(next) {
      case .known(wanted): return .process(next)
      case .known, .foreign: break
      case .unknown: return .unknown
      }
      guard let above = parent(next) else { return .unknown }
      next = above
    }
    return .unknown
  }

  /// The run that a keeper holds stands in its command line, which no agent can change.
  private static func run(of keeper: Int32, in runs: String) -> RunID? {
    guard let line = Files.small("/proc/\(keeper)/cmdline") else { return nil }
    let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard words.count > 1, let folder = Files.realPath(Files.folder(of: words[1])), folder == Files.realPath(runs)
    else {
      return nil
    }
    return words[1].split(separator: "/").last.flatMap { RunID(String($0)) }
  }

  private static func parent(_ pid: Int32) -> Int32? {
    status(pid, "PPid:").flatMap { Int32($0) }
  }

  /// The file that it runs, which it cannot rename as it can its command line.
  private static func name(_ pid: Int32) -> Name {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes { raw in
      raw.baseAddress.map { readlink("/proc/\(pid)/exe", $0.assumingMemoryBound(to: CChar.self), raw.count) } ?? -1
    }
    guard count > 0 else {
      var facts = stat()
      return stat("/proc/\(pid)", &facts) == 0 && facts.st_uid != getuid() ? .foreign : .unknown
    }
    return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "/").last.map { .known(String($0)) }
      ?? .unknown
  }

  private static func status(_ pid: Int32, _ key: String) -> String? {
    guard let file = fopen("/proc/\(pid)/status", "re") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if text.hasPrefix(key) {
        return text.dropFirst(key.count).split(whereSeparator: \.isWhitespace).first.map(String.init)
      }
    }
    return nil
  }
}
