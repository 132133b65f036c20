import Base
import Glibc
import Synchronization

/// The right to write in a home: one process holds it, and the kernel gives it back when that process dies.
package final class HomeLock: Sendable {
  private let descriptor: Mutex<Int32?>
  /// Open for writing as long as the lock is held: its close is what others who wait for the lock are told of. A try
  /// that fails opens nothing for writing, so it wakes nobody.
  private let name: Int32

  /// Takes the lock or throws ``StoreError/Code/held(pid:)`` with the pid that the holder wrote into the file.
  package init(path: String) throws(StoreError) {
    let descriptor = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError(
        .cannotWrite, "failed to open \(path): \(String(cString: strerror(errno)))",
        remedy: "make the home folder writable for this user, or set DROVER_HOME to another folder")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let pid = Self.holder(descriptor)
      close(descriptor)
      throw StoreError(
        .held(pid: pid),
        "failed to open this home for writing: process \(pid.map(String.init) ?? "unknown") holds \(path)",
        remedy: "use that Drover, or end it, or set DROVER_HOME to another folder")
    }
    self.descriptor = Mutex(descriptor)
    let text = Array("\(getpid())\n".utf8)
    name = open(path, O_WRONLY | O_CLOEXEC)
    ftruncate(name, 0)
    _ = pwrite(name, text, text.count, 0)
  }

  deinit { release() }

  package func release() {
    let held = descriptor.withLock { held in
      defer { held = nil }
      return held
    }
    guard let held else { return }
    // Said, not only closed: a child between fork and exec still holds a copy of the descriptor.
    flock(held, LOCK_UN)
    close(held)
    if name >= 0 { close(name) }
  }

  private static func holder(_ descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return Int(String(decoding: bytes[..<count], as: UTF8.self).trimmed)
  }
}
