/// The line with which `drover bridge` begins: whatever a login shell prints before it is skipped.
package struct BridgeMark: Hashable, Sendable {
  /// The version of this line and of what follows it.
  package var bridge: Int
  /// The version of the program that bridges.
  package var version: String

  package static let current = 1
  /// More than this before the mark is no shell's greeting.
  package static let patience = 65_536
  private static let word = Array("DROVER-BRIDGE ".utf8)
  private static let longest = 256

  package init(bridge: Int = current, version: String) {
    self.bridge = bridge
    self.version = version
  }

  package var line: [UInt8] { Self.word + Array("\(bridge) \(version)\n".utf8) }

  package enum Search: Hashable, Sendable {
    case missing
    /// More has to come.
    case open
    /// And what follows it.
    case found(BridgeMark, rest: [UInt8])
  }

  /// Looks for the mark in everything that has come so far.
  package static func search(_ bytes: [UInt8]) -> Search {
    var start = 0
    while let at = position(in: bytes, from: start) {
      guard at <= patience else { return .missing }
      let tail = bytes[(at + word.count)...]
      guard let end = tail.prefix(longest).firstIndex(of: 0x0a) else {
        if tail.count < longest { return .open }
        start = at + 1
        continue
      }
      let words = tail[..<end].split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
      if words.count == 2, let bridge = Int(words[0]) {
        return .found(BridgeMark(bridge: bridge, version: words[1]), rest: Array(tail[(end + 1)...]))
      }
      start = at + 1
    }
    return bytes.count > patience ? .missing : .open
  }

  private static func position(in bytes: [UInt8], from start: Int) -> Int? {
    var at = start
    while at + word.count <= bytes.count, let first = bytes[at...].firstIndex(of: word[0]) {
      if bytes[first...].starts(with: word) { return first }
      at = first + 1
    }
    return nil
  }
}
