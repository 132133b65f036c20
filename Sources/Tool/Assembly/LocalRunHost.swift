import Base
import Config
import Domain
import Local
import Platform
import RunLog
import Store

/// This machine as the engine's run host: keepers hold the runs, one folder of the home each.
struct LocalRunHost: RunHost {
  private let host: LocalHost
  private let home: Home

  private let settings: LiveSettings

  init(home: Home, keeper: String, settings: LiveSettings) async {
    self.home = home
    self.settings = settings
    host = LocalHost(keeper: keeper, host: await LocalHost.machineID())
    await host.sweepGroups()
  }

  func launch(_ launch: RunLaunch) async throws {
    var plan = RunPlan(
      run: launch.name, marker: "\(home.path):\(launch.name)", fence: launch.token, argv: launch.arguments,
      environment: launch.environment.merging(["DROVER_HOME": home.path]) { $1 }, folder: launch.folder)
    let settings = settings.settings
    plan.timeLimit = launch.timeLimitSeconds.map { .seconds($0) } ?? settings.limits.time
    plan.logLimit = Int(launch.logLimit ?? settings.limits.log.bytes)
    plan.engineGrace = settings.engine.keeperGrace
    plan.engineLock = home.lock
    plan.takesInput = launch.takesInput
    try await start(plan, tries: 3)
  }

  /// Keepers that an engine sent out which was killed meanwhile may come up late: with all that they need it is the same
  /// run, and with half of it they leave at once and ours can start.
  private func start(_ plan: RunPlan, tries: Int) async throws {
    do {
      _ = try await host.launch(plan, in: home.folder(of: plan.run))
    } catch let error as LocalError {
      guard error.code == .held else { throw DroverError(.failed, error.message) }
      if await wasLaunched(plan.run, token: plan.fence) { return }
      guard tries > 1 else { throw DroverError(.failed, error.message) }
      try await start(plan, tries: tries - 1)
    }
  }

  func wasLaunched(_ name: String, token: UInt64) async -> Bool {
    if case .neverStarted = await host.adopt(home.folder(of: name), fence: token) { return false }
    return true
  }

  func end(of name: String, token: UInt64) async throws -> RunEnd {
    let folder = home.folder(of: name)
    switch await host.adopt(folder, fence: token) {
    case .alive(let run):
      let end = try await run.exit()
      guard case .lost = end.kind else { return Self.end(end) }
      return try await swept(folder, run.status)
    case .ended(let end): return Self.end(end)
    case .neverStarted: return .neverStarted("the engine ended before it was started")
    case .lost(let status): return try await swept(folder, status)
    case .machineRestarted: return .lost("the machine restarted")
    case .elsewhere: return .lost("it runs on another machine that shares this home")
    }
  }

  func stall(of name: String, token: UInt64) async -> String? {
    let folder = home.folder(of: name)
    guard case .alive(let run) = await host.adopt(folder, fence: token) else { return nil }
    if let stopped = await run.stopped() { return Self.words(stopped) }
    // A keeper that does not answer is just ending: nothing is known then.
    guard let state = try? await run.state().state, state == .diskFull else { return nil }
    return "its output waits: the disk of \(folder) is full; it goes on as soon as there is room"
  }

  private static func words(_ stopped: LocalRun.Stopped) -> String {
    let what =
      switch stopped.part {
      case .program: "its program, process \(stopped.pid), is stopped"
      case .keeper: "its keeper, process \(stopped.pid), is stopped, and nobody reads what it prints"
      case .guardian: "its keeper was killed, and the guardian that goes on with it, process \(stopped.pid), is stopped"
      case .warden:
        "its keepers were killed, and the warden that ends what they left, process \(stopped.pid), is stopped"
      }
    return "\(what); `kill -CONT \(stopped.pid)` lets it go on, and cancelling the task ends it"
  }

  func stop(_ name: String, token: UInt64) async throws {
    try await alive(name, token) { try await $0.stop() }
  }

  func send(_ bytes: [UInt8], id: String, to name: String, token: UInt64) async throws {
    try await alive(name, token) { _ = try await $0.send(bytes, id: id) }
  }

  func hasEnded(_ name: String, token: UInt64) async -> Bool {
    if case .alive = await host.adopt(home.folder(of: name), fence: token) { return false }
    return true
  }

  /// By the keeper's journal, which outlives it.
  func hasTaken(_ id: String, of name: String) async -> Bool {
    let path = home.folder(of: name) + "/inputs"
    let lines = await Blocking.files.perform { try? Files.read(path) }  // none yet: nothing was taken
    return lines.map { String(decoding: $0, as: UTF8.self).contains("=\(id)\n") } ?? false
  }

  func closeInput(of name: String, token: UInt64) async throws {
    try await alive(name, token) { try await $0.closeInput() }
  }

