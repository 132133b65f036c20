import Base
import Domain
import JSON
import Platform
import Synchronization
import Testing
import Wire

@testable import MCP

@Suite struct ToolTests {
  @Test func everyToolHasSchemasAndTellsWhatItDoesToTheWorld() throws {
    for tool in ToolTable.all {
      let description = tool.description
      #expect(description["inputSchema"]?["type"] == "object", "\(tool.name)")
      #expect(description["outputSchema"]?["type"] == "object", "\(tool.name)")
      #expect(description["annotations"]?["readOnlyHint"]?.boolValue == (tool.effect == .reads))
      #expect(tool.fields.allSatisfy { $0.summary.count > 4 })
    }
    #expect(ToolTable.tool("merge_task")?.description["annotations"]?["destructiveHint"] == true)
  }

  private static let mistakes: [(JSONValue, String)] = [
    (["id": 7], "id must be a text"), ([:], "id is missing: the task, for example T12"),
    (["id": "T1", "where": 1], "there is no argument where; there are: id, limit"),
    (["id": "T1", "limit": "many"], "limit must be a whole number"), ("T1", "the arguments must be an object"),
  ]

  @Test(arguments: mistakes)
  func wrongArgumentsAreNamed(_ arguments: JSONValue, _ problem: String) {
    #expect(ToolTable.tool("task_diff")?.fields.problem(with: arguments) == problem)
    #expect(ToolTable.tool("task_diff")?.fields.problem(with: ["id": "T1", "limit": .null]) == nil)
  }

  private static let agreed: JSONValue = ["action": "accept", "content": ["merge": true]]
  private static let unsure: JSONValue = ["action": "accept", "content": ["merge": false]]
  private static let answers: [(MCPCall.Person, JSONValue?, Bool)] = [
    (.unreachable, nil, false), (.reachable, agreed, true), (.reachable, unsure, false),
    (.reachable, ["action": "decline"], false), (.reachable, nil, false), (.asked(["merge": agreed]), nil, true),
    (.asked(["merge": ["action": "cancel"]]), nil, false),
  ]

  @Test(arguments: answers)
  func onlyThePersonMerges(_ person: MCPCall.Person, _ answer: JSONValue?, _ merges: Bool) async {
    let engine = OneTask()
    let outcome = await engine.run("merge_task", ["id": "T1"], person: person, answer: answer)
    #expect(engine.performed.withLock { $0.count } == (merges ? 1 : 0))
    if case .done = outcome { #expect(merges) } else { #expect(!merges) }
  }

  @Test func aStatelessClientIsToldToAsk() async {
    let outcome = await OneTask().run("merge_task", ["id": "T1"], person: .asked(nil))
    guard case .asksPerson("merge", let request) = outcome else { Issue.record("\(outcome)"); return }
    #expect(request["method"] == "elicitation/create")
  }

  @Test func whatTheConfigurationAllowsNeedsNobody() async {
    let engine = OneTask()
    _ = await engine.run("merge_task", ["id": "T1"], allowsMerge: true)
    #expect(engine.performed.withLock { $0.count } == 1)
  }

  @Test func waitingEndsWithTheTimeAndSaysSo() async {
    let outcome = await OneTask().run("wait_task", ["ids": ["T1"], "timeoutSeconds": 0])
    guard case .done(let value) = outcome else { Issue.record("\(outcome)"); return }
    #expect(value["timedOut"] == true && value["tasks"]?[0]?["id"] == "T1")
  }

  @Test func aWholeConversationOverALink() async throws {
    let (near, far) = try await Connection.pair()
    let engine = OneTask()
    let server = Task { await MCPServer(far.link, context: engine.context(allowsMerge: false)).run() }
    var lines = LineFraming()
    for message: RPCMessage in [
      .request(id: .number(1), method: "initialize", parameters: ["protocolVersion": "2025-06-18"]),
      .notification(method: "notifications/initialized", parameters: .null),
      .request(id: .text("two"), method: "tools/call", parameters: ["name": "task_status", "arguments": ["id": "T1"]]),
    ] { try await near.write(message.line) }
    try await near.write(Array("no message\n".utf8))
    var answers: [JSONValue] = []
    while answers.count < 2, let bytes = await near.link.next() {
      answers += try lines.feed(bytes).map { try JSONParser.parse($0.bytes) }
    }
    #expect(answers[1]["id"] == "two")
    #expect(answers[1]["result"]?["structuredContent"]?["task"]?["id"] == "T1")
    await near.close()
    await server.value
    await far.close()
  }
}

/// An engine with one task that never ends.
private final class OneTask: EngineClient {
  let performed = Mutex<[Command]>([])

  private var task: TaskView {
    let uid = FullID(milliseconds: 1, random: 1, more: 1)
    return TaskView(
      TaskRecord(
        id: TaskID(number: 1), uid: uid, draft: TaskDraft(title: "one", prompt: "do", workspace: "/w"),
        created: Timestamp(microseconds: 0)))
  }

  func perform(_ command: Command) async throws -> Reply {
    performed.withLock { $0.append(command) }
    return .task(task)
  }

  func ask(_ query: Query) async throws -> Answer {
    switch query {
    case .tasks: .tasks(TaskPage(tasks: [], total: 0, seq: 0))
    case .explain: .explain(Explanation(id: TaskID(number: 1), state: .todo, facts: ["made"], ways: []))
    default: .task(task)
    }
  }

  func events(since: Int64) async throws -> AsyncStream<Event> {
    AsyncStream { _ in }
  }
  func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> { AsyncStream { $0.finish() } }
  func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { $0.finish() }
  }

  func context(allowsMerge: Bool) -> MCPContext {
    MCPContext(
      version: "9", environment: [:], allowsMerge: allowsMerge, engine: { self }, repository: { $0 ?? "/w" },
      answer: { turn, _ in "answer to \(turn.text)" })
  }

  func run(
    _ name: String, _ arguments: JSONValue, person: MCPCall.Person = .unreachable, answer: JSONValue? = nil,
    allowsMerge: Bool = false
  ) async -> ToolOutcome {
    let call = MCPCall(id: .number(1), name: name, arguments: arguments, progressToken: nil, person: person)
    return await ToolRunner(
      context: context(allowsMerge: allowsMerge), call: call, progress: { _ in }, ask: { _ in answer }
    ).run()
  }
}
