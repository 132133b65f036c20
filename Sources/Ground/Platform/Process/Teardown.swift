internal import CPlatform
internal import Glibc

/// Performs what `TeardownMachine` decides.
actor Teardown {
  private let child: Child
  private let clock = ContinuousClock()
  private var machine = TeardownMachine()
  private var scope: TreeScope

  init(_ child: Child) {
    self.child = child
    scope = TreeScope(
      root: child.pid, marker: child.marker, adopter: drover_is_subreaper() == 1 ? getpid() : nil)
  }

  func run(grace: Duration, politeSignal: Int32) async -> Int {
    await look()
    let isAlive = ChildRegistry.all[child.pid] != nil
    var action = machine.begin(at: .now, grace: grace, isRootAlive: isAlive)
    while true {
      switch action {
      case .none:
        return 0
      case .ask(let deadline):
        await askPolitely(politeSignal)
        action = await waitForExit(until: deadline) ? machine.rootExited() : machine.graceEnded()
      case .sweep:
        action = machine.swept(left: await sweep(), at: .now)
      case .sweepAgain(let instant):
        await pause(until: instant)
        action = machine.swept(left: await sweep(), at: .now)
      case .finished(let left):
        return left
      }
    }
  }

  /// Remembers the tree while its root still holds it together.
  private func look() async {
    let scope = scope
    self.scope = await onSpawnThread(scope) { scope in
      var scope = scope
      _ = scope.members(of: .now(), others: ChildRegistry.all, markerOf: Self.marker)
      return scope
    }
  }

  private func askPolitely(_ number: Int32) async {
    _ = killpg(child.pid, number)
    _ = await child.signal(SIGCONT)
  }

  private func sweep() async -> Int {
    let scope = scope
    let (left, seen) = await onSpawnThread((0, scope)) { start in
      var scope = start.1
      let left = Self.killMembers(of: &scope)
      return (left, scope)
    }
    self.scope = seen
    return left
  }

  /// Stops all before it kills, so that nobody makes children from one kill to the next.
  private static func killMembers(of scope: inout TreeScope) -> Int {
    let owned = ChildRegistry.all
    let table = ProcessTable.now()
    let members = scope.members(of: table, others: owned, markerOf: marker)
    let entries = members.compactMap { table.entries[$0] }
    for entry in entries where entry.isDead && entry.parent == scope.adopter && owned[entry.pid] == nil {
      _ = drover_reap(entry.pid)
    }
    let living = entries.filter { !$0.isDead }
    for entry in living { ProcessTable.signal(SIGSTOP, to: entry) }
    for entry in living { ProcessTable.signal(SIGKILL, to: entry) }
    return entries.count { !$0.isDead || ($0.parent == scope.adopter && owned[$0.pid] == nil) }
  }

  private static func marker(of pid: Int32) -> String? {
    ProcessTable.environment(of: pid)?[Child.markerName]
  }

  /// Together with the starts of children: what is in the registry and what is in the table agree there.
  private func onSpawnThread<Value: Sendable>(
    _ value: Value, _ body: @Sendable (Value) -> Value
  ) async -> Value {
    await Blocking.spawns.perform { body(value) }
  }

  private func waitForExit(until deadline: ContinuousClock.Instant) async -> Bool {
    await child.exit(before: deadline)
  }

  private func pause(until instant: ContinuousClock.Instant) async {
    await Pause(.shared).wait(until: instant)
  }
}

extension Child {
  /// Ends the child and everything that it started: `politeSignal` to its group, after `grace` SIGKILL to the whole tree.
  /// Also right after the exit, for what it left behind. Cancellation does not stop it half-way.
  @discardableResult
  package func stop(grace: Duration = .seconds(5), politeSignal: Int32 = 15) async -> ExitStatus {
    _ = await Teardown(self).run(grace: grace, politeSignal: politeSignal)
    return await exit()
  }
}
