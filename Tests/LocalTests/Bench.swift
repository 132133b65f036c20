import Glibc
import Platform
import Testing

@testable import Local

/// A run's folder and what is in it; gone after the test.
struct Bench: Sendable {
  let folder: String
  let host: LocalHost

  static func with<Value: Sendable>(_ body: (Bench) async throws -> Value) async throws -> Value {
    let home = "/tmp/drover-run-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let program = try #require(LocalHost.keeperProgram(beside: CommandLine.arguments[0]))
    let bench = Bench(folder: "\(home)/R1", host: LocalHost(keeper: program, host: "test"))
    defer {
      for name in Files.names(in: bench.folder) { unlink("\(bench.folder)/\(name)") }
      rmdir(bench.folder)
      rmdir(home)
    }
    return try await body(bench)
  }

  func plan(_ script: String) -> RunPlan {
    var plan = RunPlan(
      run: "R1", marker: folder, fence: 7, argv: ["sh", "-c", script], environment: ["PATH": "/usr/bin:/bin"],
      folder: "/tmp")
    plan.grace = .milliseconds(200)
    return plan
  }

  func launch(_ script: String) async throws -> LocalRun { try await host.launch(plan(script), in: folder) }

  var log: String {
    let names = Files.names(in: folder).filter { $0.hasSuffix(".log") }
    return names.map { String(decoding: Files.small("\(folder)/\($0)") ?? [], as: UTF8.self) }.joined()
  }

  /// Looks again until it is so; what never becomes so fails.
  func until(_ what: String, _ isSo: () -> Bool) {
    for _ in 0..<1000 {
      if isSo() { return }
      usleep(5000)
    }
    Issue.record("never: \(what)")
  }

  func processes(with word: String) -> Int {
    ProcessTable.now().entries.values.count { entry in
      !entry.isDead && ProcessTable.arguments(of: entry.pid).contains { $0.contains(word) }
    }
  }

  /// Leaves children in every way that there is.
  static let nasty = """
    n=NUMBER
    sleep $n &
    setsid sleep $n &
    (setsid sh -c "sleep $n & exit" &)
    (setsid env -i /bin/sleep $n &)
    (setsid env -i /bin/sh -c "/bin/sleep $n & exit" &)
    sh -c "trap '' TERM; while :; do sleep $n; done" &
    sh -c "exec 0<&- 1>&- 2>&-; sleep $n" &
    """
}
