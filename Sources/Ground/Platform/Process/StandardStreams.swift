internal import CPlatform
internal import Glibc

/// This process's own input and output as a link, for programs that speak a protocol there.
package enum StandardStreams {
  package static func link(reactor: Reactor = .shared) async throws -> Link {
    Signals.ignoreBrokenPipes()
    let reader = OutputPump(try own(0, O_RDONLY), highWater: 1 << 20, reactor: reactor)
    let writer = InputPump(try own(1, O_WRONLY), name: "standard output", reactor: reactor)
    await reader.start()
    return Link(
      next: { await reader.next() }, write: { try await writer.write($0) },
      close: {
        await reader.close()
        await writer.close()
      })
  }

  /// A descriptor that does not block, opened anew where that can be: the mode of the one that was inherited is shared
  /// with whoever started us, a shell for example.
  private static func own(_ number: Int32, _ mode: Int32) throws -> Descriptor {
    var facts = stat()
    guard fstat(number, &facts) == 0 else { throw PlatformError(failedTo: "look at a standard stream", number: errno) }
    if facts.st_mode & S_IFMT != S_IFSOCK, facts.st_mode & S_IFMT != S_IFREG {
      let opened = open("/proc/self/fd/\(number)", mode | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
      if opened >= 0 { return Descriptor(opened) }
    }
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw PlatformError(failedTo: "duplicate a standard stream", number: errno) }
    let stream = Descriptor(copy)
    try stream.setBlocking(false)
    return stream
  }
}
