import Base
import Glibc

/// The highest acknowledged sequence number, kept outside of the database.
///
/// SQLite opens cleanly when its write-ahead log was deleted, halved or has rotted, and the newest facts are gone without
/// a word. This file is written after each commit reached the disk, so a database that stands below it has lost facts. It
/// is not synced itself: after a power cut it may be older than the truth, never newer. It keeps its length, so a full
/// disk does not stop it.
struct Witness {
  private let descriptor: Int32
  private let path: String
  private static let digits = 20

  init(path: String) throws(StoreError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError(
        .cannotWrite, "failed to open \(path): \(String(cString: strerror(errno)))",
        remedy: "make the home folder writable for this user")
    }
  }

  /// Nil when nothing was ever acknowledged.
  func read() -> Int64? {
    var bytes = [UInt8](repeating: 0, count: Self.digits)
    guard pread(descriptor, &bytes, bytes.count, 0) == bytes.count else { return nil }
    return Int64(String(decoding: bytes, as: UTF8.self))
  }

  func write(_ seq: Int64) throws(StoreError) {
    let bytes = Array((seq.zeroPadded(Self.digits) + "\n").utf8)
    guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw StoreError(
        .cannotWrite, "failed to write \(path): \(String(cString: strerror(errno)))",
        remedy: "check the disk and its free space; nothing that was acknowledged is lost")
    }
  }

  func close() { _ = Glibc.close(descriptor) }
}
