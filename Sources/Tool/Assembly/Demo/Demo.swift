import Commands
import Domain
import Engine
import Glibc
import Platform
import Store
import Verbs

/// `drover demo`: the interface over a throw-away repository. Everything under it is real but the agent.
enum Demo {
  static func run(_ words: Invocation, environment: [String: String], context: CommandContext) async throws -> ExitCode
  {
    if let scene = words.text("play") {
      guard try await DemoAgent.play(scene, environment, say: { context.output.text($0) }) else {
        let names = DemoAgent.Scene.allCases.map(\.rawValue).joined(separator: ", ")
        throw DroverError(.usage, "the demo's agent knows no scene \"\(scene)\"", remedy: "one of: \(names)")
      }
      return .done
    }
    guard context.output.isTerminal else {
      throw DroverError(.usage, "the demo needs a terminal", remedy: "run it in one; drover help shows the verbs")
    }
    _ = await sweep(environment)
    let folder = try DemoFolder.make(in: place(environment))
    let inner = folder.environment(over: environment)
    let holder = EngineHolder(home: Home(path: folder.home), environment: inner)
    let code = await ExitCode.from(in: context) { try await show(folder, holder, inner, words, context) }
    await end(holder)
    try await folder.remove()
    return code
  }

  private static func show(
    _ folder: DemoFolder, _ holder: EngineHolder, _ environment: [String: String], _ words: Invocation,
    _ outer: CommandContext
  ) async throws -> ExitCode {
    try await DemoRepository.make(at: folder.repository, environment: environment)
    let program = Files.realPath("/proc/self/exe") ?? "drover"
    try folder.introduce(DemoDirector.agent, program: program)
    var context = Assembly.context(holder, environment, output: outer.output)
    context.folder = folder.repository
    _ = try await holder.serve(author: .commandLine)
    let director = DemoDirector(
      client: try await holder.client(author: .commandLine), repository: folder.repository,
      program: program, environment: environment)
    // Ends by itself, or is cancelled when the screen goes.
    let play = Task { try await director.play() }
    defer { play.cancel() }
    return try await Interface.run(words, holder: holder, context: context)
  }

  /// Removes the demos of this user whose process is gone, with what still ran for them. Gives how many there were.
  static func sweep(_ environment: [String: String]) async -> Int {
    let dead = DemoFolder.dead(in: place(environment))
    for folder in dead {
      let holder = EngineHolder(home: Home(path: folder.home), environment: folder.environment(over: environment))
      await end(holder)
      try? await folder.remove()  // what could not be removed is found again by the next one
    }
    return dead.count
  }

  /// Ends every run of the demo, so that its folder can go.
  private static func end(_ holder: EngineHolder) async {
    do {
      guard try await holder.serve(author: .commandLine) else { return await holder.close() }
      let client = try await holder.client(author: .commandLine)
      for state in [TaskState.todo, .running] {
        guard case .tasks(let page) = try await client.ask(.tasks(TaskFilter(state: state))) else { continue }
        for task in page.tasks { _ = try? await client.perform(.cancelTask(task: task.id)) }  // it may just have ended
      }
      try await rested(client)
    } catch {
      // A home that cannot be opened any more has no runs that could be ended through it.
    }
    await holder.close()
  }

  /// Waits until no run is left, at most ten seconds.
  private static func rested(_ client: any EngineClient) async throws {
    let events = try await client.events(since: .max)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        if try await isQuiet(client) { return }
        for await event in events {
          if case .runFinished = event.body, try await isQuiet(client) { return }
        }
      }
      group.addTask { try await Task.sleep(for: .seconds(10)) }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private static func isQuiet(_ client: any EngineClient) async throws -> Bool {
    guard case .tasks(let page) = try await client.ask(.tasks(TaskFilter(state: .running))) else { return true }
    return page.tasks.isEmpty
  }

  private static func place(_ environment: [String: String]) -> String {
    let wanted = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    return Files.realPath(wanted) ?? "/tmp"
  }
}

extension ExitCode {
  /// The code of a body, also when it fails, so that what comes after it is done in any case.
  fileprivate static func from(
    in context: CommandContext, _ body: () async throws -> ExitCode
  ) async -> ExitCode {
    do { return try await body() } catch { return CommandLineTool.report(error, in: context) }
  }
}
