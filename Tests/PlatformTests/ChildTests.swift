import Glibc
import Testing

@testable import Platform

/// The environment of the tests' children.
let plain = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]

@Suite struct ChildTests {
  @Test(arguments: [
    (["printf", "a\\nb"], "", "a\nb", 0), (["cat"], "hello", "hello", 0), (["sh", "-c", "exit 7"], "", "", 7),
    (["sh", "-c", "kill -9 $$"], "", "", 137), (["sh", "-c", "pwd; ls /proc/self/fd | wc -l"], "", "/usr\n4\n", 0),
    (["true"], String(repeating: "x", count: 200_000), "", 0),
  ])
  func runsACommand(argv: [String], input: String, output: String, code: Int) async throws {
    let result = try await Child.run(argv, environment: plain, folder: "/usr", input: Array(input.utf8))
    #expect(result.outputText == output)
    #expect(result.status.shellCode == Int32(code))
  }

  @Test(arguments: [
    (["no-such-program"], "/", "failed to start no-such-program: it must be a program in PATH"),
    (["/no/such"], "/", "failed to start /no/such: no such file or directory"),
    (["true"], "/no/folder", "failed to enter /no/folder: no such file or directory"),
    (["/dev/null"], "/", "failed to start /dev/null: permission denied"),
  ])
  func saysWhyNothingStarted(argv: [String], folder: String, message: String) async {
    let error = await #expect(throws: PlatformError.self) {
      try await Child.run(argv, environment: plain, folder: folder)
    }
    #expect(error?.message == message)
  }

  @Test func cutsWhatIsAboveTheLimit() async throws {
    let result = try await Child.run(["head", "-c", "300000", "/dev/zero"], environment: plain, limit: 1000)
    #expect(result.output.count == 1000)
    #expect(result.isCut)
  }

  @Test func endsTheWholeCommandAtTheDeadline() async throws {
    let start = ContinuousClock.now
    let error = await #expect(throws: PlatformError.self) {
      try await Child.run(["sh", "-c", "sleep 987 & sleep 987"], environment: plain, deadline: .milliseconds(50))
    }
    #expect(error?.code == .deadline)
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test func aCancelledCommandIsEnded() async throws {
    let command = Task { try await Child.run(["sleep", "988"], environment: plain) }
    command.cancel()
    await #expect(throws: CancellationError.self) { try await command.value }
  }

  @Test func aGrandchildThatHoldsThePipeDoesNotHoldTheEnd() async throws {
    let child = try await Child.spawn(Launch(["sh", "-c", "sleep 986 & echo out"], environment: plain))
    let (output, _) = await child.output.collect(limit: 100)
    #expect(output == Array("out\n".utf8))
    #expect(await child.stop(grace: .zero) == .exited(0))
  }

  @Test func aTerminalIsTheControllingOne() async throws {
    let script = "test -t 0 && stty size < /dev/tty; read line; echo got $line"
    let launch = Launch(["sh", "-c", script], environment: plain, streams: .terminal(columns: 91, rows: 17))
    let child = try await Child.spawn(launch)
    try await child.input.write(Array("word\n".utf8))
    let text = String(decoding: await child.output.collect(limit: 1000).bytes, as: UTF8.self)
    #expect(text.contains("17 91\r\n"))
    #expect(text.contains("got word\r\n"))
    #expect(await child.exit() == .exited(0))
  }

  @Test func aSlowReaderStopsTheWriterAndLosesNothing() async throws {
    var launch = Launch(["sh", "-c", "head -c 3000000 /dev/zero; echo done"], environment: plain)
    launch.highWater = 100_000
    let child = try await Child.spawn(launch)
    #expect(await child.exit(before: .now + .milliseconds(150)) == false)
    #expect(await child.output.collect(limit: 4_000_000).bytes.count == 3_000_005)
    #expect(await child.exit() == .exited(0))
  }
}
