import Domain
import Verbs

/// Work that only looks, and goes on with the next engine when the one that it looks through goes away.
struct EngineLine: Sendable {
  let context: CommandContext
  /// Looks at one engine that answers nothing but that it is unavailable; then that is the answer.
  private static let patience = 100

  func lasting<Value>(_ body: (any EngineClient) async throws -> Value) async throws -> Value {
    var (generation, looks) = (Int64?.none, 0)
    while true {
      let client = try await context.start()
      do { return try await body(client) } catch let error as DroverError where error.code == .unavailable {
        try Task.checkCancellation()
        let now = await Self.generation(of: client)
        (generation, looks) = (now ?? generation, now == nil || now != generation ? 0 : looks + 1)
        guard looks < Self.patience else { throw error }
        try await Task.sleep(for: .milliseconds(10))  // an engine that goes down still answers for a moment
      }
    }
  }

  /// Nil when it has gone.
  private static func generation(of client: any EngineClient) async -> Int64? {
    guard let answer = try? await client.ask(.status), case .status(let status) = answer else { return nil }
    return status.generation
  }
}

extension EngineClient {
  /// The number that the log stands at.
  func seq() async throws -> Int64 {
    var nothing = TaskFilter()
    nothing.limit = 0
    guard case .tasks(let page) = try await ask(.tasks(nothing)) else { return 0 }
    return page.seq
  }
}

/// Waits until tasks rest: woken by events, never by a clock but for the time-out. Says what is asked meanwhile.
struct TaskWaiter: Sendable {
  let words: Invocation
  let context: CommandContext

  func wait(for ids: Set<TaskID>, timeout: Duration?) async throws -> [TaskView] {
    try await TimeLimit.within(timeout) { try await settled(ids) }
  }

  private func settled(_ ids: Set<TaskID>) async throws -> [TaskView] {
    try await EngineLine(context: context).lasting { client in
      let inbox = InboxWatch(client: client, words: words, context: context)
      let events = try await client.events(since: try await client.seq())
      if let ended = try await look(ids, client) { return ended }
      try await inbox.open(for: ids)
      for await event in events where event.task.map({ ids.contains($0) }) == true {
        try await inbox.note(event)
        if let ended = try await look(ids, client) { return ended }
      }
      try Task.checkCancellation()
      throw DroverError(.unavailable, "the engine went away while it was waited for", remedy: "wait again")
    }
  }

  /// The tasks when all of them rest; nil while one has still to go.
  private func look(_ ids: Set<TaskID>, _ client: any EngineClient) async throws -> [TaskView]? {
    var ended: [TaskView] = []
    for id in ids.sorted() {
      guard case .task(let task) = try await client.ask(.task(id: id.description)) else { return nil }
      guard task.state != .todo, task.state != .running else { return nil }
      ended.append(task)
    }
    return ended
  }
}