  /// One that has ended needs no word any more.
  private func alive(_ name: String, _ token: UInt64, _ use: (LocalRun) async throws -> Void) async throws {
    guard case .alive(let run) = await host.adopt(home.folder(of: name), fence: token) else { return }
    do { try await use(run) } catch let error as LocalError where error.code != .gone {
      throw DroverError(.failed, error.message)
    } catch is LocalError {}
  }

  func log(_ name: String, _ request: LogRequest) async throws -> AsyncStream<LogChunk> {
    let reader = RunLogReader(folder: home.folder(of: name))
    // Also one whose keepers are all gone without a record of its end, as after a restart of the machine, has an end.
    let adoption = request.follow ? await host.adopt(reader.folder, fence: 0) : .neverStarted
    let start = request.offset < 0 ? max(0, reader.extent().end + Int(request.offset)) : Int(request.offset)
    let follower = adoption.isFollowed ? try await LogFollower(folder: reader.folder, from: start) : nil
    return AsyncStream { continuation in
      // Cancelled with the pump.
      let end = Task {
        guard case .alive(let run) = adoption, (try? await run.exit()) != nil else { return }  // cancelled
        await follower?.finish()
      }
      // Ends with the stream, with the run, or at the end of what is there.
      let pump = Task {
        do {
          var position = start
          while Int64(position - start) < request.limit {
            let limit = Int(min(1 << 18, request.limit - Int64(position - start)))
            guard let window = try await Self.next(reader, follower, position, limit: limit) else { break }
            for chunk in Self.chunks(window, reader) { continuation.yield(chunk) }
            position = window.end
          }
        } catch {
          // A log that cannot be read any further ends where it is; `task show` says how the run stands.
        }
        end.cancel()
        await follower?.stop()
        continuation.finish()
      }
      continuation.onTermination = { _ in pump.cancel() }
    }
  }

  private static func next(
    _ reader: RunLogReader, _ follower: LogFollower?, _ position: Int, limit: Int
  ) async throws -> RunLogReader.Window? {
    if let follower { return try await follower.next() }
    let window = try await Blocking.files.run { try reader.window(from: position, limit: limit) }
    return window.bytes.isEmpty ? nil : window
  }

  /// The window cut where the stream changes; what the sidecar does not describe yet counts as output.
  private static func chunks(_ window: RunLogReader.Window, _ reader: RunLogReader) -> [LogChunk] {
    let range = window.offset..<window.end
    let records = (try? reader.records(in: range)) ?? []  // without a sidecar the bytes are still the output
    var chunks: [LogChunk] = []
    var position = window.offset
    func add(to end: Int, _ source: LogChunk.Source) {
      guard end > position else { return }
      let bytes = Array(window.bytes[position - window.offset..<end - window.offset])
      chunks.append(LogChunk(offset: Int64(position), source: source, bytes: bytes))
      position = end
    }
    for record in records where record.length > 0 && record.end > position {
      add(to: min(max(record.offset, position), window.end), .output)
      add(to: min(record.end, window.end), record.stream == .errors ? .errors : .output)
    }
    add(to: window.end, .output)
    return chunks
  }

  func search(_ name: String, _ search: LogSearch) async throws -> LogHits {
    let reader = RunLogReader(folder: home.folder(of: name))
    return try await Blocking.files.run {
      var searcher = LogSearcher(reader, search)
      return try searcher.run()
    }
  }

  /// A second apart or more: nobody reads finer times, and a chatty run has a record for each line.
  func logTimes(_ name: String, from: Int64, to: Int64) async throws -> [LogTime] {
    let reader = RunLogReader(folder: home.folder(of: name))
    return try await Blocking.files.run {
      var times: [LogTime] = []
      var last = Int64.min / 2
      for record in try reader.records(in: Int(from)..<Int(max(from, to))) where !record.isRecovered {
        guard record.time - last >= 1_000_000_000 || times.isEmpty else { continue }
        last = record.time
        times.append(LogTime(offset: Int64(record.offset), time: Timestamp(microseconds: record.time / 1000)))
      }
      return times
    }
  }

  private func swept(_ folder: String, _ status: RunStatus) async throws -> RunEnd {
    _ = try await host.sweep(folder, status)
    return .lost(Self.lost(await host.stragglers(in: folder)))
  }

  private static func end(_ end: RunExit) -> RunEnd {
    if end.reason == .timeLimit { return .timeLimit }
    return switch end.kind {
    case .exited(let code): .exited(Int(code))
    case .signalled(let number): .signalled(Int(number))
    case .notStarted(let why): .neverStarted(why)
    case .lost: .lost(lost(end.stragglers))
    }
  }

  private static func lost(_ left: Int) -> String {
    switch left {
    case 0: "its keepers were killed"
    case 1: "its keepers were killed; one process that they left was ended"
    default: "its keepers were killed; \(left) processes that they left were ended"
    }
  }
}
