internal import CPlatform
internal import Glibc

/// An exclusive lock that ends with its holder, however that dies. The file says who has it; it is never removed.
package final class FileLock: Sendable {
  private let file: Descriptor
  package let path: String

  private init(file: Descriptor, path: String) {
    self.file = file
    self.path = path
  }

  deinit { release() }

  /// nil when somebody else holds it: `holder` tells who.
  package static func take(_ path: String) throws -> FileLock? {
    let raw = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard raw >= 0 else { throw PlatformError(failedTo: "open the lock \(path)", number: errno) }
    let file = Descriptor(raw)
    let result = drover_lock(file.raw, false)
    if result == -EWOULDBLOCK { return nil }
    try checked(result, "lock \(path)")
    guard ftruncate(file.raw, 0) == 0 else { throw PlatformError(failedTo: "write \(path)", number: errno) }
    try file.writeAll(Array("\(getpid())\n".utf8), named: path)
    return FileLock(file: file, path: path)
  }

  /// Whether somebody holds it now. Who wants to take it in the same instant may find it shared by us: it tries again.
  package static func isBusy(_ path: String) -> Bool {
    let raw = open(path, O_RDWR | O_CLOEXEC)
    guard raw >= 0 else { return false }
    let file = Descriptor(raw)
    return file.use { drover_is_locked($0) != 0 }
  }

  /// Who wrote his pid last; only of worth while the lock is busy.
  package static func holder(_ path: String) -> Int32? {
    Files.small(path).flatMap { Int32(String(decoding: $0.prefix { $0 > 0x20 }, as: UTF8.self)) }
  }

  /// Free for others at once, whoever else holds a copy of the descriptor.
  package func release() {
    file.use { raw in if raw >= 0 { _ = drover_unlock(raw) } }
    file.close()
  }

  // MARK: Handing over

  /// For `Launch.extra`: the child holds the same lock as its descriptor 3.
  package var handle: Descriptor { file }

  /// After the child has it: ours ends without freeing it.
  package func leave() { file.close() }

  /// The lock that whoever started us handed over as descriptor `number`.
  package static func inherited(_ number: Int32, path: String) throws -> FileLock {
    let file = Descriptor(number)
    try checked(file.use { drover_lock($0, false) }, "go on with the lock \(path)")
    guard ftruncate(file.raw, 0) == 0, lseek(file.raw, 0, SEEK_SET) == 0 else {
      throw PlatformError(failedTo: "write \(path)", number: errno)
    }
    try file.writeAll(Array("\(getpid())\n".utf8), named: path)
    return FileLock(file: file, path: path)
  }
}
