internal import CPlatform
internal import Glibc

/// A process that was ended, as a person knows it.
package struct EndedProcess: Equatable, Sendable {
  package let pid: Int32
  package let command: String

  package init(pid: Int32, command: String) {
    self.pid = pid
    self.command = command
  }
}

extension ProcessTable {
  /// Through a pidfd and only after another look at the start time: the pid may be somebody else's by now.
  @discardableResult
  package static func signal(_ number: Int32, to entry: ProcessEntry) -> Bool {
    let pidfd = Descriptor(drover_pidfd_open(entry.pid))
    guard pidfd.isOpen, Self.entry(entry.pid)?.startTime == entry.startTime else { return false }
    return pidfd.use { drover_pidfd_signal($0, number) } == 0
  }

  /// Kills every process that carries `name=value` in its environment or belongs to the session, with all below them,
  /// until none is left. Never ourselves or who started us. Blocks: call it on `Blocking.spawns`.
  package static func endMarked(_ name: String, _ value: String, session: ProcessEntry.Identity?) -> [EndedProcess] {
    var ended: [Int32: EndedProcess] = [:]
    for _ in 0..<500 {
      let left = now().marked(name, value, session: session)
      if left.isEmpty { break }
      for entry in left {
        if ended[entry.pid] == nil {
          ended[entry.pid] = EndedProcess(pid: entry.pid, command: arguments(of: entry.pid).joined(separator: " "))
        }
        signal(SIGSTOP, to: entry)
      }
      for entry in left { signal(SIGKILL, to: entry) }
      usleep(2000)
    }
    return ended.values.sorted { $0.pid < $1.pid }
  }

  private func marked(_ name: String, _ value: String, session: ProcessEntry.Identity?) -> [ProcessEntry] {
    let ours = Set(ancestors(of: getpid()) + [getpid()])
    var found: Set<Int32> = []
    for entry in entries.values where !entry.isDead && !ours.contains(entry.pid) {
      let isMember = session.map { entry.session == $0.pid && entry.startTime >= $0.startTime } ?? false
      guard isMember || Self.environment(of: entry.pid)?[name] == value else { continue }
      found.insert(entry.pid)
      found.formUnion(descendants(of: entry.pid))
    }
    return found.subtracting(ours).compactMap { entries[$0] }.filter { !$0.isDead }
  }
}
