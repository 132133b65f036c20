import Base
import Domain
import Synchronization

@testable import Engine

/// An agent of a few words, one line each: `session ID`, `ask ID INPUT`, `usage N`, `done`, `fail CLASS WORDS`,
/// `retry`, `file NAME`, `say TEXT`. What is written to it is recorded by the host.
struct ScriptedConversation: AgentConversation {
  private var line: [UInt8] = []
  private var asked: Set<String> = []
  let prompt: String

  init(_ prompt: String) { self.prompt = prompt }

  mutating func open() -> [AgentStep] { [.send(id: "prompt", bytes: Array("\(prompt)\n".utf8))] }

  mutating func feed(_ bytes: [UInt8], at offset: Int64) -> [AgentStep] {
    var steps: [AgentStep] = []
    for (index, byte) in bytes.enumerated() {
      guard byte == 10 else {
        line.append(byte)
        continue
      }
      steps += read(String(decoding: line, as: UTF8.self), offset + Int64(index) + 1)
      line = []
    }
    return steps
  }

  mutating func feedErrors(_ bytes: [UInt8], at offset: Int64) -> [AgentStep] { [] }
  mutating func end() -> [AgentStep] { [] }

  mutating func say(_ text: String, id: String) -> [AgentStep] { [.send(id: id, bytes: Array("said \(text)\n".utf8))] }

  mutating func answer(_ request: String, _ answer: AgentAnswer) -> [AgentStep] {
    guard asked.remove(request) != nil else { return [] }
    return [.send(id: "answer-\(request)", bytes: Array("\(answer)\n".utf8))]
  }

  mutating func interrupt(id: String) -> [AgentStep] { [.send(id: id, bytes: Array("interrupt\n".utf8))] }

  private mutating func read(_ line: String, _ offset: Int64) -> [AgentStep] {
    let words = line.split(separator: " ", maxSplits: 2).map(String.init)
    func event(_ body: AgentEventBody) -> AgentStep { .event(AgentEvent(offset: offset, body: body)) }
    switch words.first {
    case "session": return [event(.session(AgentSession(id: words[1])))]
    case "ask":
      asked.insert(words[1])
      return [event(.approval(ApprovalRequest(id: words[1], tool: "Bash", input: words[2])))]
    case "usage":
      let cost = Cost(amount: Money("0.01"), basis: .reported)
      return [event(.usage(UsageReport(usage: Usage(input: Int(words[1]) ?? 0), cost: cost)))]
    case "retry": return [event(.retry(AgentRetry(seconds: 1, errorClass: .overloaded, message: "busy")))]
    case "file": return [event(.fileChange(FileChange(path: words[1], change: .update)))]
    case "done": return [event(.finished(AgentFinished(outcome: .success))), .rest]
    case "fail":
      let errorClass = ErrorClass(rawValue: words[1])
      return [event(.finished(AgentFinished(outcome: .failed, errorClass: errorClass, message: words[2]))), .rest]
    default: return [event(.text(AgentText(text: line)))]
    }
  }
}

/// A host whose runs are scripts: what a run prints is written by the test.
final class ScriptedHost: RunHost {
  struct Run {
    var log: [UInt8] = []
    var followers: [AsyncStream<LogChunk>.Continuation] = []
    var sent: [String: [UInt8]] = [:]
    var order: [String] = []
    var isInputClosed = false
    var end: RunEnd?
    var waiters: [CheckedContinuation<RunEnd, Never>] = []
    var launch: RunLaunch?
  }

  private let runs = Mutex<[String: Run]>([:])
  /// Plays the program: called with what was written to it.
  let reply: @Sendable (ScriptedHost, String, String) -> Void

  init(_ reply: @escaping @Sendable (ScriptedHost, String, String) -> Void = { _, _, _ in }) { self.reply = reply }

  func run(_ name: String) -> Run { runs.withLock { $0[name] ?? Run() } }

