internal import Glibc
internal import Platform

/// One file opened for reading at any place.
struct LogFile {
  private let descriptor: Descriptor
  let path: String

  /// nil when it is not there (any more): the writer cuts old segments while we read.
  init?(_ path: String) throws {
    let raw = open(path, O_RDONLY | O_CLOEXEC)
    if raw < 0, errno == ENOENT { return nil }
    guard raw >= 0 else { throw RunLogError(.unreadable, "failed to open \(path): it must be readable") }
    descriptor = Descriptor(raw)
    self.path = path
  }

  var size: Int {
    var facts = stat()
    return descriptor.use { fstat($0, &facts) } == 0 ? Int(facts.st_size) : 0
  }

  /// Fills as much of the buffer as there is; the count.
  func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int) throws -> Int {
    var done = 0
    while done < buffer.count {
      let count = descriptor.use {
        pread($0, buffer.baseAddress! + done, buffer.count - done, off_t(position + done))
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw RunLogError(.unreadable, "failed to read \(path): the disk must answer") }
      if count == 0 { break }
      done += count
    }
    return done
  }

  func read(_ count: Int, at position: Int) throws -> [UInt8] {
    var failure: (any Error)?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do { filled = try read(into: UnsafeMutableRawBufferPointer(buffer), at: position) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}
