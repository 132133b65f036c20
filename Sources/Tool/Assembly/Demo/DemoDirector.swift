import Domain

/// Brings six tasks to different points of life, through the same door as everybody: one merged, one with a conflict, one
/// that asks for leave in the inbox, one that fails its check, one under way, and one that waits for it.
struct DemoDirector {
  let client: any EngineClient
  let repository: String
  let program: String
  let environment: [String: String]

  /// What the agent is called that asks.
  static let agent = "scripted"

  func play() async throws {
    try await trust()
    let french = try await make("Greet in French", .french)
    let spanish = try await make("Greet in Spanish", .spanish)
    _ = try await make("Write a list of prices", .prices, service: Self.agent)
    _ = try await make("Greet in Klingon", .klingon)
    let readme = try await make("Tell newcomers how to add a language", .readme)
    _ = try await make("Announce the new languages", .announce, after: [readme])
    try await settle([french, spanish])
    _ = try await client.perform(.mergeTask(task: french, into: nil, strategy: nil))
    do {
      _ = try await client.perform(.mergeTask(task: spanish, into: nil, strategy: nil))
    } catch is DroverError {
      // Both add a line at the same place: the refusal is what is to be seen on its card.
    }
  }

  /// No agent starts in a repository that nobody trusts; this one we have just made.
  private func trust() async throws {
    guard case .trust(let report) = try await client.ask(.trust(workspace: repository, base: nil)) else { return }
    _ = try await client.perform(.trustWorkspace(path: repository, hash: report.hash))
  }

  private func make(
    _ title: String, _ scene: DemoAgent.Scene, service: String = "command", after: [TaskID] = []
  ) async throws -> TaskID {
    var draft = TaskDraft(title: title, prompt: title + ".", workspace: repository)
    draft.service = service
    if service == "command" { draft.arguments = [program, "demo", "--play", scene.rawValue] }
    draft.verify = DemoRepository.check
    draft.after = after
    draft.tags = ["demo"]
    draft.environment = environment.filter { ["PATH", "LANG", "HOME", "GIT_CONFIG_GLOBAL"].contains($0.key) }
    guard case .task(let task) = try await client.perform(.createTask(draft: draft, start: true)) else {
      throw DroverError(.failed, "the engine did not make \"\(title)\"")
    }
    return task.id
  }

  /// Waits for events until these tasks have come to rest.
  private func settle(_ tasks: [TaskID]) async throws {
    let events = try await client.events(since: 0)
    var open = Set(tasks)
    for await event in events {
      if case .runFinished = event.body, let task = event.task { open.remove(task) }
      if open.isEmpty { return }
    }
  }
}
