internal import CPlatform
internal import Glibc
internal import Synchronization

/// Signals as bytes in a pipe on the reactor. One route a process: the last one asked for wins.
package enum Signals {
  private static let ignoresBrokenPipes: Bool = drover_signal_ignore(SIGPIPE) == 0

  /// A write to a dead child must fail, not end this process. Children get the default back.
  package static func ignoreBrokenPipes() { _ = ignoresBrokenPipes }

  /// Each of these signals comes as its number until `SignalRoute.stop`; equal ones may be merged.
  package static func route(_ numbers: [Int32], reactor: Reactor = .shared) async throws -> SignalRoute {
    let (reader, writer) = try Descriptor.pipe()
    try reader.setBlocking(false)
    try writer.setBlocking(false)
    let pump = OutputPump(reader, highWater: 4096, reactor: reactor)
    await pump.start()
    for number in numbers { try checked(drover_signal_route(number, writer.raw), "route signal \(number)") }
    return SignalRoute(numbers: numbers, writer: writer, bytes: ByteStream(pump: pump))
  }
}

package final class SignalRoute: Sendable {
  private let numbers: [Int32]
  private let writer: Descriptor
  /// Each byte is a signal's number.
  package let bytes: ByteStream

  init(numbers: [Int32], writer: Descriptor, bytes: ByteStream) {
    self.numbers = numbers
    self.writer = writer
    self.bytes = bytes
  }

  /// Gives the signals their default meaning back.
  package func stop() async {
    for number in numbers { _ = drover_signal_route(number, -1) }
    writer.close()
    await bytes.close()
  }
}
