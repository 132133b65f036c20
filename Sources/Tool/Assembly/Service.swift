import Attach
import Commands
import Config
import Domain
import Glibc
import Platform

/// The engine without a screen: in this process, or in a new one that outlives it.
enum Service {
  static func run(_ detached: Bool, idle: Idle, holder: EngineHolder, environment: [String: String]) async throws {
    if detached { return try await detach(holder, environment, idle) }
    guard try await holder.serve(author: .engine) else {
      throw DroverError(.refused, "an engine runs for this home already", remedy: "`drover status` shows it")
    }
    await holder.untilStopped(idle: idle)
  }

  /// An engine that outlives this process: the running one, or a new one.
  static func ensure(_ holder: EngineHolder, environment: [String: String]) async throws -> any EngineClient {
    if let running = try await holder.running(author: .commandLine) { return running }
    await holder.release()
    try await detach(holder, environment, .asConfigured)
    return try await holder.client(author: .commandLine)
  }

  /// Starts `drover serve` in a session of its own and waits until it answers. One that ends before that is started
  /// anew a few times: it was killed, or found the home in the hands of somebody who is gone by now.
  private static func detach(
    _ holder: EngineHolder, _ environment: [String: String], _ idle: Idle
  ) async throws {
    let deadline = ContinuousClock.now + .seconds(10)
    for _ in 0..<20 where ContinuousClock.now < deadline {
      if try await begin(holder, environment, idle, until: deadline) { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw DroverError(
      .unavailable, "the new engine ended, or did not answer within 10 seconds",
      remedy: "run `drover serve` to see what it says")
  }

  private static func begin(
    _ holder: EngineHolder, _ environment: [String: String], _ idle: Idle, until deadline: ContinuousClock.Instant
  ) async throws -> Bool {
    let waiter = try await HomeWaiter(home: holder.home, until: deadline)
    defer { waiter.stop() }
    let child = try await spawn(environment, idle)
    // Ends with the new process, which outlives us when all goes well; then it is only forgotten.
    let exit = Task {
      _ = await child.exit()
      waiter.stop()
    }
    defer { exit.cancel() }
    repeat {
      if try await answers(holder) { return true }
      await holder.forgetRunning()
    } while await waiter.changed()
    // It may have ended because another one was quicker.
    return try await answers(holder)
  }

  private static func answers(_ holder: EngineHolder) async throws -> Bool {
    guard let engine = try await holder.running(author: .commandLine) else { return false }
    return (try? await engine.ask(.status)) != nil  // one that does not answer is as good as none
  }

  /// A session of its own, and no terminal: nothing that happens to this process reaches it.
  @discardableResult
  static func spawn(_ environment: [String: String], _ idle: Idle = .asConfigured) async throws -> Child {
    let words =
      switch idle {
      case .never: [String]()
      case .after(let time): ["--idle", DurationSetting.text(time)]
      case .asConfigured: ["--idle", "configured"]
      }
    return try await Child.spawn(Launch([program(), "serve"] + words, environment: environment, folder: "/"))
  }

  /// Our own file; where it was replaced meanwhile, what we still run.
  static func program() -> String {
    guard let path = realpath("/proc/self/exe", nil) else { return "/proc/self/exe" }
    defer { free(path) }
    return String(cString: path)
  }
}
