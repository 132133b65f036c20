/// Where calls go that may wait for a disk: two threads of their own, so that neither the cooperative pool nor the
/// reactor ever waits with them.
package actor Blocking {
  /// Files: reads, writes, syncs, locks.
  package static let files = Blocking(name: "files")
  /// Starts of programs: `exec` may have to wait for a slow file system.
  package static let spawns = Blocking(name: "spawns")

  private let thread: Reactor

  package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  package init(name: String) {
    thread = Reactor(name: name)
  }

  package func perform<Value: Sendable>(_ body: @Sendable () -> Value) -> Value {
    body()
  }

  /// Runs the body on the thread, one after the other.
  package func run<Value: Sendable>(_ body: @Sendable () throws -> Value) throws -> Value {
    try body()
  }
}
