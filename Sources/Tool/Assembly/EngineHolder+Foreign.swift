import Domain
import Glibc
import Platform
import Store

/// An engine of another version is known by its socket alone: no word of ours reaches it.
extension EngineHolder {
  /// Asks whoever answers at the socket to end, by a signal, and waits for it; false when nobody does. What it runs goes
  /// on under its keepers.
  func endForeign() async throws -> Bool {
    guard let connection = try? await Connection.connect(home.socket) else { return false }  // nobody is there
    let pid = connection.peer.pid
    await connection.close()
    // A process of another pid namespace is 0 here, and 0 would be all of us.
    guard pid > 1, pid != getpid(), let entry = ProcessTable.entry(pid),
      let watch = ProcessWatch(pid: pid, startTime: entry.startTime)
    else { return false }
    guard kill(pid, SIGTERM) == 0, await Self.ends(watch, within: .seconds(10)) else {
      throw DroverError(
        .failed, "the engine of another version, process \(pid), does not end",
        remedy: "`kill -9 \(pid)` ends it; what it runs goes on")
    }
    return true
  }

  private static func ends(_ watch: ProcessWatch, within limit: Duration) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await watch.ended()
        return !Task.isCancelled
      }
      group.addTask {
        // Cancelled when it has ended before.
        try? await Task.sleep(for: limit)
        return false
      }
      defer { group.cancelAll() }
      return await group.next() ?? false
    }
  }
}
