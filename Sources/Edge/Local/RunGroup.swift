internal import Glibc
internal import Platform

/// The control group of a run, when its keepers are gone: from its name alone. Blocks: call it on `Blocking.spawns`.
enum RunGroup {
  /// Ends who is in it, in one go and with every group below it, and takes it away. Who that was.
  static func end(_ path: String) -> [EndedProcess] {
    guard isOurs(path) else { return [] }
    let ended = members(path).map {
      EndedProcess(pid: $0, command: ProcessTable.arguments(of: $0).joined(separator: " "))
    }
    // A group goes away once the last of its processes has ended; what sleeps in the kernel is not waited for forever.
    for _ in 0..<500 where Files.facts(path) != nil {
      kill(path)
      remove(path)
      if Files.facts(path) != nil { usleep(2000) }
    }
    return ended
  }

  /// Takes away every group beside our own that a keeper made, whose warden is gone and in which nothing runs.
  static func sweepEmpty() {
    guard let parent = ownFolder() else { return }
    for name in Files.names(in: parent) where name.hasPrefix("drover-") {
      let mark = ProcessMark(name.dropFirst("drover-".count).split(separator: "-").joined(separator: " "))
      guard let mark, ProcessTable.entry(mark.pid)?.startTime != mark.startTime else { continue }
      let path = "\(parent)/\(name)"
      let events = String(decoding: Files.small("\(path)/cgroup.events") ?? [], as: UTF8.self)
      if isOurs(path), events.contains("populated 0") { remove(path) }
    }
  }

  /// The folder of the group that this process is in; keepers make theirs below it. nil where no groups of version 2 are seen.
  private static func ownFolder() -> String? {
    func lines(_ path: String) -> [Substring] {
      String(decoding: Files.small(path) ?? [], as: UTF8.self).split(separator: "\n")
    }
    guard let own = lines("/proc/self/cgroup").first(where: { $0.hasPrefix("0::/") })?.dropFirst(3),
      let mount = lines("/proc/self/mountinfo").first(where: { $0.contains(" - cgroup2 ") })?.split(separator: " "),
      mount.count > 4
    else { return nil }
    let root = mount[3] == "/" ? "" : String(mount[3])
    guard own.hasPrefix(root), !own.contains("/../") else { return nil }
    let inner = own.dropFirst(root.count)
    return String(mount[4]) + (inner == "/" ? "" : String(inner))
  }

  /// Only what a keeper made is ever ended, whatever a file says.
  private static func isOurs(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return name.hasPrefix("drover-") && path.first == "/" && !path.contains("/../")
      && Files.facts("\(path)/cgroup.kill") != nil
  }

  private static func members(_ path: String) -> [Int32] {
    let text = String(decoding: Files.small("\(path)/cgroup.procs") ?? [], as: UTF8.self)
    return text.split(separator: "\n").compactMap { Int32($0) } + below(path).flatMap(members)
  }

  private static func below(_ path: String) -> [String] {
    Files.names(in: path).map { "\(path)/\($0)" }.filter { Files.facts($0)?.kind == .folder }
  }

  private static func kill(_ path: String) {
    let file = open("\(path)/cgroup.kill", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, "1", 1)
    close(file)
  }

  private static func remove(_ path: String) {
    for inner in below(path) { remove(inner) }
    rmdir(path)
  }
}
