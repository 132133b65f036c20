internal import Platform

/// The files of one run, read off the cooperative pool.
struct RunFolder {
  let path: String

  init(_ path: String) {
    self.path = path
  }

  func exit() async -> RunExit? {
    await read("exit").flatMap(RunExit.init)
  }

  func status() async -> RunStatus? {
    await read("status").flatMap(RunStatus.init)
  }

  /// Whether a guardian or keeper lives.
  func isHeld() async -> Bool {
    await Blocking.files.perform { FileLock.isBusy("\(path)/lock") }
  }

  func write(_ bytes: [UInt8], as name: String) async throws {
    try await Blocking.files.run { try Files.writeAtomically(bytes, to: "\(path)/\(name)") }
  }

  static func watch(_ mark: ProcessMark) async -> ProcessWatch? {
    await Blocking.files.perform { ProcessWatch(pid: mark.pid, startTime: mark.startTime) }
  }

  static func pause() async {
    do { try await Task.sleep(for: .milliseconds(5)) } catch { return }
  }

  private func read(_ name: String) async -> [UInt8]? {
    await Blocking.files.perform { Files.small("\(path)/\(name)") }
  }
}
