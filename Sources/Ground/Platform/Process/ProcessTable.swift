internal import Glibc

/// One line of the kernel's table. A pid alone is not an identity: it comes back; pid and start time do not.
package struct ProcessEntry: Hashable, Sendable {
  package let pid: Int32
  package let parent: Int32
  package let group: Int32
  package let session: Int32
  package let state: UInt8
  /// Clock ticks after the boot (field 22).
  package let startTime: UInt64

  package init(pid: Int32, parent: Int32, group: Int32, session: Int32, state: UInt8 = 83, startTime: UInt64) {
    self.pid = pid
    self.parent = parent
    self.group = group
    self.session = session
    self.state = state
    self.startTime = startTime
  }

  /// Zombies and what is being taken down: no code of theirs will run.
  package var isDead: Bool { state == 0x5A || state == 0x58 || state == 0x78 }

  /// By a signal, such as SIGSTOP; not by a debugger.
  package var isStopped: Bool { state == 0x54 }

  /// Reads `/proc/PID/stat`. The name in brackets may hold anything, so fields count from the last bracket.
  package init?(stat bytes: [UInt8]) {
    guard let open = bytes.firstIndex(of: 0x28), let close = bytes.lastIndex(of: 0x29), open < close else { return nil }
    let fields = bytes[(close + 1)...].split(separator: 0x20)
    guard fields.count >= 20, let state = fields[0].first,
      let pid = number(bytes[..<open].filter { $0 != 0x20 }), let start = number(Array(fields[19])),
      let parent = number(Array(fields[1])), let group = number(Array(fields[2])),
      let session = number(Array(fields[3]))
    else { return nil }
    self.init(
      pid: Int32(truncatingIfNeeded: pid), parent: Int32(truncatingIfNeeded: parent),
      group: Int32(truncatingIfNeeded: group), session: Int32(truncatingIfNeeded: session), state: state,
      startTime: UInt64(max(0, start)))
  }
}

private func number(_ digits: [UInt8]) -> Int? {
  Int(String(decoding: digits, as: UTF8.self))
}

/// All processes that this machine shows us, at one moment.
package struct ProcessTable: Sendable {
  package let entries: [Int32: ProcessEntry]
  private let children: [Int32: [Int32]]

  package init(_ list: [ProcessEntry]) {
    entries = Dictionary(list.map { ($0.pid, $0) }, uniquingKeysWith: { first, _ in first })
    children = Dictionary(grouping: list, by: \.parent).mapValues { $0.map(\.pid) }
  }

  package func childrenOf(_ pid: Int32) -> [Int32] { children[pid] ?? [] }

  /// Everything below `pid`, without itself.
  package func descendants(of pid: Int32) -> Set<Int32> {
    var found: Set<Int32> = []
    var open = childrenOf(pid)
    while let next = open.popLast() {
      if found.insert(next).inserted { open.append(contentsOf: childrenOf(next)) }
    }
    return found
  }

  /// The parent, its parent, and so on up to the first process.
  package func ancestors(of pid: Int32) -> [Int32] {
    var path: [Int32] = []
    var current = pid
    while let entry = entries[current], entry.parent > 0, !path.contains(entry.parent) {
      path.append(entry.parent)
      current = entry.parent
    }
    return path
  }
}

// MARK: - Reading /proc (blocks shortly; not for the cooperative pool)

extension ProcessTable {
  package static func now() -> ProcessTable {
    ProcessTable(Files.names(in: "/proc").compactMap { Int32($0) }.compactMap(entry))
  }

  package static func entry(_ pid: Int32) -> ProcessEntry? {
    Files.small("/proc/\(pid)/stat").flatMap(ProcessEntry.init(stat:))
  }

  /// The environment that a process of our user was started with; nil when it is gone or not ours.
  package static func environment(of pid: Int32) -> [String: String]? {
    Files.small("/proc/\(pid)/environ").map(parseEnvironment)
  }

  package static func parseEnvironment(_ bytes: [UInt8]) -> [String: String] {
    var result: [String: String] = [:]
    for part in bytes.split(separator: 0) {
      guard let equals = part.firstIndex(of: 0x3D) else { continue }
      result[String(decoding: part[..<equals], as: UTF8.self)] =
        String(decoding: part[(equals + 1)...], as: UTF8.self)
    }
    return result
  }

  /// The command line; empty for kernel threads and the dead.
  package static func arguments(of pid: Int32) -> [String] {
    (Files.small("/proc/\(pid)/cmdline") ?? []).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Changes with each start of the machine.
  package static func bootID() -> String? {
    Files.small("/proc/sys/kernel/random/boot_id").map {
      String(decoding: $0.filter { $0 > 0x20 }, as: UTF8.self)
    }
  }
}
