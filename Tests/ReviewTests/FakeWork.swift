import Base
import Domain
import Synchronization

@testable import Review

/// An engine with one task whose work is fixed; remembers what it was asked to do.
final class FakeWork: EngineClient {
  private let commands = Mutex<[Command]>([])
  private let patch: [UInt8]

  init(patch: String = sample) { self.patch = Array(patch.utf8) }

  var performed: [Command] { commands.withLock { $0 } }

  func perform(_ command: Command) async throws -> Reply {
    commands.withLock { $0.append(command) }
    return .done
  }

  func ask(_ query: Query) async throws -> Answer {
    switch query {
    case .detail: .detail(.sample())
    case .changes: .changes(ChangeList(from: "a", to: "b", files: files))
    default: .tasks(TaskPage(tasks: [], total: 0, seq: 0))
    }
  }

  func events(since: Int64) async throws -> AsyncStream<Event> { AsyncStream { $0.finish() } }
  func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> { AsyncStream { $0.finish() } }

  func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { stream in
      stream.yield(patch)
      stream.finish()
    }
  }
}

let files = [
  ChangedFile(path: "Sources/Shop/Cart.swift", kind: .modified, added: 3, removed: 1, content: "c1"),
  ChangedFile(path: "Sources/Shop/Deep/Only/Price.swift", kind: .added, added: 2, removed: 0, content: "c2"),
  ChangedFile(path: "README.md", kind: .modified, added: 1, removed: 1, content: "c3"),
  ChangedFile(path: "logo.png", kind: .added, added: nil, removed: nil, content: "c4"),
]

let sample = """
  diff --git a/README.md b/README.md
  --- a/README.md
  +++ b/README.md
  @@ -1,2 +1,2 @@
   # Shop
  -Sells things.
  +Sells good things.
  diff --git a/Sources/Shop/Cart.swift b/Sources/Shop/Cart.swift
  --- a/Sources/Shop/Cart.swift
  +++ b/Sources/Shop/Cart.swift
  @@ -4,4 +4,6 @@ struct Cart {
     var items: [Item] = []
  -  func total() -> Int { items.count }
  +  /// Adds up what everything costs.
  +  func total() -> Money { items.map(\\.price).sum }
  +
   }
  @@ -30,2 +32,2 @@ extension Cart {
     let far = 1
  diff --git a/Sources/Shop/Deep/Only/Price.swift b/Sources/Shop/Deep/Only/Price.swift
  new file mode 100644
  --- /dev/null
  +++ b/Sources/Shop/Deep/Only/Price.swift
  @@ -0,0 +1,2 @@
  +struct Price {
  +}
  diff --git a/logo.png b/logo.png
  new file mode 100644
  Binary files /dev/null and b/logo.png differ

  """

extension TaskDetail {
  static func sample(service: String = "claude", verify: String? = "make test", badges: [Badge] = [.proofChanged])
    -> TaskDetail
  {
    var draft = TaskDraft(title: "fix the total of the cart", prompt: "please", workspace: "/work/shop")
    draft.service = service
    draft.verify = verify
    let time = Timestamp(microseconds: 1_795_233_906_789_000)
    var record = TaskRecord(
      id: TaskID(number: 12), uid: FullID(milliseconds: 1, random: 1, more: 1), draft: draft, created: time)
    record.branch = "task-12"
    record.worktree = "/home/a/.local/state/drover/worktrees/shop-aaaaaa/task-12"
    record.baseCommit = "0000"
    for (number, passed) in [(40, false), (41, true)] {
      for (body, seconds) in Self.life(service, passed: verify == nil ? nil : passed) {
        record.apply(
          Event(
            seq: 1, time: time.advanced(by: .seconds(seconds)), task: record.id, run: RunID(number: number),
            by: .engine, cause: nil, body: body))
      }
    }
    record.badges = badges
    return TaskDetail(
      task: TaskView(record), attempts: record.attempts,
      explanation: Explanation(
        id: record.id, state: record.state, facts: ["made \(time.words)"], ways: ["drover task merge T12"]),
      notes: record.review ?? ReviewNotes())
  }

  /// What happens to an attempt, and when.
  private static func life(_ service: String, passed: Bool?) -> [(EventBody, Int)] {
    let begun = RunStarted(
      service: service, model: "opus", reason: "asked for by name", host: "local", token: "1", attempt: 1)
    let used = UsageBooked(
      usage: Usage(input: 1200, output: 300), cost: Cost(amount: Money("0.12"), basis: .reported), offset: 10)
    let made = CommitMade(commit: "c0ffee", changedFiles: files.count, left: [], files: files.map(\.path))
    let verified = passed.map { EventBody.verifyFinished(VerifyFinished(passed: $0, seconds: 3, repair: 0)) }
    let ended = RunFinished(outcome: Outcome(.succeeded), badges: [])
    return [(.runStarted(begun), 0), (.usageBooked(used), 60), (.agentEnded(AgentEnded(exitCode: 0, reason: "")), 95)]
      + [(.commitMade(made), 96)] + (verified.map { [($0, 99)] } ?? []) + [(.runFinished(ended), 100)]
  }
}
