import Domain
import JSON

extension ToolRunner {
  func create() async throws -> ToolOutcome {
    var draft = TaskDraft(
      title: text("title") ?? "", prompt: text("prompt") ?? "", workspace: try context.repository(text("workspace")))
    draft.base = text("base")
    draft.service = text("service")
    draft.model = text("model")
    draft.arguments = texts("arguments") ?? []
    draft.verify = text("verify")
    draft.permission = text("permission").flatMap(Permission.init(rawValue:))
    draft.tags = texts("tags") ?? []
    draft.priority = number("priority") ?? 0
    draft.timeoutSeconds = number("timeoutSeconds")
    draft.budget = try text("budget").map(money)
    draft.after = try await dependencies()
    draft.environment = context.environment
    let start = call.arguments["start"]?.boolValue ?? true
    return try await perform(.createTask(draft: draft, start: start))
  }

  private func dependencies() async throws -> [TaskID] {
    var found: [TaskID] = []
    for name in texts("after") ?? [] { found.append(try await task(name).id) }
    return found
  }

  private func money(_ text: String) throws -> Money {
    guard let amount = Money(text) else {
      throw DroverError(.usage, "budget must be an amount in dollars like 1.50, not \"\(text)\"")
    }
    return amount
  }
}

// MARK: - Merging

extension ToolRunner {
  private static let key = "merge"

  /// A merge is a person's: allowed once by configuration, or each time by an answer of his own.
  func merge() async throws -> ToolOutcome {
    let task = try await task()
    let command = Command.mergeTask(
      task: task.id, into: text("into"), strategy: text("strategy").flatMap(MergeStrategy.init(rawValue:)))
    if context.allowsMerge { return try await perform(command) }
    let question = Self.question(task, into: text("into") ?? task.base ?? "its base")
    switch call.person {
    case .unreachable:
      return .refused(
        "merging is the person's: ask for `drover task merge \(task.id)`, or for mcp.allowMerge in the configuration")
    case .reachable:
      return try await decided(await ask(question), command)
    case .asked(let answers):
      guard let answer = answers?[Self.key] else {
        return .asksPerson(key: Self.key, request: ["method": "elicitation/create", "params": question])
      }
      return try await decided(answer, command)
    }
  }

  private func decided(_ answer: JSONValue?, _ command: Command) async throws -> ToolOutcome {
    guard answer?["action"]?.stringValue == "accept", answer?["content"]?["merge"]?.boolValue == true else {
      return .refused("the person did not agree to the merge")
    }
    return try await perform(command)
  }

  private static func question(_ task: TaskView, into branch: String) -> JSONValue {
    [
      "mode": "form", "message": .string("Merge \(task.id) (\(task.title)) into \(branch)?"),
      "requestedSchema": [
        "type": "object", "properties": ["merge": ["type": "boolean", "title": "Merge it"]], "required": ["merge"],
      ],
    ]
  }
}
