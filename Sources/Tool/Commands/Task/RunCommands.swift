import Base
import CLIAgents
import Domain
import Verbs

extension CommandLineTool {
  static let runHandlers: [CommandHandler] = [
    CommandHandler("run", run), CommandHandler("task wait", wait), CommandHandler("task logs", logs),
    CommandHandler("task diff", diff), CommandHandler("task merge", merge),
    CommandHandler("task continue", continueTask),
    CommandHandler("task start") { words, context in
      for task in try await eachNamed(words, try await context.open()) where task.service != "command" {
        try await context.checkIdentity(task.workspace)
      }
      return try await eachStarted(words, context) { .startTask(task: $0) }
    },
    CommandHandler("task retry") { words, context in
      try await eachStarted(words, context) { .retryTask(task: $0, fresh: words.has("fresh")) }
    },
    CommandHandler("task cancel") { try await eachStarted($0, $1) { .cancelTask(task: $0) } },
  ]

  /// Commands that leave work behind: an engine of its own takes them.
  private static func eachStarted(
    _ words: Invocation, _ context: CommandContext, _ command: (TaskID) -> Command
  ) async throws -> ExitCode {
    let client = try await context.start()
    var changed: [TaskView] = []
    for task in try await eachNamed(words, client) {
      if case .task(let view) = try await client.perform(command(task.id)) { changed.append(view) }
    }
    if words.wantsJSON {
      try context.output.json(changed)
    } else {
      context.output.text(changed.map { "\($0.id) \($0.state.rawValue)" }.joined(separator: "\n"))
    }
    return .done
  }

  /// The time is the person's: when it is up the task goes on without being watched.
  @Sendable private static func run(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    var draft = try TaskWords.draft(from: words, in: context)
    try await NameCheck.check(draft, starts: true, in: context)
    draft.timeoutSeconds = nil
    let client = try await context.start()
    if !draft.race.isEmpty { try await RaceText.showPrices(draft, client, words, context) }
    let seq = try await client.seq()
    guard case .task(let task) = try await client.perform(.createTask(draft: draft, start: true)) else {
      return .failed
    }
    if let race = task.race { return try await runRace(race, since: seq, words, context) }
    if !words.wantsJSON { context.output.text("\(task.id) \(task.title)") }
    let limit = words.number("timeout").map { Duration.seconds($0) }
    let follower = TaskFollower(words: words, context: context)
    let ended = try await TimeLimit.within(limit) { try await follower.follow(task, since: seq) }
    if words.wantsJSON { try context.output.jsonLine(ended) } else { context.output.text(TaskText.ending(ended)) }
    return TaskText.exitCode(ended)
  }

  @Sendable private static func continueTask(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let client = try await context.start()
    guard case .task(let task) = try await client.ask(.task(id: words.arguments[0])) else { return .failed }
    let prompt = words.arguments.dropFirst().first
    if let service = words.text("service"), service != task.service || task.runs.isEmpty {
      return try await handOver(task, to: service, prompt, client, words, context)
    }
    guard let prompt else {
      throw DroverError(
        .usage, "there is nothing to go on with",
        remedy: "say what is to be done next, or who takes over: --service NAME")
    }
    let reply = try await client.perform(.continueTask(task: task.id, prompt: prompt))
    try TaskText.print(reply, words, context) { "\($0.id) \($0.state.rawValue)" }
    return .done
  }

  @Sendable private static func wait(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let ids = try await EngineLine(context: context).lasting { client in
      var ids: Set<TaskID> = []
      for name in words.arguments {
        if case .task(let task) = try await client.ask(.task(id: name)) { ids.insert(task.id) }
      }
      return ids
    }
    let ended = try await TaskWaiter(words: words, context: context).wait(
      for: ids, timeout: words.number("timeout").map { .seconds($0) })
    if words.wantsJSON {
      try context.output.json(ended)
    } else {
      context.output.text(ended.map { TaskText.ending($0) }.joined(separator: "\n"))
    }
    return ended.map(TaskText.exitCode).max { $0.rawValue < $1.rawValue } ?? .done
  }

  @Sendable private static func logs(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let (run, service) = try await run(named: words.arguments[0], context)
    let client = words.has("follow") ? try await context.start() : try await context.open()
    let asked = words.text("part")
    for part in asked.map({ [$0] }) ?? ["setup", "run", "verify", "teardown"] {
      let request = LogRequest(run: run, part: part == "run" ? nil : part, follow: words.has("follow"))
      guard let chunks = try await log(request, client, isOptional: asked == nil && part != "run") else { continue }
      var decoder = words.has("raw") || part != "run" ? nil : service.flatMap { LogText.decoder(for: $0) }
      var progress = AgentProgress(showsAll: true)
      var position: Int64 = 0
      for await chunk in chunks {
        // Beside what was printed, so that a pipe gets nothing that the run did not say; --json has the offsets.
        if chunk.offset > position, !words.wantsJSON { context.output.note(LogText.cut(chunk.offset - position)) }
        position = chunk.offset + Int64(chunk.bytes.count)
        if decoder != nil, chunk.source == .output {
          try LogText.show(decoder?.feed(chunk.bytes, at: chunk.offset) ?? [], &progress, words, context)
        } else if words.wantsJSON {
          try context.output.jsonLine(LogLine(run: run, part: part, chunk))
        } else if words.has("raw") || !context.output.isTerminal {
          context.output.raw(chunk.bytes)
        } else {
          context.output.bytes(chunk.bytes)
        }
      }
      try LogText.show(decoder?.end() ?? [], &progress, words, context)
    }
    return .done
  }

