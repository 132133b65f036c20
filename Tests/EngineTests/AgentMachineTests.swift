import Base
import Domain
import Synchronization
import Testing

@testable import Engine

final class TestClock: Sendable {
  private let moment = Mutex(Timestamp(microseconds: 1_795_233_906_789_000))
  var now: Timestamp { moment.withLock { $0 } }
  func advance(by duration: Duration) { moment.withLock { $0 = $0.advanced(by: duration) } }
}

final class Held: Sendable {
  private let value = Mutex<OrchestrationEngine?>(nil)
  func set(_ engine: OrchestrationEngine) { value.withLock { $0 = engine } }
  var engine: OrchestrationEngine {
    guard let engine = value.withLock({ $0 }) else { preconditionFailure("set before use") }
    return engine
  }
}

@Suite struct AgentMachineTests {
  let log = "session S-1\nfile a\nfile a\nask q1 {}\nusage 3\nretry\nhello\ndone\n"

  private func machine(_ events: [EventBody] = [], answers: [String: AgentAnswer] = [:]) throws -> AgentMachine {
    AgentMachine(ScriptedConversation("p"), service: "echo", attempt: try Self.attempt(events), answers: answers)
  }

  private static func attempt(_ events: [EventBody]) throws -> TaskRecord.Attempt {
    var facts = Facts.started(verify: nil)
    for event in events { facts.happens(event) }
    return try #require(facts.record.lastAttempt)
  }

  private func fed(_ start: AgentMachine, by step: Int) -> (facts: [AgentMachine.Fact], sent: [String], rests: Bool) {
    var machine = start
    var all = machine.open()
    let bytes = Array(log.utf8)
    for offset in stride(from: 0, to: bytes.count, by: step) {
      let piece = Array(bytes[offset..<min(offset + step, bytes.count)])
      all.add(machine.feed(LogChunk(offset: Int64(offset), source: .output, bytes: piece)))
    }
    all.add(machine.caughtUp())
    return (all.facts, all.sendings.map(\.id), machine.isAtRest)
  }

  @Test(arguments: [1, 7, 1000]) func theSameFactsHoweverTheLogIsCut(step: Int) throws {
    let (facts, sent, rests) = fed(try machine(), by: step)
    let whole = fed(try machine(), by: 1000).facts
    #expect(facts == whole && rests && sent == ["prompt"])
    #expect(facts.count == 7, "session, file once, ask, usage, retry, end of the wait, finished: \(facts)")
  }

  @Test func whatIsBookedIsNotBookedAgainAndWhatWasSaidIsSaidAtItsPlace() throws {
    let booked = Int64(log.utf8.count - "hello\ndone\n".utf8.count)
    let events: [EventBody] = [
      .promptSent(PromptSent(id: "say-1", text: "more")), .inputDelivered(InputDelivered(id: "say-1", offset: 20)),
      .filesTouched(FilesTouched(files: ["file"], offset: booked)),
    ]
    let again = fed(try machine(events, answers: ["q1": .allow]), by: 1000)
    #expect(again.facts.count == 2, "the end of the wait and the last word: \(again.facts)")
    #expect(again.sent == ["prompt", "say-1", "answer-q1"])
  }

  @Test func theLadderInterruptsThenClosesThenStops() {
    var watch = AgentWatch(AgentWatch.Limits(silence: .seconds(60)), now: .zero)
    #expect(watch.deadline == .seconds(60))
    watch.wasActive(.seconds(30))
    #expect(watch.looked(.seconds(60)) == .none && watch.deadline == .seconds(90))
    watch.isInTool = true
    #expect(watch.deadline == .seconds(210))
    watch.isInTool = false
    watch.isWaitingForPerson = true
    #expect(watch.deadline == nil)
    watch.isWaitingForPerson = false
    #expect(watch.looked(.seconds(90)) == .interrupt && watch.reason?.errorClass == .network)
    #expect(watch.looked(.seconds(95)) == .closeInput)
    #expect(watch.looked(.seconds(100)) == .stop && watch.deadline == nil)
    var resting = AgentWatch(AgentWatch.Limits(wallClock: .seconds(10)), now: .zero)
    #expect(resting.rested(.seconds(1)) == .closeInput && resting.rested(.seconds(2)) == .none)
    #expect(resting.looked(.seconds(6)) == .stop && resting.reason == nil)
  }

  @Test(arguments: [
    (ErrorClass.quota, 0, true, false, ErrorPolicy.Decision.wait(.quota, until: Timestamp(microseconds: 900_000_000))),
    (.quota, 0, false, true, .fallBack), (.authentication, 0, true, true, .fail),
    (.authentication, 0, false, true, .fallBack),
    (.overloaded, 0, true, false, .wait(.retry, until: Timestamp(microseconds: 30_000_000))),
    (.overloaded, 2, true, false, .wait(.retry, until: Timestamp(microseconds: 120_000_000))),
    (.overloaded, 4, true, false, .fail), (.network, 4, false, true, .fallBack),
    (.contextTooLong, 0, false, true, .fail),
    (.permission, 0, false, true, .fail), (.agentCrash, 0, true, false, .fail),
  ])
  func eachClassHasItsPolicy(
    errorClass: ErrorClass, followUps: Int, isNamed: Bool, hasOther: Bool, decision: ErrorPolicy.Decision
  ) throws {
    let last = AgentFinished(outcome: .failed, errorClass: errorClass, message: "words")
    let attempt = try Self.attempt([.turnFinished(TurnFinished(last, offset: 1))])
    let failure = try #require(AgentFailure(of: attempt))
    let facts = ErrorPolicy.Facts(
      failure: failure, followUps: followUps, isServiceNamed: isNamed, hasOther: hasOther, resumesAfterQuota: true,
      jitter: 0, now: Timestamp(microseconds: 0))
    #expect(ErrorPolicy.decide(facts) == decision)
    #expect(failure.sentence("echo").contains("words"))
  }

  @Test(arguments: [
    (#"{"command":"npm test","description":"x"}"#, #"{"command":"npm test"}"#),
    (#"{"file_path":"/w/src/a","content":"b"}"#, #"{"content":"b","file_path":"{worktree}/src/a"}"#),
    (#"{"file_path":"/w/../etc/passwd"}"#, #"{"file_path":"/w/../etc/passwd"}"#),
    (#"{"command":"ls","cwd":"/w"}"#, #"{"command":"ls","cwd":"{worktree}"}"#), ("not json", "not json"),
    (#"{"description":"only words"}"#, #"{"description":"only words"}"#),
  ])
  func aPermissionComparesTheInputAndNotTheWordsAboutIt(input: String, subject: String) {
    #expect(ApprovalScope.subject(input, folder: "/w") == subject)
  }
}
