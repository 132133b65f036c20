import Glibc
import Platform

/// What a child prints, drained by us and by `cat`, in turns: `child-bench [MEGABYTES [ROUNDS]]`. Then 200 children at
/// once. Fails below 150 MB/s, below half of `cat`, and when anything is left over.
@main
struct ChildBench {
  static let environment = ["PATH": "/usr/bin:/bin"]

  static func main() async throws {
    let words = CommandLine.arguments.dropFirst().compactMap(Int.init)
    let (size, rounds) = ((words.first ?? 1000) * 1_000_000, words.dropFirst().first ?? 5)
    var (ours, cats) = ([Double](), [Double]())
    for _ in 0..<rounds {
      ours.append(try await rate(size) { try await drain(size) })
      cats.append(try await rate(size) { try await cat(size) })
    }
    let (mine, control) = (median(ours), median(cats))
    print("one child's pipe: \(Int(mine)) MB/s, \(Int(control)) MB/s by cat, medians of \(rounds)")
    let (before, took) = (leftovers(), try await time { try await crowd() })
    let after = leftovers()
    print("200 children at once, 300 kB each: \(Int(60 / took)) MB/s; descriptors \(before) before, \(after) after")
    guard mine >= 150, mine >= control / 2, before == after else { exit(1) }
  }

  private static func drain(_ size: Int) async throws {
    let child = try await Child.spawn(Launch(["head", "-c", "\(size)", "/dev/zero"], environment: environment))
    var count = 0
    for await chunk in child.output { count += chunk.count }
    precondition(count == size, "\(count) of \(size) bytes came")
  }

  private static func cat(_ size: Int) async throws {
    let script = "head -c \(size) /dev/zero | cat >/dev/null"
    _ = try await Child.run(["sh", "-c", script], environment: environment)
  }

  private static func crowd() async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<200 {
        group.addTask {
          try await Child.run(["head", "-c", "300000", "/dev/zero"], environment: environment).output.count
        }
      }
      for try await count in group { precondition(count == 300_000) }
    }
  }

  private static func rate(_ size: Int, _ body: @Sendable () async throws -> Void) async throws -> Double {
    Double(size) / 1e6 / (try await time(body))
  }

  private static func time(_ body: @Sendable () async throws -> Void) async throws -> Double {
    let start = ContinuousClock.now
    try await body()
    let took = (ContinuousClock.now - start).components
    return Double(took.seconds) + Double(took.attoseconds) / 1e18
  }

  private static func leftovers() -> Int { Files.names(in: "/proc/self/fd").count }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
