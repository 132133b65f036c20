import Base
import Domain
import Glibc
import Store
import Testing

@testable import Engine

@Suite struct AgentLimitsTests {
  private static let now = Timestamp(microseconds: 1_795_233_906_789_000)

  @Test func agentsMakeTasksOnlySoDeepAndSoMany() async throws {
    var template = Array("/tmp/drover-agents-XXXXXX".utf8CString)
    let folder = String(cString: try #require(mkdtemp(&template)))
    defer { system("rm -rf '\(folder)'") }
    let store = try Store(home: Home(path: folder), clock: { Self.now })
    var makers: [Author] = [.commandLine]
    for number in 1...3 {
      let maker = makers[number - 1]
      try await store.write { transaction in
        let draft = TaskDraft(prompt: "p", workspace: "/w")
        let uid = FullID(milliseconds: 1, random: UInt64(number), more: 3)
        let task = try transaction.nextTask()
        try transaction.append(EventDraft(.taskCreated(TaskCreated(uid: uid, draft: draft)), task: task, by: maker))
        let run = RunID(number: number)
        let started = RunStarted(service: "command", reason: "asked", host: "local", token: "1", attempt: 1)
        try transaction.append(EventDraft(.runStarted(started), task: task, run: run, by: .engine))
      }
      makers.append(.agent(RunID(number: number)))
    }
    let allowed = AgentLimits(depth: 2, tasks: 2)
    let table: [(Author, AgentLimits, String?)] = [
      (.commandLine, AgentLimits(depth: 0, tasks: 0), nil), (.agent(RunID(number: 1)), allowed, nil),
      (.agent(RunID(number: 2)), allowed, nil), (.agent(RunID(number: 3)), allowed, "depth"),
      (.agent(RunID(number: 1)), AgentLimits(depth: 0, tasks: 9), "depth"),
      (.agent(RunID(number: 1)), AgentLimits(depth: 2, tasks: 1), "has made 1 tasks"),
      (Author("agent"), allowed, nil), (Author("agent"), AgentLimits(depth: 0, tasks: 9), "depth"),
    ]
    for (author, limits, words) in table {
      let refusal = try await store.write { transaction -> String? in
        do { try limits.check(author, in: transaction) } catch let error as DroverError { return error.message }
        return nil
      }
      #expect(words == nil ? refusal == nil : refusal?.contains(words ?? "") == true, "\(author) \(limits)")
    }
    await store.close()
  }
}
