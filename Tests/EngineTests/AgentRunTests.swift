import Base
import Domain
import Glibc
import Testing

@testable import Engine
@testable import Store

/// Whole runs of an agent through the engine, with a scripted program behind the ports.
@Suite(.timeLimit(.minutes(1))) struct AgentRunTests {
  @Test func anAgentAsksIsAnsweredAndItsMoneyIsBookedOnceThoughTheEngineDiesTwice() async throws {
    let host = ScriptedHost { host, name, words in
      switch words {
      case "do it":
        ["session S-1", "file a", "usage 7", "ask q1 {\"command\":\"npm test\"}"].forEach { host.prints($0, name) }
      case "allow": ["usage 5", "done"].forEach { host.prints($0, name) }
      default: break
      }
    }
    let place = try Place(host)
    let task = try await place.start("do it")
    let asked = try await place.ask()
    #expect(asked.kind == .approval && asked.tool == "Bash" && asked.hash.count == 16)
    #expect(try await place.view(task).waiting?.for == .approval)
    guard case .explain(let why) = try await place.engine.ask(.explain(task: task)) else { return #expect(Bool(false)) }
    #expect(why.ways.first == "drover inbox answer A1 allow|deny")
    try await place.replaceEngine()
    #expect(try await place.view(task).usage?.input == 7)
    try await place.replaceEngine()
    await #expect(throws: DroverError.self) {
      _ = try await place.engine.perform(.answer(ask: asked.id, answer: .allow, always: false, seen: "other"))
    }
    await #expect(throws: DroverError.self) {
      _ = try await place.engine.perform(
        .answer(ask: asked.id, answer: .allow, always: false, seen: asked.hash), by: .agent(try #require(asked.run)))
    }
    _ = try await place.engine.perform(.answer(ask: asked.id, answer: .allow, always: true, seen: asked.hash))
    let ended = try await place.rested(task)
    #expect(ended.state == .review && ended.usage?.input == 12 && ended.cost?.amount == Money("0.02"))
    #expect(host.run("R1").order == ["prompt", "answer-q1"], "each word was written once")
    #expect(host.run("R1").isInputClosed)
    #expect(try await place.store.rules().map(\.input) == ["{\"command\":\"npm test\"}"])
    let audit = try await place.store.inbox(all: true, limit: 9)
    #expect(audit.map(\.answer) == ["allow"] && audit.allSatisfy { $0.delivered != nil })
    let before = try await place.store.projections()
    try await place.store.rebuildProjections()
    #expect(try await place.store.projections() == before)
    await place.close()
  }

  @Test func aStandingPermissionAnswersOnlyExactlyTheSame() async throws {
    let host = ScriptedHost { host, name, words in
      switch words {
      case "one": host.prints("ask q1 {\"command\":\"npm test\",\"description\":\"Runs it\"}", name)
      case "two": host.prints("ask q1 {\"command\":\"npm test\",\"description\":\"Other words\"}", name)
      case "three": host.prints("ask q1 {\"command\":\"npm test; rm -rf /\"}", name)
      default: host.prints("done", name)
      }
    }
    let place = try Place(host)
    let one = try await place.start("one")
    let asked = try await place.ask()
    _ = try await place.engine.perform(.answer(ask: asked.id, answer: .allow, always: true, seen: asked.hash))
    _ = try await place.rested(one)
    let two = try await place.start("two")
    #expect(try await place.rested(two).state == .review)
    #expect(try await place.store.inbox(all: true, limit: 1).first?.answeredBy == Author("rule:P1"))
    let three = try await place.start("three")
    let other = try await place.ask()
    #expect(other.state == .open && other.task == three)
    _ = try await place.engine.perform(.removeRule(rule: RuleID(number: 1)))
    #expect(try await place.store.rules().isEmpty)
    _ = try await place.engine.perform(.cancelTask(task: three))
    await place.until {
      try await place.store.inbox(all: true, limit: 1).first?.state == .withdrawn
        || !host.run("R3").order.contains("stop") == false
    }
    host.prints("fail taskFailure stopped", "R3")
    #expect(try await place.rested(three).reason == "cancelled")
    #expect(try await place.store.inbox(all: false, limit: 9).isEmpty)
    await place.close()
  }

  @Test func aUsedUpQuotaWaitsAndGoesOnInTheAgentsOwnSession() async throws {
    let host = ScriptedHost { host, name, words in
      if name == "R1" {
        ["session S-1", "usage 1", "fail quota the window is used up"].forEach { host.prints($0, name) }
      } else {
        host.prints("done", name)
      }
    }
    let place = try Place(host)
    let task = try await place.start("work")
    await place.until { try await place.view(task).waiting?.for == .quota }
    let waiting = try await place.view(task)
    #expect(waiting.state == .running && waiting.waiting?.until == place.clock.now.advanced(by: .seconds(900)))
    #expect(host.run("R2").launch == nil)
    _ = try await place.engine.perform(.continueTask(task: task, prompt: "and add tests"))
    #expect(try await place.view(task).waiting?.for == .quota, "more words do not end the wait")
    place.clock.advance(by: .seconds(901))
    await place.engine.schedule()
    #expect(try await place.rested(task).state == .review)
    let record = try #require(try await place.store.task(task))
    #expect(record.attempts.count == 2 && record.attempts[1].resumes == "S-1")
    #expect(host.run("R2").sent["prompt"] == Array("and add tests\n".utf8))
    await place.close()
  }

  @Test func whereNobodyNamedAServiceTheNextOneTakesOver() async throws {
    let host = ScriptedHost { host, name, words in
      host.prints(name == "R2" ? "done" : "fail authentication no key", name)
    }
    let place = try Place(host)
    let task = try await place.start("work", service: nil)
    #expect(try await place.rested(task).service == "other")
    let record = try #require(try await place.store.task(task))
    #expect(record.attempts.map(\.service) == ["echo", "other"])
    #expect(record.attempts[1].reason.contains("echo failed before"))
    #expect(String(decoding: host.run("R2").sent["prompt"] ?? [], as: UTF8.self).hasPrefix("The task was:\nwork"))
    let named = try await place.start("work", service: "echo")
    #expect(try await place.rested(named).state == .failed)
    await place.close()
  }

  @Test func aWordInTheMiddleOfATurnReachesTheAgentAndALateOneTheNextAttempt() async throws {
    let host = ScriptedHost { host, name, words in
      if words.hasPrefix("said") { ["usage 1", "done"].forEach { host.prints($0, name) } }
      if name == "R2" { host.prints("done", name) }
    }
    let place = try Place(host)
    let task = try await place.start("work")
    await place.until { host.run("R1").order == ["prompt"] }
    host.prints("session S-1", "R1")
    _ = try await place.engine.perform(.continueTask(task: task, prompt: "and the logout"))
    #expect(try await place.rested(task).state == .review)
    #expect(host.run("R1").order == ["prompt", "say-1"])
    _ = try await place.engine.perform(.continueTask(task: task, prompt: "now add tests"))
    await place.until { host.run("R2").launch != nil }
    #expect(try await place.rested(task).runs.count == 2)
    #expect(host.run("R2").sent["prompt"] == Array("now add tests\n".utf8))
    await place.close()
  }

  @Test func anAgentThatDoesNotReadHoldsUpNobody() async throws {
    let (place, task) = try await cancelled()
    place.host.ends("R1", .signalled(15))
    #expect(try await place.rested(task).reason == "cancelled")
    await place.close()
  }

  @Test func whatWasCancelledEndsAlsoWhereTheEngineGoesAtOnce() async throws {
    let (place, _) = try await cancelled()
    await place.close()
    #expect(host(place).end == .signalled(15))
  }

  /// A task whose agent does not read that it is to leave.
  private func cancelled() async throws -> (Place, TaskID) {
    let place = try Place(ScriptedHost())
    let task = try await place.start("unread")
    await place.until { host(place).launch != nil }
    place.host.prints("session S-1", "R1")
    await place.until { try await place.store.task(task)?.lastAttempt?.agentSession == "S-1" }
    _ = try await place.engine.perform(.cancelTask(task: task))
    return (place, task)
  }

  private func host(_ place: Place) -> ScriptedHost.Run { place.host.run("R1") }

  @Test func anAgentThatGoesWithoutALastWordFell() async throws {
    let host = ScriptedHost { host, name, _ in
      host.prints("session S-1", name)
      host.ends(name, .exited(0))
    }
    let place = try Place(host)
    let task = try await place.start("work")
    let ended = try await place.rested(task)
    #expect(ended.state == .failed && ended.reason == "echo fell over: it ended without a last word (exit 0)")
    await place.close()
  }

  /// No fault of its service: nobody takes over, and a word goes on in its session.
  @Test func anAgentWhoseEndNobodySawHasFailedWithTheReasonAlone() async throws {
    let host = ScriptedHost { host, name, _ in
      host.prints("session S-1", name)
      if name == "R1" { host.ends(name, .lost("the machine restarted")) } else { host.prints("done", name) }
    }
    let place = try Place(host)
    let task = try await place.start("work", service: nil)
    let ended = try await place.rested(task)
    #expect(ended.state == .failed && ended.reason == "the machine restarted" && ended.runs.count == 1)
    #expect(try await place.store.services().first { $0.name == "echo" }?.failures ?? 0 == 0)
    _ = try await place.engine.perform(.continueTask(task: task, prompt: "go on"))
    #expect(try await place.rested(task).state == .review)
    #expect(try await place.store.task(task)?.lastAttempt?.resumes == "S-1")
    await place.close()
  }
}

/// An engine over a home of its own, which can be replaced as if it had died.
final class Place: Sendable {
  let host: ScriptedHost
  let store: Store
  let clock = TestClock()
  private let home: String
  private let current = Held()

  var engine: OrchestrationEngine { current.engine }

  init(_ host: ScriptedHost) throws {
    var template = Array("/tmp/drover-agents-XXXXXX".utf8CString)
    guard let path = mkdtemp(&template) else { throw StoreError(.fault, "no temporary folder") }
    home = String(cString: path)
    self.host = host
    store = try Store(home: Home(path: home), clock: { [clock] in clock.now })
    current.set(make())
  }

  deinit { system("rm -rf '\(home)'") }

  private func make() -> OrchestrationEngine {
    OrchestrationEngine(
      store: store, author: .commandLine, version: "1", clock: { [clock] in clock.now },
      ids: { FullID(milliseconds: 1, random: .random(in: 0...(.max)), more: 2) }, host: host,
      repositories: ScriptedRepositories(), workspaces: ScriptedWorkspaces(), token: 1,
      // Lets it begin under a budget, whatever its price.
      covered: { _, _ in true }, agents: AgentOptions(ScriptedAgents()))
  }

  func replaceEngine() async throws {
    await engine.endRuns()
    current.set(make())
    await engine.begin(generation: 2)
  }

  func start(_ prompt: String, service: String? = "echo", budget: Money? = nil) async throws -> TaskID {
    await engine.begin(generation: 1)
    var draft = TaskDraft(title: "", prompt: prompt, workspace: "/repository")
    draft.service = service
    draft.budget = budget
    guard case .task(let view) = try await engine.perform(.createTask(draft: draft, start: true)) else {
      throw StoreError(.fault, "no task")
    }
    return view.id
  }

  func view(_ task: TaskID) async throws -> TaskView { TaskView(try #require(try await store.task(task))) }

  /// The newest thing that is asked, once something is.
  func ask() async throws -> AskView {
    await until { try await !store.inbox(all: false, limit: 1).isEmpty }
    return try #require(try await store.inbox(all: false, limit: 1).first)
  }

  func rested(_ task: TaskID) async throws -> TaskView {
    await until { ![.todo, .running].contains(try await view(task).state) }
    return try await view(task)
  }

  /// Looks at every fact until it is so; the suite's time limit is the bound.
  func until(_ holds: () async throws -> Bool) async {
    let events = store.committed.listen(bound: 10_000)
    if (try? await holds()) == true { return }
    let nudge = Task { [store] in
      while !Task.isCancelled {
        _ = try? await Task.sleep(for: .milliseconds(20))
        store.committed.send(.nudge)
      }
    }
    defer { nudge.cancel() }
    for await _ in events where (try? await holds()) == true { return }
  }

  func close() async {
    await engine.endRuns()
    await store.close()
  }
}

extension Event {
  /// Makes a test look at what the scripted host knows, which no fact announces.
  static let nudge = Event(
    seq: 0, time: Timestamp(microseconds: 0), task: nil, run: nil, by: .engine, cause: nil,
    body: .unknown(type: "nudge"))
}
