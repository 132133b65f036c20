import Domain
import Testing

@testable import Engine
@testable import Store

/// Another service takes over, and several that race.
@Suite(.timeLimit(.minutes(1))) struct HandoverTests {
  @Test func anotherServiceTakesOverInTheMiddleAndIsToldExactlyWhatWasShown() async throws {
    let host = ScriptedHost { host, name, words in
      switch words {
      case "fix it": ["session S-1", "say looked at the login", "file login.swift"].forEach { host.prints($0, name) }
      case "interrupt": ["fail taskFailure interrupted"].forEach { host.prints($0, name) }
      default: if name == "R2" { host.prints("done", name) }
      }
    }
    let place = try Place(host)
    let task = try await place.start("fix it")
    await place.until { try await place.store.task(task)?.lastAttempt?.touched != nil }
    guard
      case .recap(let recap) = try await place.engine.ask(.recap(task: task, service: "other", prompt: "and log out"))
    else { return #expect(Bool(false)) }
    for words in [
      "The task was:\nfix it", "looked at the login", "login.swift modified (+3 -1)", "asked of you now:\nand log out",
    ] {
      #expect(recap.text.contains(words), "\(words)")
    }
    #expect(recap.isRunning && host.run("R2").launch == nil, "a recap sends nothing")
    let reply = try await place.engine.perform(.handOver(task: task, service: "other", text: recap.text + "!"))
    guard case .task(let view) = reply else { return #expect(Bool(false)) }
    #expect(view.state == .running)
    let ended = try await place.rested(task)
    let record = try #require(try await place.store.task(task))
    #expect(ended.state == .review && ended.service == "other" && record.attempts.map(\.service) == ["echo", "other"])
    #expect(record.attempts[0].outcome == Outcome(.cancelled, reason: "other took over"))
    #expect(host.run("R2").sent["prompt"] == Array((recap.text + "!\n").utf8), "nothing is added to what was shown")
    #expect(record.worktree == "/w" && record.draft.service == "other")
    let before = try await place.store.projections()
    try await place.store.rebuildProjections()
    #expect(try await place.store.projections() == before)
    await place.close()
  }

  @Test(arguments: [("echo", "echo's already"), ("nobody", "no service nobody"), ("command", "takes no task over")])
  func whoCannotTakeOverIsRefused(service: String, why: String) async throws {
    let place = try Place(ScriptedHost { host, name, _ in host.prints("done", name) })
    let task = try await place.start("fix it")
    _ = try await place.rested(task)
    let error = await #expect(throws: DroverError.self) {
      _ = try await place.engine.perform(.handOver(task: task, service: service, text: "go on"))
    }
    #expect(error?.message.contains(why) == true)
    await place.close()
  }

  @Test func aRaceIsRankedByFactsAndItsLosersGoToTheTrash() async throws {
    let host = ScriptedHost { host, name, _ in ["usage 3", "done"].forEach { host.prints($0, name) } }
    let place = try Place(host)
    await place.engine.begin(generation: 1)
    var draft = TaskDraft(prompt: "fix it", workspace: "/repository")
    draft.race = ["echo", "other"]
    guard case .task(let first) = try await place.engine.perform(.createTask(draft: draft, start: true)) else {
      return #expect(Bool(false))
    }
    let second = TaskID(number: 2)
    #expect(first.race?.tasks == [first.id, second])
    await place.until { try await place.view(first.id).race?.ranking != nil }
    let (one, two) = (try await place.view(first.id), try await place.view(second))
    #expect(one.race?.ranking?.map(\.task) == [second, first.id], "fewer lines go first")
    #expect(one.badges == ["race"] && two.badges == ["race first"] && one.race == two.race)
    #expect([one.branch, two.branch] == ["task-1-echo", "task-1-other"])
    guard case .explain(let why) = try await place.engine.ask(.explain(task: first.id)) else {
      return #expect(Bool(false))
    }
    #expect(why.facts.contains("1. T2 by other: 1 file, 3 lines, $0.01, 0.0 s"), "\(why.facts)")
    _ = try await place.engine.perform(.mergeTask(task: second, into: nil, strategy: nil))
    let (lost, won) = (try await place.view(first.id), try await place.view(second))
    #expect(won.state == .done && lost.trashed)
    #expect(try await place.store.task(first.id)?.trashed?.folder != nil, "the worktree is kept")
    await place.close()
  }

  /// As when the engine is killed between the merge and the trash: the facts are all there is.
  @Test(arguments: [false, true])
  func aRaceThatWasMergedIsFinishedByTheNextEngine(isRunning: Bool) async throws {
    let host = ScriptedHost { host, name, _ in
      if name == "R1" || !isRunning { ["usage 3", "done"].forEach { host.prints($0, name) } }
    }
    let place = try Place(host)
    await place.engine.begin(generation: 1)
    var draft = TaskDraft(prompt: "fix it", workspace: "/repository")
    draft.race = ["echo", "other"]
    _ = try await place.engine.perform(.createTask(draft: draft, start: true))
    let (first, second) = (TaskID(number: 1), TaskID(number: 2))
    await place.until { try await place.view(first).state == .review }
    await place.until { try await place.view(second).state == (isRunning ? .running : .review) }
    await place.engine.endRuns()
    try await place.store.write { transaction in
      let merged = TaskMerged(into: "main", commit: "c0ffee", strategy: "merge")
      try transaction.append(EventDraft(.taskMerged(merged), task: first, by: .screen))
      try transaction.loseRace(to: try transaction.existing(first), by: .screen)
    }
    try await place.replaceEngine()
    await place.until { try await place.view(second).trashed }
    // Who was taken back out stays.
    try await place.store.write { transaction in
      try transaction.append(EventDraft(.taskRestored(TaskRestored(worktree: nil)), task: second, by: .screen))
      return
    }
    try await place.replaceEngine()
    #expect(try await place.store.task(second)?.hasLost == false)
    #expect(try await place.store.liveTasks().isEmpty)
    await place.close()
  }

  @Test(arguments: [["echo"], ["echo", "echo"], ["echo", "command"]])
  func aRaceNeedsSeveralAgents(race: [String]) async throws {
    let place = try Place(ScriptedHost())
    var draft = TaskDraft(prompt: "fix it", workspace: "/repository")
    draft.race = race
    let command = Command.createTask(draft: draft, start: false)
    await #expect(throws: DroverError.self) { _ = try await place.engine.perform(command) }
    #expect(try await place.store.task(TaskID(number: 1)) == nil)
    await place.close()
  }
}
