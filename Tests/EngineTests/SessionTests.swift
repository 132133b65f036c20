import Base
import Domain
import Testing

@testable import Engine
@testable import Store

/// Conversations through the engine, with a scripted program behind the ports.
@Suite(.timeLimit(.minutes(1))) struct SessionTests {
  @Test func turnsAreAnsweredInOrderInOneMemoryThoughTheEngineDies() async throws {
    let host = ScriptedHost { host, name, words in
      switch words {
      case "one": ["session S-1", "usage 7"].forEach { host.prints($0, name) }
      default: ["usage 5", "done"].forEach { host.prints($0, name) }
      }
    }
    let place = try Place(host)
    let session = try await place.session()
    let first = try await place.say("one", to: session)
    let second = try await place.say("two", to: session)
    await place.until { try await place.store.session(session)?.usage?.input == 7 }
    #expect(try await place.store.view(place.record(session)).state == .running)
    #expect(try await place.store.view(place.record(session)).queued == 1)
    try await place.replaceEngine()
    try await place.replaceEngine()
    host.prints("done", "R1")
    await place.until { try await place.store.turn(second)?.state == .done }
    let turns = try await place.store.turns(of: session, limit: 9)
    #expect(turns.map(\.id) == [first, second] && turns.allSatisfy { $0.state == .done })
    #expect(turns[1].attempt?.resumes == "S-1")
    #expect(host.run("R1").order == ["prompt"], "the question was written once")
    let record = try await place.record(session)
    #expect(record.usage?.input == 12 && record.cost?.amount == Money("0.02") && record.queue.isEmpty)
    let before = try await place.store.projections()
    try await place.store.rebuildProjections()
    #expect(try await place.store.projections() == before)
    await place.close()
  }

  @Test func anAnswerIsStoppedAndTheNextTurnComes() async throws {
    let host = ScriptedHost { host, name, words in
      if words == "interrupt" { host.prints("fail unknown interrupted", name) }
      if words == "two" { host.prints("done", name) }
    }
    let place = try Place(host)
    let session = try await place.session()
    let first = try await place.say("one", to: session)
    let second = try await place.say("two", to: session)
    await place.until { host.run("R1").order == ["prompt"] }
    _ = try await place.engine.perform(.session(.stop(session: session)))
    await place.until { try await place.store.turn(second)?.state == .done }
    #expect(try await place.store.turn(first)?.state == .stopped)
    #expect(host.run("R1").order == ["prompt", "stop"])
    let refused = await #expect(throws: DroverError.self) {
      _ = try await place.engine.perform(.session(.stop(session: session)))
    }
    #expect(refused?.code == .refused)
    await place.close()
  }

  @Test func aBranchKnowsWhatWasSaidAndTheTrunkStays() async throws {
    let host = ScriptedHost { host, name, _ in ["session S-\(name)", "done"].forEach { host.prints($0, name) } }
    let place = try Place(host)
    let trunk = try await place.session()
    await #expect(throws: DroverError.self) { _ = try await place.session(fork: trunk) }
    _ = try await place.done("one", in: trunk)
    let branch = try await place.session(fork: trunk)
    let turn = try await place.done("two", in: branch)
    #expect(turn.attempt?.resumes == "S-R1")
    #expect(try await place.record(branch).memory == .init(service: "echo", id: "S-R2", isForked: false))
    #expect(try await place.record(trunk).memory?.id == "S-R1")
    await place.close()
  }

  @Test func aFailureIsATurnsOwnAndARemovedSessionTakesNoMoreWords() async throws {
    let host = ScriptedHost { host, name, words in
      host.prints(words == "bad" ? "fail authentication no key" : "done", name)
    }
    let place = try Place(host)
    let session = try await place.session()
    let failed = try await place.say("bad", to: session)
    await place.until { try await place.store.turn(failed)?.closed != nil }
    #expect(try await place.store.turn(failed)?.outcome?.reason.contains("not logged in") == true)
    #expect(try await place.done("good", in: session).state == .done)
    _ = try await place.engine.perform(.session(.remove(session: session)))
    #expect(try await place.store.sessions(all: false).isEmpty)
    await #expect(throws: DroverError.self) { _ = try await place.say("more", to: session) }
    await #expect(throws: DroverError.self) {
      _ = try await place.engine.perform(
        .session(.create(SessionDraft(workspace: "/repository"))), by: .agent(RunID(number: 1)))
    }
    await place.close()
  }
}