  func prints(_ text: String, _ name: String) {
    let (followers, chunk) = runs.withLock { runs -> ([AsyncStream<LogChunk>.Continuation], LogChunk) in
      let offset = Int64(runs[name]?.log.count ?? 0)
      runs[name, default: Run()].log += Array("\(text)\n".utf8)
      return (runs[name]?.followers ?? [], LogChunk(offset: offset, source: .output, bytes: Array("\(text)\n".utf8)))
    }
    for follower in followers { follower.yield(chunk) }
  }

  func ends(_ name: String, _ end: RunEnd = .exited(0)) {
    let (followers, waiters) = runs.withLock { runs in
      defer {
        runs[name, default: Run()].end = end
        runs[name]?.followers = []
        runs[name]?.waiters = []
      }
      return (runs[name]?.followers ?? [], runs[name]?.waiters ?? [])
    }
    for follower in followers { follower.finish() }
    for waiter in waiters { waiter.resume(returning: end) }
  }

  func launch(_ launch: RunLaunch) async throws {
    runs.withLock { $0[launch.name, default: Run()].launch = launch }
  }

  func wasLaunched(_ name: String, token: UInt64) async -> Bool { run(name).launch != nil }

  func stall(of name: String, token: UInt64) async -> String? { nil }

  func end(of name: String, token: UInt64) async throws -> RunEnd {
    await withCheckedContinuation { continuation in
      let end = runs.withLock { runs -> RunEnd? in
        if let end = runs[name]?.end { return end }
        runs[name, default: Run()].waiters.append(continuation)
        return nil
      }
      if let end { continuation.resume(returning: end) }
    }
  }

  func stop(_ name: String, token: UInt64) async throws { ends(name, .signalled(15)) }

  func send(_ bytes: [UInt8], id: String, to name: String, token: UInt64) async throws {
    // One that does not read what it is told: the pipe never takes it.
    if String(decoding: bytes, as: UTF8.self).contains("unread") { try await Task.sleep(for: .seconds(3600)) }
    let isNew = runs.withLock { runs in
      guard runs[name]?.sent[id] == nil else { return false }
      runs[name, default: Run()].sent[id] = bytes
      runs[name]?.order.append(id)
      return true
    }
    if isNew { reply(self, name, String(decoding: bytes, as: UTF8.self).trimmed) }
  }

  func closeInput(of name: String, token: UInt64) async throws {
    runs.withLock { $0[name, default: Run()].isInputClosed = true }
    ends(name)
  }

  func log(_ name: String, _ request: LogRequest) async throws -> AsyncStream<LogChunk> {
    AsyncStream { continuation in
      let isOver = runs.withLock { runs in
        let run = runs[name] ?? Run()
        let start = Int(request.offset)
        if run.log.count > start {
          continuation.yield(LogChunk(offset: request.offset, source: .output, bytes: Array(run.log[start...])))
        }
        if request.follow, run.end == nil { runs[name, default: Run()].followers.append(continuation) }
        return !request.follow || run.end != nil
      }
      if isOver { continuation.finish() }
    }
  }
}

struct ScriptedAgents: Agents {
  var facts = [
    AgentFacts(name: "echo", program: "/bin/echo", permissions: [.edits, .plan], resumes: true),
    AgentFacts(name: "other", program: "/bin/other", permissions: [.edits], resumes: false),
  ]

  func known() async -> [AgentFacts] { facts }

  func plan(_ start: AgentStart) async throws -> AgentPlan {
    AgentPlan(
      arguments: [start.agent], environment: start.environment, takesInput: true,
      conversation: ScriptedConversation(start.prompt))
  }

  func conversation(_ start: AgentStart) async throws -> any AgentConversation { ScriptedConversation(start.prompt) }
}

struct ScriptedRepositories: Repositories {
  func makeTree(_ request: TreeRequest) async throws -> TreeMade {
    if let session = request.session {
      return TreeMade(path: "/w", branch: "session-\(session.number)", base: "main", baseCommit: "c")
    }
    return TreeMade(
      path: "/w", branch: "task-\((request.race ?? request.task).number)\(request.service.map { "-\($0)" } ?? "")",
      base: "main", baseCommit: "c")
  }

  func freshness(of base: String?, in workspace: String) async throws -> BaseFreshness? { nil }

