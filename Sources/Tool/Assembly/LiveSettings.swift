import Base
import Commands
import Config
import Domain
import Platform
import Synchronization

/// The configuration as it holds now. Follows its files; one that cannot be used leaves what held, and is said.
final class LiveSettings: Sendable {
  private struct State {
    var input: ConfigInput
    var configuration: Configuration
    /// What is wrong with the files as they are now; nil when they are in use.
    var problem: DroverError?
    var isFollowing = false
  }

  private let environment: [String: String]
  private let state: Mutex<State>
  /// What has become of the files, each time that they changed.
  let reloads = Broadcast<Configuration.Reload>()

  /// Throws when the files cannot be used: a program does not start with half of a configuration.
  init(environment: [String: String]) throws(DroverError) {
    self.environment = environment
    let input = try ConfigFiles(environment: environment).input(environment: environment, flags: [])
    do throws(ConfigError) {
      let configuration = try Self.load(input)
      state = Mutex(State(input: input, configuration: configuration))
    } catch {
      throw DroverError(error)
    }
  }

  /// Also what only the interface can judge.
  private static func load(_ input: ConfigInput) throws(ConfigError) -> Configuration {
    let configuration = try Configuration.load(input)
    let problems = KeyCheck.problems(configuration)
    guard problems.isEmpty else { throw ConfigError(problems: problems) }
    return configuration
  }

  var settings: Settings { state.withLock { $0.configuration.settings } }
  var problem: DroverError? { state.withLock { $0.problem } }

  /// What holds for a repository whose own file is given.
  func settings(with repository: ConfigFile?) throws(DroverError) -> Settings {
    guard let repository else { return settings }
    var input = state.withLock { $0.input }
    input.trustedRepository = repository
    do throws(ConfigError) {
      return try Configuration.load(input).settings
    } catch {
      throw DroverError(error)
    }
  }
}

// MARK: - Following the files

extension LiveSettings {
  /// Ends with its task. Only the first call follows.
  func follow() async {
    guard
      state.withLock({ state in
        defer { state.isFollowing = true }
        return !state.isFollowing
      })
    else { return }
    let watch: FileWatch
    do { watch = try await FileWatch() } catch {
      return fail(DroverError(.failed, "failed to follow the configuration: \(error)"))
    }
    var watched: Set<String> = []
    repeat {
      for place in places where !watched.contains(place) {
        if (try? watch.add(place)) != nil { watched.insert(place) }  // one that went meanwhile is found by its parent
      }
      reload()
    } while await changed(watch)
    await watch.stop()
    state.withLock { $0.isFollowing = false }
  }

  /// Waits for a change that may matter, and then until an editor has finished with its several steps.
  private func changed(_ watch: FileWatch) async -> Bool {
    while let names = await watch.next() {
      guard !names.isDisjoint(with: ["", "drover", "drover.json", ".config", "etc"]) else { continue }
      return (try? await Task.sleep(for: .milliseconds(50))) != nil  // cancelled
    }
    return false
  }

  /// The folders of the files and those above them: a folder that is made later is noticed by the one that holds it.
  private var places: [String] {
    let files = [ConfigPaths.system, ConfigPaths.person(environment: environment)].compactMap(\.self)
    return files.flatMap { file -> [String] in
      let folder = Files.folder(of: file)
      return [folder, Files.folder(of: folder)]
    }.filter { Files.facts($0) != nil }
  }

  private func reload() {
    let input: ConfigInput
    do throws(DroverError) {
      input = try ConfigFiles(environment: environment).input(environment: environment, flags: [])
    } catch {
      return fail(error)
    }
    let (old, hadProblem) = state.withLock { ($0.configuration, $0.problem != nil) }
    var outcome = old.reloaded(from: input)
    if case .changed(let new, _) = outcome {
      let problems = KeyCheck.problems(new)
      if !problems.isEmpty { outcome = .kept(ConfigError(problems: problems)) }
    }
    switch outcome {
    case .unchanged:
      state.withLock { $0.problem = nil }
      guard hadProblem else { return }
      reloads.send(.changed(old, keys: []))
    case .changed(let new, _):
      state.withLock { state in
        state.input = input
        state.configuration = new
        state.problem = nil
      }
      reloads.send(outcome)
    case .kept(let error):
      guard problem?.message != DroverError(error).message else { return }
      state.withLock { $0.problem = DroverError(error) }
      reloads.send(outcome)
    }
  }

  private func fail(_ error: DroverError) {
    guard problem?.message != error.message else { return }
    state.withLock { $0.problem = error }
    let fault = ConfigProblem(origin: .builtIn, key: nil, message: error.message, remedy: error.remedy)
    reloads.send(.kept(ConfigError(problems: [fault])))
  }
}

// MARK: - For the engine

extension LiveSettings: Configured {
  func machine() async -> MachineSettings {
    let (settings, problem) = (settings, problem)
    var machine = MachineSettings()
    machine.runs = settings.limits.runs ?? .max
    machine.runsPerService = settings.limits.runsPerService
    machine.freeMemory = settings.limits.freeMemory.bytes
    machine.freeDisk = settings.limits.freeDisk.bytes
    machine.trashAge = settings.trash.age
    machine.budgets = BudgetLimits(settings.money)
    machine.silence = settings.agents.silence
    machine.resumesAfterQuota = settings.quota.resume
    machine.agentDepth = settings.mcp.depth
    machine.agentTasks = settings.mcp.tasks
    machine.notices = problem.map { ["the configuration that was good last holds: \($0.message)"] } ?? []
    return machine
  }

  func workspace(_ path: String, trusted: String?) async throws -> WorkspaceSettings {
    let file = await Blocking.files.perform { ConfigFiles.repository(path, trusted: trusted) }
    let settings = try settings(with: file)
    var workspace = WorkspaceSettings()
    workspace.base = settings.tasks.base
    workspace.branch = settings.tasks.branch
    workspace.worktree = settings.tasks.worktree
    workspace.verify = settings.tasks.verify
    workspace.setup = settings.tasks.setup
    workspace.teardown = settings.tasks.teardown
    workspace.copy = settings.tasks.copy
    workspace.tags = settings.tasks.tags
    workspace.permission = settings.tasks.permission
    workspace.repairs = settings.tasks.repairs
    workspace.keepBranch = settings.tasks.keepBranch
    workspace.runs = settings.limits.runsPerWorkspace ?? .max
    workspace.timeLimitSeconds = settings.limits.time.map { Int($0.components.seconds) }
    workspace.logLimit = settings.limits.log.bytes
    workspace.budgets = BudgetLimits(settings.money)
    return workspace
  }

  func changes() async -> AsyncStream<Void> {
    let reloads = reloads.listen(bound: 16)
    return AsyncStream { continuation in
      // Ends with the stream that it feeds.
      let pump = Task {
        for await _ in reloads { continuation.yield() }
        continuation.finish()
      }
      continuation.onTermination = { _ in pump.cancel() }
    }
  }
}

extension BudgetLimits {
  fileprivate init(_ settings: Settings.Budgets) {
    self.init()
    run = settings.perRun
    task = settings.perTask
    day = settings.perDay
    workspace = settings.perWorkspace
    subscriptionsCount = settings.subscriptionsCount
  }
}
