import CPlatform
import Glibc
import Testing

@testable import Platform

@Suite struct TeardownTests {
  /// Seven ways to survive a kill of the group; each leaves `sleep N` with a number of its own.
  static func nasty(_ number: Int) -> String {
    """
    sleep \(number) &
    setsid sleep \(number) &
    (setsid sh -c 'sleep \(number) & exit' &)
    (setsid env -i /bin/sleep \(number) &)
    (setsid env -i /bin/sh -c '/bin/sleep \(number) & exit' &)
    sh -c 'trap "" TERM; while :; do sleep \(number); done' &
    sh -c 'exec 0<&- 1>&- 2>&-; sleep \(number)' &
    trap '' TERM
    echo ready
    while :; do sleep \(number); done
    """
  }

  static func sleepers(_ number: Int) -> Int {
    ProcessTable.now().entries.values.count {
      !$0.isDead && ProcessTable.arguments(of: $0.pid).contains { $0.contains("\(number)") }
    }
  }

  /// In a process of its own: what a subreaper adopts would confuse the waits of other tests.
  @Test func nothingOfANastyTreeIsLeftWhereWeAreItsSubreaper() async {
    await #expect(processExitsWith: .success) {
      drover_set_subreaper(true)
      let number = 770_000 + Int(getpid()) % 10_000
      let child = try await Child.spawn(Launch(["sh", "-c", TeardownTests.nasty(number)], environment: plain))
      var iterator = child.output.makeAsyncIterator()
      _ = await iterator.next()
      for _ in 0..<200 where TeardownTests.sleepers(number) < 7 { usleep(10_000) }
      precondition(TeardownTests.sleepers(number) >= 7)
      let status = await child.stop(grace: .milliseconds(50))
      precondition(status == .signalled(SIGKILL))
      precondition(TeardownTests.sleepers(number) == 0, "\(TeardownTests.sleepers(number)) left")
      precondition(ProcessTable.now().childrenOf(getpid()).isEmpty)
    }
  }

  @Test func theMarkerFindsEscapeesWithoutASubreaper() async throws {
    let number = 780_000 + Int(getpid()) % 10_000
    let script = "(setsid sh -c 'sleep \(number) & exit' &); echo ready; exec sleep \(number)"
    let child = try await Child.spawn(Launch(["sh", "-c", script], environment: plain))
    var iterator = child.output.makeAsyncIterator()
    _ = await iterator.next()
    #expect(await child.stop() == .signalled(SIGTERM))
    #expect(Self.sleepers(number) == 0)
  }

  @Test func aChildThatObeysIsNotKilled() async throws {
    let script = "trap 'exit 3' TERM; echo ready; while :; do sleep 0.01; done"
    let child = try await Child.spawn(Launch(["sh", "-c", script], environment: plain))
    var iterator = child.output.makeAsyncIterator()
    _ = await iterator.next()
    #expect(await child.stop() == .exited(3))
  }

  @Test func asksThenKillsThenSweepsUntilNothingIsLeft() {
    let start = ContinuousClock.now
    var machine = TeardownMachine()
    #expect(machine.begin(at: start, grace: .seconds(5), isRootAlive: true) == .ask(wakeAt: start + .seconds(5)))
    #expect(machine.graceEnded() == .sweep)
    #expect(machine.rootExited() == .none)
    #expect(machine.swept(left: 2, at: start) == .sweepAgain(at: start + .milliseconds(5)))
    #expect(machine.swept(left: 0, at: start) == .finished(left: 0))
    #expect(machine.swept(left: 0, at: start) == .none)
  }

  @Test func aDeadRootIsSweptAtOnceAndAnUnkillableOneEnds() {
    let start = ContinuousClock.now
    var machine = TeardownMachine(longestSweep: 2)
    #expect(machine.begin(at: start, grace: .seconds(5), isRootAlive: false) == .sweep)
    #expect(machine.swept(left: 1, at: start) == .sweepAgain(at: start + .milliseconds(5)))
    #expect(machine.swept(left: 1, at: start) == .finished(left: 1))
  }

  @Test func anUnmarkedOrphanBelongsToUsOnlyWhenNobodyElseCanHaveMadeIt() {
    let table = ProcessTable([
      ProcessEntry(pid: 1, parent: 0, group: 1, session: 1, startTime: 1),
      ProcessEntry(pid: 50, parent: 1, group: 50, session: 50, startTime: 2),  // ourselves
      ProcessEntry(pid: 60, parent: 50, group: 60, session: 60, startTime: 3),  // the root
      ProcessEntry(pid: 61, parent: 60, group: 61, session: 61, startTime: 4),  // setsid
      ProcessEntry(pid: 62, parent: 50, group: 62, session: 62, startTime: 5),  // orphan without a marker
      ProcessEntry(pid: 63, parent: 1, group: 63, session: 63, startTime: 6),  // marked, away
      ProcessEntry(pid: 70, parent: 50, group: 70, session: 70, startTime: 7),  // another child
      ProcessEntry(pid: 71, parent: 70, group: 70, session: 70, startTime: 8),
    ])
    let markers: [Int32: String] = [61: "1.1", 63: "1.1", 71: "1.2"]
    var scope = TreeScope(root: 60, marker: "1.1", adopter: 50)
    #expect(
      scope.members(of: table, others: [60: "1.1", 70: "1.2"], markerOf: { markers[$0] }) == [60, 61, 63])
    #expect(
      scope.members(of: table, others: [60: "1.1"], markerOf: { markers[$0] ?? ($0 == 70 ? "1.2" : nil) }) == [
        60, 61, 62, 63,
      ])
  }
}

@Suite struct ProcessTableTests {
  @Test func readsTheKernelsLineAlsoWithAnUglyName() throws {
    let line = "4242 (a) b (c) S 17 4242 4200 34816 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987654 10 11"
    let entry = try #require(ProcessEntry(stat: Array(line.utf8)))
    #expect(entry == ProcessEntry(pid: 4242, parent: 17, group: 4242, session: 4200, startTime: 987_654))
    #expect(ProcessEntry(stat: Array("4242 (x".utf8)) == nil)
    #expect(ProcessTable.parseEnvironment(Array("A=1\0B=x=y\0bad\0".utf8)) == ["A": "1", "B": "x=y"])
  }

  @Test func knowsThisProcess() throws {
    let table = ProcessTable.now()
    #expect(table.ancestors(of: getpid()).first == getppid())
    #expect(ProcessTable.entry(getpid())?.startTime == table.entries[getpid()]?.startTime)
    #expect(ProcessTable.bootID()?.count == 36)
  }
}
