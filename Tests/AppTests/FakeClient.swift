import Base
import Domain
import Synchronization

/// An engine of a few tasks in memory; remembers what it was asked to do.
final class FakeClient: EngineClient {
  private let commands = Mutex<[Command]>([])

  var performed: [Command] { commands.withLock { $0 } }

  func perform(_ command: Command) async throws -> Reply {
    commands.withLock { $0.append(command) }
    return .done
  }

  func ask(_ query: Query) async throws -> Answer {
    if case .services = query {
      return .services([.sample("claude", ["opus", "sonnet"]), .sample("codex", ["gpt-5"])])
    }
    guard case .rules = query else { return .tasks(TaskPage(tasks: [], total: 0, seq: 0)) }
    let rules = [(6, 2), (7, 1)].map { rule, ask in
      RuleAdded(
        rule: RuleID(number: rule), workspace: "/work/shop", service: "claude", tool: "Bash", input: "make",
        folder: "worktree", ask: AskID(number: ask))
    }
    return .rules(rules.map { RuleView($0, by: .screen, since: Timestamp(microseconds: 0)) })
  }

  func events(since: Int64) async throws -> AsyncStream<Event> { AsyncStream { $0.finish() } }
  func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> { AsyncStream { $0.finish() } }
  func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { $0.finish() }
  }
}

extension ServiceView {
  static func sample(_ name: String, _ models: [String]) -> ServiceView {
    let facts = AgentFacts(
      name: name, program: "/usr/bin/\(name)", version: "1", models: models, permissions: [.edits], resumes: true,
      isUnproven: false, isLoggedIn: true)
    return ServiceView(facts, nil, at: Timestamp(microseconds: 0))
  }
}

extension TaskView {
  static func sample(_ number: Int, _ title: String, in state: TaskState = .todo) -> TaskView {
    let uid = FullID(milliseconds: 1_795_233_906_789, random: UInt64(number), more: 1)
    let draft = TaskDraft(title: title, prompt: "please \(title)", workspace: "/work/shop")
    let record = TaskRecord(
      id: TaskID(number: number), uid: uid, draft: draft, created: Timestamp(microseconds: 1_795_233_906_789_000))
    var view = TaskView(record)
    view.state = state
    return view
  }
}
