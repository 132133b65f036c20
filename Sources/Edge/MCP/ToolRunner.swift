import Domain
import JSON

/// Does what a call asks for, through the one door.
struct ToolRunner: Sendable {
  let context: MCPContext
  let call: MCPCall
  /// Tells the client how it goes.
  let progress: @Sendable (String) async -> Void
  /// Asks the person at the client while the call is open.
  let ask: @Sendable (JSONValue) async -> JSONValue?

  func run() async -> ToolOutcome {
    guard let tool = ToolTable.tool(call.name) else {
      return .refused("there is no tool \(call.name); there are: \(ToolTable.all.map(\.name).joined(separator: ", "))")
    }
    if let problem = tool.fields.problem(with: call.arguments) { return .refused(problem) }
    do {
      return try await run(tool.name)
    } catch let error as DroverError {
      return .refused([error.message, error.remedy].filter { !$0.isEmpty }.joined(separator: "\n"))
    } catch {
      return .refused("\(error)")
    }
  }

  private func run(_ name: String) async throws -> ToolOutcome {
    switch name {
    case "create_task": try await create()
    case "list_tasks": try await list()
    case "task_status": try await status()
    case "wait_task": try await wait()
    case "task_diff": try await diff()
    case "send_to_task":
      try await perform(.continueTask(task: try await task().id, prompt: text("prompt") ?? ""))
    case "cancel_task": try await perform(.cancelTask(task: try await task().id))
    case "merge_task": try await merge()
    case "list_services": try await services()
    case "route_task": try await route()
    default: .refused("there is no tool \(name)")
    }
  }

  // MARK: Arguments

  func text(_ name: String) -> String? { call.arguments[name]?.stringValue }
  func texts(_ name: String) -> [String]? { call.arguments[name]?.arrayValue?.compactMap(\.stringValue) }
  func number(_ name: String) -> Int? { call.arguments[name]?.intValue }

  func task(_ named: String? = nil) async throws -> TaskView {
    let name = named ?? text("id") ?? ""
    guard case .task(let task) = try await context.engine().ask(.task(id: name)) else {
      throw DroverError(.notFound, "there is no task \(name)")
    }
    return task
  }

  func perform(_ command: Command) async throws -> ToolOutcome {
    guard case .task(let task) = try await context.engine().perform(command) else { return .done([:]) }
    return .done(try JSONCoder.value(task))
  }

  // MARK: Reading

  private func list() async throws -> ToolOutcome {
    var filter = TaskFilter(state: text("state").flatMap(TaskState.init(rawValue:)))
    if let folder = text("workspace") { filter.workspace = try context.repository(folder) }
    filter.tag = text("tag")
    filter.limit = min(max(1, number("limit") ?? 100), 1000)
    guard case .tasks(let page) = try await context.engine().ask(.tasks(filter)) else { return .done([:]) }
    return .done(["tasks": try JSONCoder.value(page.tasks), "total": JSONValue(page.total)])
  }

  private func status() async throws -> ToolOutcome {
    let task = try await task()
    guard case .explain(let why) = try await context.engine().ask(.explain(task: task.id)) else { return .done([:]) }
    return .done([
      "task": try JSONCoder.value(task), "facts": .array(why.facts.map(JSONValue.string)),
      "ways": .array(why.ways.map(JSONValue.string)),
    ])
  }

  private func diff() async throws -> ToolOutcome {
    let task = try await task()
    let limit = min(max(1, number("limit") ?? 100_000), 1 << 20)
    var bytes: [UInt8] = []
    for try await page in try await context.engine().blob(.diff(task: task.id, run: nil)) {
      bytes += page
      if bytes.count > limit { break }
    }
    return .done([
      "id": .string(task.id.description), "diff": .string(String(decoding: bytes.prefix(limit), as: UTF8.self)),
      "isCut": .bool(bytes.count > limit),
    ])
  }
}
