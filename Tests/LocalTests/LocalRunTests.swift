import Glibc
import Platform
import Testing

@testable import Local

@Suite struct LocalRunTests {
  @Test(arguments: [
    ("echo out; echo err >&2; exit 3", RunExit.Kind.exited(code: 3), "out\nerr\n"),
    ("kill -9 $$", .signalled(number: 9), ""),
    ("printf %s \"$DROVER_RUN_ID$HOME\" | wc -c", .exited(code: 0), "LENGTH\n"),
  ])
  func recordsTheEnd(script: String, kind: RunExit.Kind, log: String) async throws {
    try await Bench.with { (bench: Bench) async throws in
      let run = try await bench.launch(script)
      let end = try await run.exit()
      #expect(end.kind == kind)
      let wanted = log.replacing("LENGTH", with: "\(bench.folder.utf8.count)")
      #expect(bench.log.utf8.sorted() == wanted.utf8.sorted())
      #expect(end.logEnd == wanted.utf8.count)
      #expect(await bench.host.adopt(bench.folder, fence: 8) == .ended(end))
    }
  }

  @Test func aSecondKeeperAndAMissingProgramAreRefused() async throws {
    try await Bench.with { (bench: Bench) async throws in
      let run = try await bench.launch("sleep 981")
      let held = await #expect(throws: LocalError.self) { try await bench.launch("echo no") }
      #expect(held?.code == .held)
      try await run.stop(grace: .zero)
      #expect(try await run.exit().reason == .terminated)
      let missing = await #expect(throws: LocalError.self) {
        var plan = bench.plan("")
        plan.argv = ["no-such-program"]
        return try await bench.host.launch(plan, in: bench.folder + "x")
      }
      #expect(missing?.message == "failed to start R1: no-such-program must be in PATH")
    }
  }

  /// As when the engine is killed between its keeper's start and the last byte of the environment.
  @Test(arguments: ["", "DROVER_TASK=T1\0", "DROVER_TASK=T1\0PATH=/usr"])
  func halfAnEnvironmentStartsNothingAndTheNextEngineStartsItWhole(half: String) async throws {
    try await Bench.with { (bench: Bench) async throws in
      let plan = bench.plan("echo $PATH")
      let program = try #require(Launch.program(named: "sh", path: plan.environment["PATH"]))
      try Files.makeFolder(bench.folder)
      let launch = plan.launchFile(program: program, host: "test")
      try await RunFolder(bench.folder).write(launch, as: "launch", lasts: false)
      let keeper = try #require(LocalHost.keeperProgram(beside: CommandLine.arguments[0]))
      let child = try await Child.spawn(Launch([keeper, bench.folder], environment: [:]))
      try await child.input.write(Array(half.utf8))
      await child.input.close()
      #expect(await child.output.collect(limit: 4096).bytes.starts(with: "failed to read the environment".utf8))
      #expect(await child.exit() == .exited(1))
      #expect(await bench.host.adopt(bench.folder, fence: 8) == .neverStarted)
      _ = try await bench.host.launch(plan, in: bench.folder).exit()
      #expect(bench.log == "/usr/bin:/bin\n")
    }
  }

  @Test func anInputIsWrittenOnceForEachIdAlsoAfterTheKeeperIsKilled() async throws {
    try await Bench.with { (bench: Bench) async throws in
      let run = try await bench.launch("cat")
      #expect(try await run.send(Array("one\n".utf8), id: "a") == .delivered)
      #expect(try await run.send(Array("one\n".utf8), id: "a") == .known)
      Glibc.kill(try #require(run.status.keeper).pid, SIGKILL)
      bench.until("the guardian has taken over") {
        RunStatus(Files.small("\(bench.folder)/status") ?? []).map { $0.keeper == nil } ?? false
      }
      #expect(try await run.send(Array("one\n".utf8), id: "a") == .known)
      #expect(try await run.send(Array("two\n".utf8), id: "b") == .delivered)
      let large = [UInt8](repeating: 0x78, count: 1 << 20)
      #expect(try await run.send(large, id: "c") == .delivered)
      try await run.closeInput()
      let end = try await run.exit()
      #expect(end.kind == .exited(code: 0))
      #expect(end.wasTakenOver)
      #expect(bench.log == "one\ntwo\n" + String(decoding: large, as: UTF8.self))
      #expect(Files.small("\(bench.folder)/inputs") == Array("+a 4\n=a\n+b 4\n=b\n+c 1048576\n=c\n".utf8))
    }
  }

  /// The answer to a word that comes as the run ends is that it has ended, never that its keeper is at fault.
  @Test func aWordAtTheEndOfARunFindsItEnded() async throws {
    for turn in 0..<12 {
      try await Bench.with { (bench: Bench) async throws in
        let run = try await bench.launch("read x; exit 0")
        async let ended = run.exit()
        let words = (0..<4).map { word in
          Task {
            do {
              if turn % 2 == 0 {
                _ = try await run.send(Array("x\n".utf8), id: "w\(word)")
              } else {
                try await run.stop()
              }
            } catch let error as LocalError where error.code == .gone || error.code == .busy && turn % 2 == 0 {
              #expect(!error.message.contains("must answer"))
            }
          }
        }
        for word in words { try await word.value }
        _ = try await ended
        let late = await #expect(throws: LocalError.self) { try await run.stop() }
        #expect(late?.code == .gone)
      }
    }
  }

  @Test(arguments: [true, false])
  func oneOfThePairIsEnoughForTheWholeRun(killsKeeper: Bool) async throws {
    try await Bench.with { (bench: Bench) async throws in
      let run = try await bench.launch("i=0; while [ $i -lt 200 ]; do echo line $i; i=$((i+1)); done; read x; exit 4")
      bench.until("it prints") { bench.log.contains("line 199\n") }
      let mark = try #require(killsKeeper ? run.status.keeper : run.status.guardian)
      Glibc.kill(mark.pid, SIGKILL)
      guard case .alive(let adopted) = await bench.host.adopt(bench.folder, fence: 9) else {
        Issue.record("the run must be alive")
        return
      }
      bench.until("somebody listens") { Files.facts("\(bench.folder)/control") != nil }
      while (try? await adopted.closeInput()) == nil { usleep(2000) }  // the guardian may not listen yet
      let end = try await adopted.exit()
      #expect(end.kind == .exited(code: 4))
      #expect(end.wasTakenOver == killsKeeper)
      #expect(bench.log == (0..<200).map { "line \($0)\n" }.joined())
      await #expect(throws: LocalError.self) { try await run.interrupt() }
    }
  }

  @Test(arguments: [true, false])
  func stopLeavesNothingOfANastyTree(killsKeeper: Bool) async throws {
    try await Bench.with { (bench: Bench) async throws in
      let number = "\(killsKeeper ? 60 : 61)\(10_000 + Int(getpid()) % 10_000)"
      let script =
        Bench.nasty.replacing("NUMBER", with: number) + "\ntrap '' TERM; echo set; while :; do sleep \(number); done"
      let run = try await bench.launch(script)
      bench.until("the tree stands") { bench.log == "set\n" && bench.processes(with: number) >= 8 }
      if killsKeeper {
        Glibc.kill(try #require(run.status.keeper).pid, SIGKILL)
        while (try? await run.stop(grace: .milliseconds(50))) == nil { usleep(2000) }
      } else {
        try await run.stop(grace: .milliseconds(50))
      }
      let end = try await run.exit()
      #expect(end.kind == .signalled(number: SIGKILL))
      #expect(end.reason == .terminated)
      #expect(end.stragglers >= 5)
      #expect(bench.processes(with: number) == 0)
    }
  }

  @Test func whatTheChildLeavesIsEndedWithIt() async throws {
    try await Bench.with { (bench: Bench) async throws in
      let number = "62\(10_000 + Int(getpid()) % 10_000)"
      let run = try await bench.launch(Bench.nasty.replacing("NUMBER", with: number) + "\necho bye; exit 5")
      #expect(try await run.exit().kind == .exited(code: 5))
      #expect(bench.processes(with: number) == 0)
      #expect(bench.log == "bye\n")
    }
  }

  @Test func endsAtItsTimeLimitAndWithoutAnEngine() async throws {
    try await Bench.with { (bench: Bench) async throws in
      var plan = bench.plan("sleep 982")
      plan.timeLimit = .milliseconds(50)
      #expect(try await bench.host.launch(plan, in: bench.folder).exit().reason == .timeLimit)
    }
    try await Bench.with { (bench: Bench) async throws in
      var plan = bench.plan("sleep 983")
      plan.engineGrace = .milliseconds(100)
      let lockPath = Files.folder(of: bench.folder) + ".lock"
      let lock = try #require(try FileLock.take(lockPath))
      plan.engineLock = lockPath
      let run = try await bench.host.launch(plan, in: bench.folder)
      usleep(300_000)
      #expect(try await run.state().state == .running)
      lock.release()
      #expect(try await run.exit().reason == .noEngine)
      unlink(lockPath)
    }
  }

  @Test func aTerminalIsResizedAndInterrupted() async throws {
    try await Bench.with { (bench: Bench) async throws in
      var plan = bench.plan("stty size; trap 'stty size; exit 6' INT; echo ready; while :; do sleep 0.01; done")
      plan.streams = .terminal(columns: 91, rows: 17)
      let run = try await bench.host.launch(plan, in: bench.folder)
      bench.until("it is ready") { bench.log.contains("ready") }
      try await run.resize(columns: 100, rows: 30)
      try await run.interrupt()
      #expect(try await run.exit().kind == .exited(code: 6))
      #expect(bench.log.contains("17 91\r\n") && bench.log.contains("30 100\r\n"))
    }
  }

  @Test func anOlderEngineAndTheChildItselfAreRefused() async throws {
    try await Bench.with { (bench: Bench) async throws in
      let knock = """
        perl -MIO::Socket::UNIX -e '$SIG{PIPE} = "IGNORE"; $s = IO::Socket::UNIX->new(Peer => "\(bench.folder)/control") \
        or die; \
        syswrite $s, pack("Va", 9, "S") . "\\7" . "\\0" x 7; print sysread($s, $b, 1) ? "let in" : "refused"'
        """
      let run = try await bench.launch("\(knock); (setsid env -i \(knock) &) ; sleep 1; cat")
      bench.until("both were refused") { bench.log == "refusedrefused" }
      let older = LocalRun(folder: run.folder, status: run.status, fence: 6)
      let error = await #expect(throws: LocalError.self) { try await older.stop() }
      #expect(error?.code == .fenced)
      let newer = LocalRun(folder: run.folder, status: run.status, fence: 8)
      #expect(try await newer.state().state == .running)
      let late = await #expect(throws: LocalError.self) { try await run.stop() }
      #expect(late?.code == .fenced)
      try await newer.stop(grace: .seconds(1))
      #expect(try await newer.exit().kind == .signalled(number: SIGTERM))
    }
  }
}
