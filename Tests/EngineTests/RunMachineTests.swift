import Base
import Domain
import Testing

@testable import Engine

@Suite struct RunMachineTests {
  let now = Timestamp(microseconds: 1_795_233_906_789_000)

  @Test func oneStepAfterTheOtherFromStartToReview() {
    var task = Facts(verify: "make test")
    #expect(task.next == .rest)
    task.happens(.taskStartAsked(TaskStartAsked(fresh: false)))
    #expect(task.next == .makeTree)
    task.happens(.worktreeMade(WorktreeMade(path: "/w", branch: "task-1", baseCommit: "c", base: "main")))
    #expect(task.next == .begin)
    task.happens(.runStarted(.sample))
    guard case .setUp = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.setupFinished(SetupFinished(passed: true, seconds: 0, copied: [])))
    guard case .launch = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.isLaunched = true
    guard case .awaitEnd = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.agentEnded(AgentEnded(exitCode: 0, reason: "")))
    guard case .inspect = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.repositoryInspected(RepositoryInspected(changes: [], notes: [])))
    guard case .snapshot = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.snapshotMade(SnapshotMade(ref: "r", commit: "c", left: [])))
    guard case .commit = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.commitMade(CommitMade(commit: "d", changedFiles: 1, left: [], files: ["a.txt"])))
    guard case .verify(_, "make test") = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.verifyFinished(VerifyFinished(passed: true, exitCode: 0, seconds: 1, repair: 0)))
    guard case .finish(_, let outcome, let badges) = task.next else { return #expect(Bool(false), "\(task.next)") }
    #expect(outcome == Outcome(.succeeded) && badges.isEmpty)
    task.happens(.runFinished(RunFinished(outcome: outcome, badges: badges)))
    #expect(task.next == .rest)
    #expect(task.record.state == .review)
  }

  @Test(arguments: [
    (AgentEnded(exitCode: 3, reason: ""), true, "exit 3"),
    (AgentEnded(signal: 9, reason: "ended by signal 9"), true, "ended by signal 9"),
    (AgentEnded(reason: "the machine restarted"), false, "the machine restarted"),
  ])
  func anAgentThatFailedIsNotVerified(end: AgentEnded, changed: Bool, reason: String) {
    var task = Facts.started(verify: "true")
    task.happens(.agentEnded(end))
    task.happens(.commitMade(CommitMade(commit: "d", changedFiles: 0, left: [], files: changed ? ["a"] : [])))
    guard case .finish(_, let outcome, _) = task.next else { return #expect(Bool(false), "\(task.next)") }
    #expect(outcome == Outcome(.failed, reason: reason))
  }

  @Test func aRedVerifyFailsAndNoChangeNeedsNone() {
    var red = Facts.started(verify: "false")
    red.happens(.agentEnded(AgentEnded(exitCode: 0, reason: "")))
    red.happens(.commitMade(CommitMade(commit: "d", changedFiles: 1, left: [], files: ["a"])))
    red.happens(.verifyFinished(VerifyFinished(passed: false, exitCode: 1, seconds: 1, repair: 0)))
    guard case .finish(_, let outcome, let badges) = red.next else { return #expect(Bool(false), "\(red.next)") }
    #expect(outcome.kind == .failed && badges == [.verifyFailed])
    var lost = Facts.started(verify: "false")
    lost.happens(.agentEnded(AgentEnded(exitCode: 0, reason: "")))
    lost.happens(.commitMade(CommitMade(commit: "d", changedFiles: 1, left: [], files: ["a"])))
    lost.happens(.verifyFinished(VerifyFinished(passed: false, seconds: 1, repair: 0, lost: "the machine restarted")))
    guard case .finish(_, let unknown, let none) = lost.next else { return #expect(Bool(false), "\(lost.next)") }
    #expect(unknown.reason == "verify did not come to its end: the machine restarted" && none == [])
    var idle = Facts.started(verify: "false")
    idle.happens(.agentEnded(AgentEnded(exitCode: 0, reason: "")))
    idle.happens(.commitMade(CommitMade(commit: "c", changedFiles: 0, left: [], files: [])))
    guard case .finish(_, let calm, let marks) = idle.next else { return #expect(Bool(false), "\(idle.next)") }
    #expect(calm.kind == .succeeded && marks == [.noChange])
  }

  @Test func aSetupThatFailsStartsNoAgentAndRunsAgainWithTheNextAttempt() {
    var task = Facts(verify: nil)
    task.happens(.taskStartAsked(TaskStartAsked(fresh: false)))
    task.happens(.worktreeMade(WorktreeMade(path: "/w", branch: "task-1", baseCommit: "c", base: "main")))
    task.happens(.runStarted(.sample))
    task.happens(.setupFinished(SetupFinished(passed: false, exitCode: 3, seconds: 1, copied: [])))
    guard case .finish(_, let outcome, _) = task.next else { return #expect(Bool(false), "\(task.next)") }
    #expect(outcome == Outcome(.failed, reason: "setup failed: exit 3"))
    task.happens(.runFinished(RunFinished(outcome: outcome, badges: [])))
    task.happens(.taskStartAsked(TaskStartAsked(fresh: false)))
    task.happens(.runStarted(.sample))
    #expect(task.record.isReady == nil)
  }

  @Test func aRetryFromTheStartPutsTheTreeBackOnce() {
    var task = Facts.started(verify: nil)
    task.happens(.agentEnded(AgentEnded(exitCode: 1, reason: "")))
    task.happens(.commitMade(CommitMade(commit: "d", changedFiles: 0, left: [], files: [])))
    task.happens(.runFinished(RunFinished(outcome: Outcome(.failed, reason: "exit 1"), badges: [])))
    task.happens(.taskStartAsked(TaskStartAsked(fresh: true)))
    #expect(task.next == .reset)
    task.happens(.worktreeReset(WorktreeReset(ref: "r", commit: "c", left: [])))
    #expect(task.next == .begin)
  }

  @Test func whatNeedsTrustRestsUntilItIsGiven() {
    var task = Facts.started(verify: nil)
    task.happens(.agentEnded(AgentEnded(exitCode: 0, reason: "")))
    let waiting = Waiting(for: .approval, since: now, reason: "look", needs: .trust)
    task.happens(.taskWaiting(TaskWaiting(waiting: waiting)))
    #expect(task.next == .rest)
    task.happens(.taskWaiting(TaskWaiting()))
    #expect(task.next != .rest)
  }

  @Test func whatWasCancelledEndsAsCancelledWhateverItsExit() {
    var task = Facts.started(verify: nil)
    task.happens(.taskCancelled(Note(reason: "")))
    guard case .awaitEnd = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.agentEnded(AgentEnded(exitCode: 0, reason: "")))
    task.happens(.commitMade(CommitMade(commit: "c", changedFiles: 0, left: [], files: [])))
    guard case .finish(_, let outcome, _) = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.runFinished(RunFinished(outcome: outcome, badges: [])))
    #expect(task.record.state == .failed && task.record.reason == "cancelled")
  }

  @Test(arguments: [
    (["src/a.c"], "make test", false), (["Makefile"], "make test", true), (["check.sh"], "./check.sh --all", true),
    ([".github/workflows/ci.yml"], "true", true), ([".drover/verify"], nil, true), (["package.json"], "npm test", true),
    (["docs/Makefile"], "make test", false),
  ])
  func knowsWhatProvesItself(files: [String], verify: String?, isTouched: Bool) {
    #expect(ProofGuard.touches(files, verify: verify) == isTouched)
  }
}

/// A task's facts in the making.
struct Facts {
  var record: TaskRecord
  var isLaunched = false
  private var seq: Int64 = 1

  init(
    _ number: Int = 1, verify: String? = nil, priority: Int = 0, after: [Int] = [], workspace: String = "/repository"
  ) {
    var draft = TaskDraft(title: "t", prompt: "p", workspace: workspace)
    draft.verify = verify
    draft.priority = priority
    draft.after = after.map { TaskID(number: $0) }
    record = TaskRecord(
      id: TaskID(number: number), uid: FullID(milliseconds: 1, random: 2, more: 3), draft: draft,
      created: Timestamp(microseconds: 0))
  }

  static func started(verify: String?) -> Facts {
    var facts = Facts(verify: verify)
    facts.happens(.taskStartAsked(TaskStartAsked(fresh: false)))
    facts.happens(.worktreeMade(WorktreeMade(path: "/w", branch: "task-1", baseCommit: "c", base: "main")))
    facts.happens(.runStarted(.sample))
    facts.happens(.setupFinished(SetupFinished(passed: true, seconds: 0, copied: [])))
    facts.isLaunched = true
    return facts
  }

  static func queued(_ number: Int, priority: Int = 0, after: [Int] = [], workspace: String = "/repository")
    -> TaskRecord
  {
    var facts = Facts(number, priority: priority, after: after, workspace: workspace)
    facts.happens(.taskStartAsked(TaskStartAsked(fresh: false)))
    return facts.record
  }

  var next: RunMachine.Step { RunMachine.next(record) { _ in isLaunched } }

  mutating func happens(_ body: EventBody) {
    seq += 1
    record.apply(
      Event(
        seq: seq, time: Timestamp(microseconds: seq), task: record.id, run: RunID(number: 1), by: .engine, cause: nil,
        body: body))
  }
}

extension RunStarted {
  static let sample = RunStarted(service: "command", reason: "r", host: "local", token: "1", attempt: 1)
}

@Suite struct SchedulerMachineTests {
  private func inTurn(_ tasks: [TaskRecord]) -> [QueuedTask] { QueuedTask.inTurn(tasks.map(QueuedTask.init)) }

  @Test func higherPriorityFirstThenWhoWaitsLongest() {
    let tasks = [Facts.queued(1), Facts.queued(2, priority: 5), Facts.queued(3)]
    let decision = SchedulerMachine(limits: .init(runs: 2, runsPerWorkspace: 8)).decide(inTurn(tasks), busy: []) { _ in
      nil
    }
    #expect(decision.start == [TaskID(number: 2), TaskID(number: 1)])
    #expect(decision.wait[TaskID(number: 3)] == .slot("2 runs are under way, as many as are allowed"))
  }

  @Test func oneWorkspaceDoesNotStarveAnother() {
    let tasks = [Facts.queued(1), Facts.queued(2), Facts.queued(3, workspace: "/other")]
    let decision = SchedulerMachine(limits: .init(runs: 8, runsPerWorkspace: 1)).decide(inTurn(tasks), busy: []) { _ in
      nil
    }
    #expect(decision.start == [TaskID(number: 1), TaskID(number: 3)])
  }

  @Test(arguments: [
    (TaskState.done, true, ""), (.review, false, "T9 is not done yet"), (.failed, false, "T9 failed"),
    (nil, false, "T9 is not there any more"),
  ])
  func aDependencyReleasesOnlyWhenItIsDone(state: TaskState?, starts: Bool, reason: String) {
    let decision = SchedulerMachine(limits: .init()).decide(inTurn([Facts.queued(1, after: [9])]), busy: []) { _ in
      state
    }
    #expect(decision.start.isEmpty != starts)
    if !starts { #expect(decision.wait[TaskID(number: 1)] == .dependency(reason)) }
  }

  @Test func aServiceHasALimitOfItsOwnAndAWorkspaceToo() {
    var limits = SchedulerMachine.Limits()
    limits.services = ["command": 1]
    limits.workspaces = ["/small": 0]
    var tasks = [Facts.queued(1), Facts.queued(2), Facts.queued(3, workspace: "/small")]
    for index in tasks.indices { tasks[index].draft.service = "command" }
    let decision = SchedulerMachine(limits: limits).decide(inTurn(tasks), busy: []) { _ in nil }
    #expect(decision.start == [TaskID(number: 1)])
    #expect(decision.wait[TaskID(number: 2)] == .slot("1 runs of command are under way, as many as are allowed"))
    #expect(decision.wait[TaskID(number: 3)] == .slot("0 runs are under way in this workspace"))
    #expect(!decision.waitsForRoom)
  }

  @Test(arguments: [
    (Room(memory: 100 << 20, disk: nil), "only 100 MiB of memory are free; limits.freeMemory asks for 512 MiB"),
    (Room(memory: nil, disk: 1 << 20), "only 1 MiB of disk are free; limits.freeDisk asks for 1024 MiB"),
    (Room(memory: 512 << 20, disk: 1 << 30), nil), (Room(), nil),
  ])
  func withoutRoomNothingStartsAndTheDriverIsToldToLookAgain(room: Room, reason: String?) {
    var limits = SchedulerMachine.Limits()
    limits.freeMemory = 512 << 20
    limits.freeDisk = 1 << 30
    let decision = SchedulerMachine(limits: limits, room: room).decide(inTurn([Facts.queued(1)]), busy: []) { _ in nil }
    #expect(decision.start.isEmpty == (reason != nil))
    #expect(decision.wait[TaskID(number: 1)] == reason.map { .slot($0) })
    #expect(decision.waitsForRoom == (reason != nil))
  }

  @Test func aThousandQueuedAreAllStartedInTurn() {
    var waiting = (1...1000).map { Facts.queued($0) }
    var order: [TaskID] = []
    while !waiting.isEmpty {
      let decision = SchedulerMachine(limits: .init(runs: 200, runsPerWorkspace: 200)).decide(inTurn(waiting), busy: [])
      { _ in
        nil
      }
      #expect(decision.start.count == min(200, waiting.count))
      order += decision.start
      waiting.removeAll { decision.start.contains($0.id) }
    }
    #expect(order == (1...1000).map { TaskID(number: $0) })
  }
}
