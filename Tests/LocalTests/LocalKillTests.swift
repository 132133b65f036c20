import Glibc
import Platform
import Testing

@testable import Local

/// Whoever holds a run is killed or stopped, at any moment.
@Suite struct LocalKillTests {
  /// Also those that nothing marks. With the warden killed too, the next engine finds them by the run's group, and
  /// without a group by their marker.
  @Test(arguments: [false, true])
  func aPairKilledAtOnceLeavesNothing(killsWarden: Bool) async throws {
    try await Bench.with { (bench: Bench) async throws in
      let number = "\(killsWarden ? 63 : 64)\(10_000 + Int(getpid()) % 10_000)"
      let run = try await bench.launch(Bench.nasty.replacing("NUMBER", with: number) + "\necho set; sleep \(number)")
      bench.until("the tree stands") { bench.log == "set\n" && bench.processes(with: number) >= 8 }
      let pair = [try #require(run.status.guardian), try #require(run.status.keeper)]
      let warden = killsWarden ? [try #require(run.status.warden)] : []
      for mark in pair + warden { Glibc.kill(mark.pid, SIGSTOP) }
      for mark in pair + warden { Glibc.kill(mark.pid, SIGKILL) }
      let end = try await run.exit()
      #expect(end.kind == .lost)
      if killsWarden {
        guard case .lost(let status) = await bench.host.adopt(bench.folder, fence: 8) else {
          Issue.record("the run must be lost")
          return
        }
        let ended = try await bench.host.sweep(bench.folder, status)
        #expect(ended.contains { $0.command == "sleep \(number)" })
      } else {
        #expect(end.stragglers >= 7)
      }
      let unmarked = run.status.group == nil && killsWarden ? 2 : 0
      #expect(bench.processes(with: number) <= unmarked)
      #expect(run.status.group.map { Files.facts($0) == nil } ?? true)
      guard case .ended(let known) = await bench.host.adopt(bench.folder, fence: 8) else {
        Issue.record("the run must have ended")
        return
      }
      #expect(known.kind == .lost && known.stragglers >= 5)
    }
  }

  /// The guardian counts once the keeper is gone, the warden once both are: before that nobody waits for them.
  @Test(arguments: [LocalRun.Stopped.Part.program, .keeper, .guardian, .warden])
  func whoIsStoppedIsNamedAndAStopEndsTheRun(part: LocalRun.Stopped.Part) async throws {
    try await Bench.with { (bench: Bench) async throws in
      let number = "66\(10_000 + Int(getpid()) % 10_000)"
      let run = try await bench.launch("echo up; exec sleep \(number)")
      bench.until("it runs") { bench.log == "up\n" }
      #expect(await run.stopped() == nil)
      let warden = try #require(run.status.warden)
      let (guardian, keeper) = (try #require(run.status.guardian), try #require(run.status.keeper))
      let (held, gone): (ProcessMark, [ProcessMark]) =
        switch part {
        case .program: (try #require(run.status.child), [])
        case .keeper: (keeper, [])
        case .guardian: (guardian, [keeper])
        case .warden: (warden, [guardian, keeper])
        }
      for mark in [held] + gone { Glibc.kill(mark.pid, SIGSTOP) }
      for mark in gone { Glibc.kill(mark.pid, SIGKILL) }
      var seen = await run.stopped()
      for _ in 0..<1000 where seen?.part != part {
        await RunFolder.pause()
        seen = await run.stopped()
      }
      #expect(seen == LocalRun.Stopped(part: part, pid: held.pid))
      // With no keeper left there is nobody who answers: the warden ends it all the same.
      do { try await run.stop(grace: .zero) } catch let error as LocalError {
        #expect(part == .warden && error.code == .gone)
      }
      let end = try await run.exit()
      #expect(part == .warden ? end.kind == .lost : end.reason == .terminated)
      #expect(bench.processes(with: number) == 0)
    }
  }

  /// Nobody waits longer than a second for one that is stopped, and none of them stays behind.
  @Test func aRunThatEndedLetsItsStoppedWardenGo() async throws {
    try await Bench.with { (bench: Bench) async throws in
      let run = try await bench.launch("echo up; read line; exit 5")
      Glibc.kill(try #require(run.status.warden).pid, SIGSTOP)
      try await run.closeInput()
      #expect(try await run.exit().kind == .exited(code: 5))
      bench.until("its keepers are gone") { !FileLock.isBusy("\(bench.folder)/lock") }
    }
  }

  /// Refused, or a run whose end is told; never a program that runs on after its start was said to have failed.
  @Test func aKeeperKilledInTheInstantOfTheStartLeavesNothingUntold() async throws {
    for round in 0..<30 {
      try await Bench.with { (bench: Bench) async throws in
        let number = "65\(10_000 + Int(getpid()) % 10_000)"
        let killer = Task.detached {
          for _ in 0..<20_000 {
            let status = Files.small("\(bench.folder)/status").flatMap { RunStatus($0) }
            if let keeper = status?.keeper {
              usleep(UInt32(round * 40))
              return Glibc.kill(keeper.pid, SIGKILL)
            }
            usleep(50)
          }
          return -1
        }
        do {
          let end = try await bench.launch("sleep 0.05; echo bye; exec sleep \(number).0 & exit 4").exit()
          switch end.kind {
          case .exited(let code): #expect(code == 4 && "bye\n".hasPrefix(bench.log))
          case .notStarted(let why): #expect(why.contains("killed before the start") && bench.log.isEmpty)
          case .signalled, .lost: Issue.record("\(end)")
          }
        } catch let error as LocalError {
          #expect(error.message.contains("must be able to start"))
        }
        _ = await killer.value
        #expect(bench.processes(with: number) == 0)
      }
    }
  }

  @Test func keepersOfAFolderThatWasTakenAwayEndWithTheirRun() async throws {
    try await Bench.with { (bench: Bench) async throws in
      let run = try await bench.launch("read line")
      let marks = [run.status.keeper, run.status.guardian, run.status.warden].compactMap { $0 }
      for name in Files.names(in: bench.folder) { try Files.remove("\(bench.folder)/\(name)") }
      #expect(rmdir(bench.folder) == 0)
      Glibc.kill(try #require(run.status.child).pid, SIGKILL)
      bench.until("all are gone") { marks.allSatisfy { Glibc.kill($0.pid, 0) != 0 } }
    }
  }

  /// A killed keeper may lose the one buffer that it held; nothing is ever doubled, and the end is always known.
  @Test func fiftyKillsAtAnyMomentLoseNoEndAndDoubleNoByte() async throws {
    let text = (0..<3000).map { "line \($0)\n" }.joined()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for lane in 0..<5 {
        group.addTask {
          for round in 0..<10 { try await Self.kill(after: UInt32(round * 2000 + lane * 400), wanted: text) }
        }
      }
      try await group.waitForAll()
    }
  }

  private static func kill(after microseconds: UInt32, wanted: String) async throws {
    try await Bench.with { (bench: Bench) async throws in
      let run = try await bench.launch("i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; exit 4")
      usleep(microseconds)
      let victim = microseconds % 800 == 0 ? run.status.keeper : run.status.guardian
      Glibc.kill(try #require(victim).pid, SIGKILL)
      let end = try await run.exit()
      #expect(end.kind == .exited(code: 4))
      let log = bench.log
      let head = log.commonPrefix(with: wanted)
      #expect(wanted.hasSuffix(log.dropFirst(head.count)) && log.utf8.count + 65536 >= wanted.utf8.count)
      #expect(end.wasTakenOver || log == wanted)
    }
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> Substring {
    prefix(zip(utf8, other.utf8).prefix { $0 == $1 }.count)
  }
}
