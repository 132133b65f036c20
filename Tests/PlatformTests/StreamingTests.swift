import Glibc
import Testing

@testable import Platform

@Suite struct StreamingTests {
  /// The best of some: other tests and builds share the processors. The bound is the one that the product promises.
  @Test func drainsAFastChild() async throws {
    var best = 0.0
    for _ in 0..<12 where best < 150 { best = max(best, try await drain(200 << 20)) }
    print("one child: \(Int(best)) MB/s")
    #expect(best >= 150)
  }

  private func drain(_ size: Int) async throws -> Double {
    let child = try await Child.spawn(Launch(["head", "-c", "\(size)", "/dev/zero"], environment: plain))
    let start = ContinuousClock.now
    var count = 0
    for await chunk in child.output { count += chunk.count }
    let took = (ContinuousClock.now - start).components
    #expect(count == size)
    return Double(size) / 1e6 / (Double(took.seconds) + Double(took.attoseconds) / 1e18)
  }

  /// Counts in a process of its own: other tests start children at the same time.
  @Test func twoHundredChildrenAtOnceLeaveNothingBehind() async {
    await #expect(processExitsWith: .success) {
      // What is made once is made, every thread of the pool too.
      try await StreamingTests.children(20)
      let before = Leftovers.now()
      try await StreamingTests.children(200)
      var after = Leftovers.now()
      for _ in 0..<20 where after != before { after = Leftovers.now() }
      precondition(after == before, "\(before) became \(after)")
    }
  }

  private static func children(_ count: Int) async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<count {
        group.addTask {
          try await Child.run(["sh", "-c", "head -c 300000 /dev/zero; echo x >&2"], environment: plain).output.count
        }
      }
      for try await size in group { precondition(size == 300_000) }
    }
  }
}

struct Leftovers: Equatable {
  let descriptors: Int
  let threads: Int
  let children: Int

  /// Waits for what ends by itself: the pool's threads come and go not at all, descriptors close with their owners.
  static func now() -> Leftovers {
    var last = look()
    for _ in 0..<100 {
      usleep(10_000)
      let next = look()
      if next == last, next.children == 0 { return next }
      last = next
    }
    return last
  }

  private static func look() -> Leftovers {
    Leftovers(
      descriptors: Files.names(in: "/proc/self/fd").count, threads: Files.names(in: "/proc/self/task").count,
      children: ProcessTable.now().childrenOf(getpid()).count)
  }
}
