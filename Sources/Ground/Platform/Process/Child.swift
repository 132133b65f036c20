internal import CPlatform
internal import Glibc

/// A program that we started: its own session, its streams, its end. It is reaped even when nobody waits for it.
package final class Child: Sendable {
  /// Names each child in its environment, so that what escapes from it can be found.
  package static let markerName = "DROVER_CHILD"

  package let pid: Int32
  package let input: ChildInput
  package let output: ByteStream
  package let errors: ByteStream
  /// Set when the child has a terminal.
  package let terminal: Pty?
  let name: String
  let marker: String
  private let watch: ExitWatch

  private init(pid: Int32, marker: String, watch: ExitWatch, streams: ChildStreams, name: String, reactor: Reactor) {
    self.pid = pid
    self.name = name
    self.marker = marker
    self.watch = watch
    terminal = streams.terminal
    input = ChildInput(pump: streams.input.map { InputPump($0, name: name, reactor: reactor) })
    output = ByteStream(pump: streams.outputPump(streams.output, reactor))
    errors = ByteStream(pump: streams.outputPump(streams.errors, reactor))
  }

  package static func spawn(_ launch: Launch, reactor: Reactor = .shared) async throws -> Child {
    let child = try await Blocking.spawns.run { try start(launch, reactor) }
    try await child.watch.start(outputs: [child.output, child.errors].compactMap(\.pump), input: child.input.pump)
    return child
  }

  private static func start(_ launch: Launch, _ reactor: Reactor) throws -> Child {
    Signals.ignoreBrokenPipes()
    let streams = try ChildStreams(launch)
    let marker = ChildRegistry.newMarker(ownPid: getpid())
    let (pid, pidfd) = try Spawner(launch: launch, marker: marker).spawn(streams)
    ChildRegistry.add(pid, marker: marker)
    streams.closeChildEnds()
    let watch = ExitWatch(pidfd: pidfd, pid: pid, outputGrace: launch.outputGrace, reactor: reactor)
    return Child(pid: pid, marker: marker, watch: watch, streams: streams, name: launch.argv[0], reactor: reactor)
  }

  /// Waits for the end; prompt after `stop`, and not ended by cancellation.
  package func exit() async -> ExitStatus { await watch.exit() }

  /// False when the deadline came first.
  package func exit(before deadline: ContinuousClock.Instant) async -> Bool {
    await watch.exit(before: deadline) != nil
  }

  /// To the process itself; false when it is gone.
  @discardableResult
  package func signal(_ number: Int32) async -> Bool { await watch.signal(number) }
}

/// The writing side of a child. Writes are done one after the other.
package struct ChildInput: Sendable {
  let pump: InputPump?

  /// Returns when the kernel took all bytes; waits as long as the child does not read.
  package func write(_ bytes: [UInt8]) async throws {
    guard let pump else { return }
    try await pump.write(bytes)
  }

  package func close() async { await pump?.close() }
}
