import Domain
import Glibc
import Platform

/// Recognises an agent by where it comes from: whoever descends from a keeper is one, whatever it says of itself.
enum AgentAncestry {
  static let keeperName = "drover-keeper"

  static func author(of peer: Peer) -> Author? { author(of: peer.pid) }

  /// Also asked about this process itself: a verb that an agent calls while no engine runs is still an agent's.
  static func author(of pid: Int32) -> Author? {
    descends(from: keeperName, pid: pid, parent: parent, name: name) ? Author("agent") : nil
  }

  /// Walks up to the first process. A process that cannot be looked at counts as an agent: fail closed.
  static func descends(
    from keeper: String, pid: Int32, parent: (Int32) -> Int32?, name: (Int32) -> String?
  ) -> Bool {
    var next = pid
    for _ in 0..<512 {
      guard next > 1 else { return false }
      guard let called = name(next) else { return true }
      if called == keeper { return true }
      guard let above = parent(next) else { return true }
      next = above
    }
    return true
  }

  private static func parent(_ pid: Int32) -> Int32? {
    status(pid, "PPid:").flatMap { Int32($0) }
  }

  /// The file that it runs, which it cannot rename as it can its command line.
  private static func name(_ pid: Int32) -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes { raw in
      raw.baseAddress.map { readlink("/proc/\(pid)/exe", $0.assumingMemoryBound(to: CChar.self), raw.count) } ?? -1
    }
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "/").last.map(String.init)
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
