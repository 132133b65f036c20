import Domain
import JSON

extension ToolRunner {
  /// Woken by events. When the time is up the tasks are told as they are, so that the client can call again.
  func wait() async throws -> ToolOutcome {
    var tasks: [TaskView] = []
    for name in texts("ids") ?? [] { tasks.append(try await task(name)) }
    guard !tasks.isEmpty else { return .refused("ids must name at least one task") }
    let limit = Duration.seconds(min(max(0, number("timeoutSeconds") ?? 45), 86_400))
    let ids = tasks.map(\.id)
    let isInTime = try await within(limit) { try await self.settle(ids) }
    var now: [TaskView] = []
    for id in ids { now.append(try await task(id.description)) }
    return .done(["tasks": try JSONCoder.value(now), "timedOut": .bool(!isInTime)])
  }

  /// Whether something ended in time; what did not is cancelled.
  func within(_ limit: Duration, _ body: @escaping @Sendable () async throws -> Void) async throws -> Bool {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await body()
        return true
      }
      group.addTask {
        try await Task.sleep(for: limit)
        return false
      }
      defer { group.cancelAll() }
      return try await group.next() ?? false
    }
  }

  /// The number of the newest event.
  func newest(_ client: any EngineClient) async throws -> Int64 {
    var nothing = TaskFilter()
    nothing.limit = 0
    guard case .tasks(let page) = try await client.ask(.tasks(nothing)) else { return 0 }
    return page.seq
  }

  private func settle(_ ids: [TaskID]) async throws {
    let client = try await context.engine()
    let events = try await client.events(since: try await newest(client))
    if try await rest(ids) { return }
    for await event in events where event.task.map({ ids.contains($0) }) == true {
      if try await rest(ids) { return }
    }
    try Task.checkCancellation()
    throw DroverError(.unavailable, "the engine went away while it was waited for", remedy: "wait again")
  }

  /// Whether all have come to rest; tells how they stand.
  private func rest(_ ids: [TaskID]) async throws -> Bool {
    var words: [String] = []
    var isOpen = false
    for id in ids {
      let task = try await task(id.description)
      let waits = task.waiting.map { ", waits for \($0.for.rawValue)" } ?? ""
      words.append("\(task.id) \(task.state.rawValue)\(waits)")
      isOpen = isOpen || task.state == .todo || task.state == .running
    }
    await progress(words.joined(separator: "; "))
    return !isOpen
  }
}
