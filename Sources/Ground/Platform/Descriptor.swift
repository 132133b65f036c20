internal import CPlatform
internal import Glibc
internal import Synchronization

/// Owns one open descriptor: closed once, at the latest with the last reference.
package final class Descriptor: Sendable {
  private let number: Atomic<Int32>

  /// Takes the ownership of `number`.
  package init(_ number: Int32) {
    self.number = Atomic(number)
  }

  deinit { close() }

  /// The number for one call: it stays open until the body returns. A local's last `raw` may be read from an object
  /// that is already gone when the kernel looks.
  package func use<Value>(_ body: (Int32) throws -> Value) rethrows -> Value {
    try withExtendedLifetime(self) { try body(raw) }
  }

  /// -1 once it is closed.
  package var raw: Int32 { number.load(ordering: .acquiring) }
  package var isOpen: Bool { raw >= 0 }

  package func close() {
    let old = number.exchange(-1, ordering: .acquiringAndReleasing)
    if old >= 0 { _ = Glibc.close(old) }
  }

  /// Gives the ownership away: this object closes nothing any more.
  package func release() -> Int32 {
    number.exchange(-1, ordering: .acquiringAndReleasing)
  }

  package func duplicate() throws -> Descriptor {
    let copy = fcntl(raw, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw PlatformError(failedTo: "duplicate a descriptor", number: errno) }
    return Descriptor(copy)
  }

  package func setBlocking(_ blocking: Bool) throws {
    try checked(drover_set_blocking(raw, blocking), "change the mode of a descriptor")
  }

  package static func pipe() throws -> (reader: Descriptor, writer: Descriptor) {
    var reader: Int32 = -1
    var writer: Int32 = -1
    try checked(drover_pipe(&reader, &writer), "make a pipe")
    return (Descriptor(reader), Descriptor(writer))
  }

  /// A connected pair of Unix sockets that do not block.
  package static func socketPair() throws -> (Descriptor, Descriptor) {
    var first: Int32 = -1
    var second: Int32 = -1
    try checked(drover_socket_pair(&first, &second), "make a pair of sockets")
    return (Descriptor(first), Descriptor(second))
  }

  /// A file in memory, read from its start: how secrets reach a child without touching the disk.
  package static func memory(named name: String, _ bytes: [UInt8]) throws -> Descriptor {
    let file = Descriptor(try checked(drover_memfd(name), "make a file in memory"))
    try file.writeAll(bytes)
    _ = lseek(file.raw, 0, SEEK_SET)
    return file
  }
}

// MARK: - Reading and writing

/// How one read or write without waiting ended.
enum Transfer: Equatable {
  case moved(Int)
  case wouldBlock
  case ended
  case failed(Int32)
}

extension Descriptor {
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    while true {
      let count = Glibc.read(raw, buffer.baseAddress, buffer.count)
      if count > 0 { return .moved(count) }
      if count == 0 { return .ended }
      switch errno {
      case EINTR: continue
      case EAGAIN: return .wouldBlock
      case EIO: return .ended  // how a pty says that nobody holds its other side
      default: return .failed(errno)
      }
    }
  }

  func write(_ bytes: ArraySlice<UInt8>) -> Transfer {
    while true {
      let count = bytes.withUnsafeBytes { Glibc.write(raw, $0.baseAddress, $0.count) }
      if count >= 0 { return .moved(count) }
      switch errno {
      case EINTR: continue
      case EAGAIN: return .wouldBlock
      default: return .failed(errno)
      }
    }
  }

  /// Writes all of it; only for descriptors that may block.
  func writeAll(_ bytes: [UInt8], named name: String = "a descriptor") throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      switch write(rest) {
      case .moved(let count): rest = rest.dropFirst(count)
      case .wouldBlock, .ended: throw PlatformError(.system, "failed to write \(name): it must take all bytes")
      case .failed(let number): throw PlatformError(failedTo: "write \(name)", number: number)
      }
    }
  }
}
