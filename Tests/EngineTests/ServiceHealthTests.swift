import Base
import Domain
import Testing

@testable import Engine

struct ServiceHealthTests {
  private func facts(_ name: String, _ permissions: [Permission] = Permission.allCases) -> AgentFacts {
    AgentFacts(name: name, program: "/bin/\(name)", permissions: permissions)
  }

  private func record(_ service: String? = nil) -> TaskRecord {
    var draft = TaskDraft(title: "t", prompt: "p", workspace: "/w")
    draft.service = service
    return TaskRecord(
      id: TaskID(number: 1), uid: FullID(milliseconds: 0, random: 0, more: 0), draft: draft,
      created: Timestamp(microseconds: 0))
  }

  private static let down = ServiceHealth(.down, "quota: used up")

  @Test(arguments: [
    ([:], "a"), (["a": down], "b"), (["a": down, "b": down], "a"),
    (["a": ServiceHealth(.disabled, "it was disabled")], "b"), (["a": ServiceHealth(.probing, "")], "a"),
  ])
  func `without a name the first healthy one runs, and the reason says who is down`(
    health: [String: ServiceHealth], chosen: String
  ) throws {
    let choice = try ServiceChoice.choose(
      record(), permission: .edits, known: [facts("a"), facts("b")], health: health)
    #expect(choice.service == chosen)
    #expect(choice.reason.contains("a is down: quota: used up") == (health["a"] == Self.down))
  }

  @Test
  func `nobody who is disabled is chosen`() {
    let health = ["a": ServiceHealth(.disabled, "it was disabled")]
    #expect(throws: DroverError.self) {
      try ServiceChoice.choose(record(), permission: .edits, known: [facts("a")], health: health)
    }
  }

  private func exam(_ lines: [String], _ end: RunEnd) -> (ServiceTested, [String]) {
    var exam = Exam(service: "a", conversation: ScriptedConversation("hello"), began: .now)
    var orders = exam.open()
    let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
    orders += exam.feed(LogChunk(offset: 0, source: .output, bytes: bytes))
    let words = orders.map { order in
      switch order {
      case .send(let id, _): id
      case .close: "close"
      }
    }
    return (exam.result(end), words)
  }

  @Test
  func `a test passes by its answer, allows nothing, and closes when the agent rests`() {
    let (passed, orders) = exam(["session s1", "ask q1 {}", "hi", "done"], .exited(0))
    #expect(passed.passed && passed.message == "hi" && passed.errorClass == nil)
    #expect(orders == ["prompt", "answer-q1", "close"])
  }

  private static let endings: [([String], RunEnd, ErrorClass, String)] = [
    (["fail quota limit reached"], .exited(1), .quota, "limit reached"),
    ([], .exited(3), .agentCrash, "it ended with exit code 3 and said nothing"),
    ([], .timeLimit, .agentCrash, "it said nothing for 90 seconds"),
    (["done"], .exited(1), .agentCrash, "it ended with exit code 1 and said nothing"),
  ]

  @Test(arguments: endings)
  func `a test that fails says why`(lines: [String], end: RunEnd, known: ErrorClass, words: String) {
    let (failed, _) = exam(lines, end)
    #expect(!failed.passed && failed.errorClass == known && failed.message == words)
  }
}