extension Place {
  func session(fork: SessionID? = nil) async throws -> SessionID {
    await engine.begin(generation: 1)
    var draft = SessionDraft(name: "talk", workspace: "/repository")
    draft.fork = fork
    guard case .session(let view) = try await engine.perform(.session(.create(draft))) else {
      throw StoreError(.fault, "no session")
    }
    return view.id
  }

  func record(_ id: SessionID) async throws -> SessionRecord { try #require(try await store.session(id)) }

  func say(_ text: String, to session: SessionID) async throws -> TurnID {
    guard case .turn(let turn) = try await engine.perform(.session(.send(session: session, text: text))) else {
      throw StoreError(.fault, "no turn")
    }
    return turn.id
  }

  func done(_ text: String, in session: SessionID) async throws -> TurnRecord {
    let turn = try await say(text, to: session)
    await until { try await store.turn(turn)?.closed != nil }
    return try #require(try await store.turn(turn))
  }
}

/// Where a conversation may write.
@Suite(.timeLimit(.minutes(1))) struct SessionTreeTests {
  @Test func theFirstWishToWriteIsAnsweredByAWorktreeOnAPersonsWord() async throws {
    let host = ScriptedHost { host, name, words in
      switch words {
      case "change it": ["session S-1", "ask q1 {\"path\":\"a\"}"].forEach { host.prints($0, name) }
      case "interrupt": host.prints("fail unknown interrupted", name)
      default: if name == "R2" { ["session S-1", "ask q2 {\"command\":\"make\"}"].forEach { host.prints($0, name) } }
      }
      if name == "R2", words == "allow" { host.prints("done", name) }
    }
    let place = try Place(host)
    let session = try await place.session()
    let first = try await place.say("change it", to: session)
    let wish = try await place.ask()
    #expect(wish.givesTree == true && wish.session == session && wish.reason?.contains("worktree") == true)
    #expect(host.run("R1").launch?.folder == "/repository")
    await #expect(throws: DroverError.self) {
      _ = try await place.engine.perform(.answer(ask: wish.id, answer: .allow, always: true, seen: wish.hash))
    }
    #expect(try await place.record(session).tree == nil)
    _ = try await place.engine.perform(.answer(ask: wish.id, answer: .allow, always: false, seen: wish.hash))
    await place.until { host.run("R2").launch != nil }
    #expect(host.run("R2").launch?.folder == "/w" && host.run("R1").sent["answer-q1"] != Array("allow\n".utf8))
    #expect(try await place.store.turn(first)?.state == .stopped)
    let record = try await place.record(session)
    #expect(record.tree?.branch == "session-1" && record.permission == .edits)
    let turn = try #require(try await place.store.turn(of: RunID(number: 2)))
    #expect(turn.attempt?.resumes == "S-1" && turn.snapshot == "r" && turn.text.contains("/w"))
    let plain = try await place.ask()
    #expect(plain.givesTree == nil)
    _ = try await place.engine.perform(.answer(ask: plain.id, answer: .allow, always: false, seen: plain.hash))
    await place.until { try await place.record(session).queue.isEmpty }
    #expect(try await place.store.turn(turn.id)?.state == .done)
    let before = try await place.store.projections()
    try await place.store.rebuildProjections()
    #expect(try await place.store.projections() == before)
    await place.close()
  }