  /// A run by its own id, or a task's newest; and whose words it is in, as far as that is known.
  private static func run(named id: String, _ context: CommandContext) async throws -> (RunID, service: String?) {
    if let run = RunID(id) {
      guard case .tasks(let page) = try await context.open().ask(.tasks(TaskFilter())) else { return (run, nil) }
      return (run, page.tasks.first { $0.runs.contains(run) }?.service)
    }
    let task = try await find(id, context)
    guard let run = task.runs.last else { throw DroverError.noRun(task.id) }
    return (run, task.service)
  }

  /// nil for a part that there is none of.
  private static func log(
    _ request: LogRequest, _ client: any EngineClient, isOptional: Bool
  ) async throws -> AsyncStream<LogChunk>? {
    do {
      return try await client.log(request)
    } catch let error as DroverError where isOptional && error.code == .notFound {
      return nil
    }
  }

  @Sendable private static func diff(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    if words.has("hunks") { return try await hunks(words, context) }
    let task = try await find(words.arguments[0], context)
    let all = DiffRequest(task: task.id, standing: .always)
    let request = words.has("uncommitted") ? BlobRequest.patch(all) : .diff(task: task.id, run: nil)
    for try await bytes in try await context.open().blob(request) {
      if context.output.isTerminal { context.output.bytes(bytes) } else { context.output.raw(bytes) }
    }
    return .done
  }

  @Sendable private static func merge(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let task = try await find(words.arguments[0], context)
    let strategy = words.text("strategy").flatMap(MergeStrategy.init(rawValue:))
    if words.has("resolve") {
      let reply = try await context.start().perform(.resolveTask(task: task.id, into: words.text("into")))
      try TaskText.print(reply, words, context) { "\($0.id) \($0.state.rawValue)" }
      return .done
    }
    let reply = try await context.open().perform(
      .mergeTask(task: task.id, into: words.text("into"), strategy: strategy))
    try TaskText.print(reply, words, context) { "\($0.id) merged" }
    return .done
  }
}

/// A piece of a log as `--json` shows it.
private struct LogLine: Encodable {
  let run: RunID
  let part: String
  let offset: Int64
  let stream: String
  let text: String

  init(run: RunID, part: String, _ chunk: LogChunk) {
    self.run = run
    self.part = part
    offset = chunk.offset
    stream = chunk.source == .errors ? "errors" : "output"
    text = String(decoding: chunk.bytes, as: UTF8.self)
  }
}

/// What a run printed, as people read it.
enum LogText {
  /// Nil for a command, whose output is shown as it is.
  static func decoder(for service: String) -> (any AgentDecoder)? {
    service == "command" ? nil : Adapters.reader(of: service)
  }

  static func cut(_ bytes: Int64) -> String {
    "[\(max(1, bytes >> 10)) KiB of its output were cut here: a log holds limits.log at most]"
  }

  static func show(
    _ events: [AgentEvent], _ progress: inout AgentProgress, _ words: Invocation, _ context: CommandContext
  ) throws {
    for event in events {
      if words.wantsJSON {
        try context.output.jsonLine(event)
      } else {
        context.output.bytes(Array(progress.text(event).utf8))
      }
    }
  }
}

/// Work that somebody waits for, but not for ever.
enum TimeLimit {
  static func within<T: Sendable>(_ limit: Duration?, _ body: @escaping @Sendable () async throws -> T) async throws
    -> T
  {
    guard let limit else { return try await body() }
    return try await withThrowingTaskGroup(of: T?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await Task.sleep(for: limit)
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let ended = first else {
        throw DroverError(
          .unavailable, "the time is up; the tasks go on", remedy: "`drover task list` shows where they are")
      }
      return ended
    }
  }
}

extension DroverError {
  static func noRun(_ id: TaskID) -> DroverError {
    DroverError(.notFound, "\(id) has not run yet", remedy: "`drover task start \(id)` starts it")
  }
}

extension TaskText {
  /// How it came to rest, in one line.
  static func ending(_ task: TaskView) -> String {
    let marks = task.badges.isEmpty ? "" : " (\(task.badges.joined(separator: ", ")))"
    return "\(task.id) \(task.state.rawValue)\(task.reason.map { ": \($0)" } ?? "")\(marks)\(money(task))"
  }

  /// What it used and cost; nothing for what uses none.
  static func money(_ task: TaskView) -> String {
    guard let usage = task.usage else { return "" }
    let sign = task.cost?.basis == .subscription ? "≈$" : "$"
    let cost = task.cost?.amount.map { "\(sign)\($0)" } ?? "cost unknown"
    return ", \(usage.total) tokens, \(cost)"
  }

  static func exitCode(_ task: TaskView) -> ExitCode {
    switch task.state {
    case .review, .done: .done
    case .failed: task.reason == "cancelled" ? .cancelled : .failed
    case .todo, .running: .unavailable
    }
  }
}