  func commit(_ tree: TreeFacts, message: String, merging: String?) async throws -> TreeWork {
    TreeWork(commit: "d", files: ["a"], left: [], lines: tree.task.number == 1 ? 9 : 3)
  }

  func snapshot(_ tree: TreeFacts, name: String) async throws -> SnapshotMade {
    SnapshotMade(ref: "r", commit: "s", left: [])
  }

  func prepareTrim(_ tree: TreeFacts, _ wish: TrimWish) async throws -> TrimTarget {
    switch wish {
    case .keep(let choose): TrimTarget(tree: "t", from: "d", count: try choose(Patch(Array(Self.work.utf8))).count)
    case .back(let commit, _): TrimTarget(tree: "tree of \(commit)", from: "d", count: nil)
    }
  }
  func trim(_ tree: TreeFacts, to trim: Trim, seen: String, message: String) async throws {}
  func measure(_ tree: TreeFacts) async throws -> TreeWork { TreeWork(commit: "k", files: ["a"], left: []) }

  /// What the engine takes apart: two hunks of one file.
  static let work = """
    diff --git a/a b/a
    index 1111111..2222222 100644
    --- a/a
    +++ b/a
    @@ -1,1 +1,1 @@
    -one
    +ONE
    @@ -9,1 +9,1 @@
    -nine
    +NINE

    """

  func name(_ tree: TreeFacts, after owner: TaskID?) async throws {}
  func remake(_ tree: TreeFacts) async throws -> Bool { false }
  func lend(
    _ files: [String], hiding rivals: [String: [String]], to tree: TreeFacts, name: String
  ) async throws -> [String] { files }
  func picture(_ tree: TreeFacts) async throws -> String? { "picture" }
  func watch(_ tree: TreeFacts) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { $0.finish() }
  }
  func takeBack(_ files: [String], in tree: TreeFacts, commit: String, name: String) async throws {}
  func found() async -> [FoundTree] { [] }
  func tidy(_ tree: TreeFacts, folder: String, keepBranch: Bool) async {}
  func moveToTrash(_ tree: TreeFacts, folder: String) async throws {}
  func diff(_ tree: TreeFacts) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { $0.finish() }
  }

  private static let refusal = DroverError(.refused, "not in this test")
  func touched(_ tree: TreeFacts, files: [String]) async throws -> [String: TouchedLines] { [:] }
  func patch(_ comparison: TreeComparison) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    throw Self.refusal
  }
  func changes(_ comparison: TreeComparison) async throws -> [ChangedFile] {
    [ChangedFile(path: "login.swift", kind: .modified, added: 3, removed: 1, content: "x")]
  }
  func startMerge(of branch: String, in tree: TreeFacts) async throws -> BaseMerged { throw Self.refusal }
  func push(_ tree: TreeFacts, title: String, pullRequest: Bool) async throws -> BranchPushed { throw Self.refusal }
  func reset(_ tree: TreeFacts, name: String) async throws -> WorktreeReset { throw Self.refusal }
  func preview(_ tree: TreeFacts, into: String?) async throws -> MergePlan { MergePlan(into: "main", conflicts: []) }
  func merge(_ tree: TreeFacts, _ request: MergeRequest) async throws -> MergeMade {
    MergeMade(into: "main", commit: "m")
  }
  func restore(workspace: String, folder: String) async throws -> TreeMade { throw Self.refusal }
}

/// A repository that brings nothing along.
struct ScriptedWorkspaces: Workspaces {
  func content(of workspace: String, base: String?) async throws -> WorkspaceContent {
    WorkspaceContent(files: [:], hash: "h", base: [:], baseHash: "b")
  }

  func recipes(of tree: TreeFacts) async throws -> Recipes { Recipes() }
  func fill(_ tree: TreeFacts, copying: [String]) async throws -> [String] { [] }
  func remember(_ tree: TreeFacts, before run: RunID, ownBranches: Set<String>) async throws {}
  func changes(in tree: TreeFacts, since run: RunID, ownBranches: Set<String>) async throws -> RepositoryInspected {
    RepositoryInspected(changes: [], notes: [])
  }
}
