import Base
import Domain
import Foundation
import Glibc
import Testing

@testable import Store

/// Real processes are killed while they write: fifty times, five hundred with `DROVER_FULL=1`.
@Suite(.serialized) struct KillTests {
  private static let kills = ProcessInfo.processInfo.environment["DROVER_FULL"] == "1" ? 500 : 50

  @Test func nothingAcknowledgedIsLostWhenAWriterIsKilled() async throws {
    var generator = SeededGenerator(seed: 7)
    var home = try TemporaryHome()
    for kill in 0..<Self.kills {
      if kill % 10 == 0 { home = try TemporaryHome() }
      let lines = Int(generator.next() % 60)
      let spins = Int(generator.next() % 200_000)
      let acknowledged = try await onThread { [home] in try Torture.kill(after: lines, spins, home: home.home.path) }
      try await verify(home, acknowledged: acknowledged, kill)
    }
  }

  private func verify(_ home: TemporaryHome, acknowledged: Int64, _ kill: Int) async throws {
    let store = try home.open()
    let last = await store.seq()
    #expect(last >= acknowledged, "kill \(kill)")
    #expect(try await store.events(since: 0, limit: .max).map(\.seq) == (0..<last).map { $0 + 1 }, "kill \(kill)")
    let before = try await store.projections()
    try await store.rebuildProjections()
    #expect(try await store.projections() == before, "kill \(kill)")
    await store.close()
  }

  /// Waiting for a child must not hold a thread of the cooperative pool.
  private func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
  }
}

/// The program that writes until it is killed; it is built beside the tests.
private enum Torture {
  static func kill(after lines: Int, _ spins: Int, home: String) throws -> Int64 {
    let (pid, output) = try start(home)
    defer { fclose(output) }
    var last: Int64 = 0
    for _ in 0...lines { last = max(last, next(output) ?? last) }
    var waste: UInt64 = 1
    for _ in 0..<spins { waste = waste &* 6_364_136_223_846_793_005 &+ 1 }
    #expect(waste != 0)
    Glibc.kill(pid, SIGKILL)
    while let seq = next(output) { last = max(last, seq) }
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    #expect(status & 0x7f == SIGKILL, "the writer ended by itself: \(status)")
    return last
  }

  private static func next(_ output: UnsafeMutablePointer<FILE>) -> Int64? {
    var line = [CChar](repeating: 0, count: 64)
    guard fgets(&line, Int32(line.count), output) != nil else { return nil }
    return Int64(String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
  }

  private static func start(_ home: String) throws -> (pid_t, UnsafeMutablePointer<FILE>) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw StoreError(.fault, "no pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = URL(fileURLWithPath: program).deletingLastPathComponent().appendingPathComponent("store-torture").path
    var words: [UnsafeMutablePointer<CChar>?] =
      ["store-torture", "write", home].map { (word: String) in strdup(word) } + [nil]
    defer { for word in words { free(word) } }
    var pid: pid_t = 0
    guard posix_spawn(&pid, path, &actions, nil, &words, environ) == 0, let output = fdopen(ends[0], "r") else {
      throw StoreError(.fault, "failed to start \(path): it must be built")
    }
    return (pid, output)
  }
}