  @Test func inPlaceItWritesWhereThePersonStandsWithASnapshotBeforeEachTurn() async throws {
    let host = ScriptedHost { host, name, _ in ["session S-1", "done"].forEach { host.prints($0, name) } }
    let place = try Place(host)
    await place.engine.begin(generation: 1)
    var draft = SessionDraft(name: "here", workspace: "/repository")
    draft.inPlace = true
    guard case .session(let view) = try await place.engine.perform(.session(.create(draft))) else {
      return #expect(Bool(false))
    }
    #expect(view.permission == .edits && view.inPlace == true)
    for words in ["one", "two"] { #expect(try await place.done(words, in: view.id).snapshot == "r") }
    #expect(host.run("R2").launch?.folder == "/repository")
    await #expect(throws: DroverError.self) {
      _ = try await place.engine.perform(.session(.giveTree(session: view.id)))
    }
    await place.close()
  }

  @Test func whatItWroteInItsWorktreeBecomesATaskForReview() async throws {
    let host = ScriptedHost { host, name, _ in ["session S-1", "done"].forEach { host.prints($0, name) } }
    let place = try Place(host)
    await place.engine.begin(generation: 1)
    let draft = SessionDraft(name: "talk", workspace: "/repository")
    guard case .session(let view) = try await place.engine.perform(.session(.create(draft))) else {
      return #expect(Bool(false))
    }
    let make = Command.session(.makeTask(session: view.id, verify: nil))
    let none = await #expect(throws: DroverError.self) { _ = try await place.engine.perform(make) }
    #expect(none?.message.contains("has no worktree") == true)
    _ = try await place.engine.perform(.session(.giveTree(session: view.id)))
    _ = try await place.done("write it", in: view.id)
    let tree = try #require(try await place.record(view.id).tree)
    guard case .task(let task) = try await place.engine.perform(make) else { return #expect(Bool(false)) }
    let rested = try await place.rested(task.id)
    #expect(rested.state == .review && rested.title == "talk" && rested.prompt.contains("write it"))
    #expect(rested.worktree == tree.path && rested.branch == tree.branch && rested.service == "echo")
    let record = try await place.record(view.id)
    #expect(record.tree == nil && record.permission == .plan && record.memory?.id == "S-1")
    await #expect(throws: DroverError.self) { _ = try await place.engine.perform(make) }
    guard case .task(let merged) = try await place.engine.perform(.mergeTask(task: task.id, into: nil, strategy: nil))
    else { return #expect(Bool(false)) }
    #expect(merged.state == .done)
    let before = try await place.store.projections()
    try await place.store.rebuildProjections()
    #expect(try await place.store.projections() == before)
    await place.close()
  }

  @Test(arguments: [
    ("look at @a.txt, and @b/c.swift.", ["a.txt,", "a.txt", "b/c.swift.", "b/c.swift"]), ("no file", []),
    ("mail a@b.org or @ home", []), ("(@x)", []), ("@x)", ["x)", "x"]),
  ])
  func whatWordsMayName(text: String, names: [String]) {
    #expect(SessionMachine.references(in: text) == names)
  }

  @Test func theFirstThatIsFitAnswersAndTheReasonIsKept() throws {
    let known = ["a", "b"].map { AgentFacts(name: $0, program: "/bin/\($0)", permissions: [.plan], resumes: true) }
    let session = SessionRecord(
      id: SessionID(number: 1), uid: FullID(milliseconds: 0, random: 0, more: 0), draft: SessionDraft(workspace: "/r"),
      created: Timestamp(microseconds: 0))
    var down = ServiceRecord(name: "a")
    let now = Timestamp(microseconds: 1_000_000)
    down.apply(
      Event(
        seq: 1, time: now, task: nil, run: nil, by: .engine, cause: nil,
        body: .serviceTested(
          ServiceTested(service: "a", passed: false, seconds: 1, message: "no key", errorClass: .authentication))))
    let health = Dictionary(
      uniqueKeysWithValues: known.map {
        ($0.name, ServiceHealth.of($0, $0.name == "a" ? down : nil, at: now))
      })
    #expect(try SessionMachine.choose(session, known: known, health: [:]).service == "a")
    let choice = try SessionMachine.choose(session, known: known, health: health)
    #expect(choice.service == "b" && choice.reason.contains("a is down"))
  }
}
