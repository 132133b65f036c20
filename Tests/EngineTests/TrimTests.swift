import Base
import Domain
import Testing

@testable import Engine
@testable import Store

/// Keeping a part of a task's work: what the machine does next, and what is refused.
@Suite(.timeLimit(.minutes(1))) struct TrimTests {
  private static let trim = Trim(tree: "t", from: "d", kept: 1, hunks: 2, undoes: false)

  private static func reviewed() -> Facts {
    var task = Facts.started(verify: "make test")
    task.happens(.agentEnded(AgentEnded(exitCode: 0, reason: "")))
    task.happens(.commitMade(CommitMade(commit: "d", changedFiles: 1, left: [], files: ["a"])))
    task.happens(.runFinished(RunFinished(outcome: Outcome(.succeeded), badges: [])))
    return task
  }

  private static func begun() -> Facts {
    var task = reviewed()
    task.happens(.trimAsked(trim))
    task.happens(.runStarted(.sample))
    task.isLaunched = false
    return task
  }

  @Test func aTrimIsAnAttemptWithoutAnAgentThatIsProvenLikeAnyOther() {
    var task = Self.reviewed()
    task.happens(.trimAsked(Self.trim))
    #expect(task.next == .begin)
    task.happens(.runStarted(.sample))
    task.isLaunched = false
    guard case .snapshot = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.snapshotMade(SnapshotMade(ref: "r", commit: "s", left: [])))
    guard case .trim(_, Self.trim) = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.agentEnded(AgentEnded(exitCode: 0, reason: "")))
    guard case .inspect = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.repositoryInspected(RepositoryInspected(changes: [], notes: [])))
    guard case .commit = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.commitMade(CommitMade(commit: "k", changedFiles: 1, left: [], files: ["a"])))
    guard case .verify(_, "make test") = task.next else { return #expect(Bool(false), "\(task.next)") }
    task.happens(.verifyFinished(VerifyFinished(passed: true, exitCode: 0, seconds: 1, repair: 0)))
    guard case .finish(_, let outcome, _) = task.next else { return #expect(Bool(false), "\(task.next)") }
    #expect(outcome.kind == .succeeded)
  }

  @Test func aResetThatWasGivenUpDoesNotComeBackWithATrim() {
    var task = Self.reviewed()
    task.happens(.taskStartAsked(TaskStartAsked(fresh: true)))
    #expect(task.next == .reset)
    task.happens(.taskCancelled(Note(reason: "")))
    task.happens(.trimAsked(Self.trim))
    #expect(task.next == .begin)
  }

  @Test func aRedVerifyOfATrimIsNoAgentsToRepair() {
    var task = Self.begun()
    task.record.attempts[task.record.attempts.count - 1].service = "claude"
    task.record.attempts[task.record.attempts.count - 1].repairs = 3
    task.happens(.agentEnded(AgentEnded(exitCode: 0, reason: "")))
    task.happens(.commitMade(CommitMade(commit: "k", changedFiles: 1, left: [], files: ["a"])))
    task.happens(.verifyFinished(VerifyFinished(passed: false, exitCode: 1, seconds: 1, repair: 0)))
    guard case .finish(_, let outcome, let badges) = task.next else { return #expect(Bool(false), "\(task.next)") }
    #expect(outcome.kind == .failed && badges == [.verifyFailed])
  }

  @Test func aLaterStartIsNoTrim() {
    var task = Self.begun()
    task.happens(.runFinished(RunFinished(outcome: Outcome(.failed, reason: "x"), badges: [])))
    task.happens(.taskStartAsked(TaskStartAsked(fresh: false)))
    #expect(task.record.trimAsked == nil)
    task.happens(.trimAsked(Self.trim))
    task.happens(.taskCancelled(Note(reason: "")))
    task.happens(.taskStartAsked(TaskStartAsked(fresh: false)))
    task.happens(.runStarted(.sample))
    #expect(task.record.activeAttempt?.trim == nil)
  }

  @Test func stagedIsKeptTrimmedProvenAndBroughtBack() async throws {
    let host = ScriptedHost { host, name, _ in host.prints("done", name) }
    let place = try Place(host)
    let task = try await place.start("work")
    #expect(try await place.rested(task).state == .review)
    let hunks = Patch(Array(ScriptedRepositories.work.utf8)).hunks.map(\.id)
    #expect(await place.refusal(.trimTask(task: task, undo: false)) == "nothing of T1 is staged")
    #expect(await place.refusal(.trimTask(task: task, undo: true)) == "nothing is trimmed off T1")
    try await place.does(.stageHunks(task: task, stage: hunks, unstage: []))
    #expect(
      await place.refusal(.trimTask(task: task, undo: false)) == "every hunk of T1 is staged: nothing would leave")
    try await place.does(.stageHunks(task: task, stage: [], unstage: [hunks[1]]))
    try await place.does(.keepReview(task: task, notes: ReviewNotes(viewed: ["a": "x"])))
    #expect(try await place.store.task(task)?.review?.staged == [hunks[0]], "marks and comments do not touch the stage")
    try await place.does(.trimTask(task: task, undo: false))
    #expect(try await place.rested(task).state == .review)
    let record = try #require(try await place.store.task(task))
    #expect(record.attempts.map(\.commit) == ["d", "k"] && record.attempts[1].trim?.kept == 1)
    #expect(record.attempts[1].service == "echo" && record.attempts[1].printed == record.attempts[0].run)
    #expect(host.run("R2").launch == nil, "nobody was started")
    try await place.does(.trimTask(task: task, undo: true))
    _ = try await place.rested(task)
    #expect(try await place.store.task(task)?.attempts.last?.trim?.tree == "tree of d")
    #expect(await place.refusal(.trimTask(task: task, undo: true)) == "nothing is trimmed off T1")
    let before = try await place.store.projections()
    try await place.store.rebuildProjections()
    #expect(try await place.store.projections() == before)
    await place.close()
  }

  private static let histories: [([Trim?], Int?)] = [
    ([nil], nil), ([nil, some("a")], 1), ([nil, some("a"), undo], nil), ([nil, some("a"), some("b")], 2),
    ([nil, some("a"), some("b"), undo], 1), ([nil, some("a"), some("b"), undo, undo], nil),
    ([nil, some("a"), nil], nil), ([nil, some("a"), nil, some("b")], 3),
  ]

  private static func some(_ tree: String) -> Trim { Trim(tree: tree, from: "f", kept: 1, hunks: 2, undoes: false) }
  private static let undo = Trim(tree: "f", from: "t", kept: 1, hunks: 2, undoes: true)

  @Test(arguments: histories)
  func anUndoTakesBackTheLastTrimThatStands(trims: [Trim?], expected: Int?) {
    let attempts = trims.enumerated().map { number, trim in
      var attempt = Self.begun().record.attempts[0]
      (attempt.run, attempt.trim, attempt.commit) = (RunID(number: number + 1), trim, "c\(number)")
      return attempt
    }
    #expect(attempts.trimToUndo == expected.flatMap { trims[$0] })
  }

  /// An agent that goes on in its own session believes all of its changes to be there.
  @Test func anAgentThatGoesOnIsToldOfTheTrim() async throws {
    let host = ScriptedHost { host, name, words in
      if name == "R1" { ["session S-1", "done"].forEach { host.prints($0, name) } } else { host.prints("done", name) }
    }
    let place = try Place(host)
    let task = try await place.start("work")
    _ = try await place.rested(task)
    let hunks = Patch(Array(ScriptedRepositories.work.utf8)).hunks.map(\.id)
    try await place.does(.stageHunks(task: task, stage: [hunks[0]], unstage: []))
    try await place.does(.trimTask(task: task, undo: false))
    _ = try await place.rested(task)
    try await place.does(.continueTask(task: task, prompt: "and now"))
    await place.until { host.run("R3").sent["prompt"] != nil }
    _ = try await place.rested(task)
    let told = String(decoding: host.run("R3").sent["prompt"] ?? [], as: UTF8.self)
    #expect(
      told.hasPrefix("Since you stopped, the person took some of your changes out") && told.hasSuffix("and now\n"))
    #expect(await place.refusal(.trimTask(task: task, undo: true)) == "since it was trimmed, T1 has gone on")
    await place.close()
  }

  @Test func noAgentStagesOrTrims() async throws {
    let place = try Place(ScriptedHost { host, name, _ in host.prints("done", name) })
    let task = try await place.start("work")
    _ = try await place.rested(task)
    let agent = Author.agent(RunID(number: 1))
    for command in [Command.trimTask(task: task, undo: false), .stageHunks(task: task, stage: [], unstage: [])] {
      await #expect(throws: DroverError.self) { _ = try await place.engine.perform(command, by: agent) }
    }
    await place.close()
  }

  @Test func whatRunsOrHasNoWorkIsNotTrimmed() async throws {
    let place = try Place(ScriptedHost())
    let task = try await place.start("work")
    await place.until { try await place.view(task).state == .running }
    #expect(await place.refusal(.trimTask(task: task, undo: false)) == "T1 is running, or about to")
    await place.close()
  }

  @Test func aSubmoduleCannotBeLeftOut() throws {
    let module =
      "diff --git a/lib b/lib\nindex 1..2 160000\n--- a/lib\n+++ b/lib\n@@ -1 +1 @@\n-Subproject 1\n+Subproject 2\n"
    let patch = Patch(Array((ScriptedRepositories.work + module).utf8))
    let error = #expect(throws: DroverError.self) {
      try TrimRules.plan(patch, staged: [patch.hunks[0].id], of: TaskID(number: 1))
    }
    #expect(error?.message.hasPrefix("lib is a submodule") == true)
    _ = try TrimRules.plan(patch, staged: [patch.hunks[0].id, patch.hunks[2].id], of: TaskID(number: 1))
  }

  @Test func whatChangedSinceItWasStagedIsNoLongerStaged() {
    let patch = Patch(Array(ScriptedRepositories.work.utf8))
    let error = #expect(throws: DroverError.self) {
      try TrimRules.plan(patch, staged: [HunkID("0123456789ab"), patch.hunks[0].id], of: TaskID(number: 1))
    }
    #expect(error?.message == "1 of the 2 staged hunks of T1 changed after they were staged")
  }
}

extension Place {
  fileprivate func does(_ command: Command) async throws { _ = try await engine.perform(command) }

  fileprivate func refusal(_ command: Command) async -> String? {
    do {
      _ = try await engine.perform(command)
      return nil
    } catch {
      return (error as? DroverError)?.message
    }
  }
}
