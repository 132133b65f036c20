import Attach
import Domain
import Glibc
import Platform

/// The engine without a screen: in this process, or in a new one that outlives it.
enum Service {
  static func run(_ detached: Bool, idle: Duration?, holder: EngineHolder, environment: [String: String]) async throws {
    if detached { return try await detach(holder, environment) }
    guard try await holder.serve(author: .engine) else {
      throw DroverError(.refused, "an engine runs for this home already", remedy: "`drover status` shows it")
    }
    await holder.untilStopped(idle: idle)
  }

  /// An engine that outlives this process: the running one, or a new one.
  static func ensure(_ holder: EngineHolder, environment: [String: String]) async throws -> any EngineClient {
    if let running = try await holder.running(author: .commandLine) { return running }
    await holder.release()
    try await detach(holder, environment)
    return try await holder.client(author: .commandLine)
  }

  /// Starts `drover serve` in a session of its own and waits until it answers.
  private static func detach(_ holder: EngineHolder, _ environment: [String: String]) async throws {
    try await spawn(environment)
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
      if let engine = try await holder.running(author: .commandLine), (try? await engine.ask(.status)) != nil { return }
      await holder.forgetRunning()
      try await Task.sleep(for: .milliseconds(10))  // bounded: until the new process has opened its socket
    }
    throw DroverError(
      .unavailable, "the new engine did not answer within 10 seconds", remedy: "run `drover serve` to see what it says")
  }

  /// A session of its own, and no terminal: nothing that happens to this process reaches it.
  static func spawn(_ environment: [String: String]) async throws {
    _ = try await Child.spawn(Launch([program(), "serve", "--idle", "30"], environment: environment, folder: "/"))
  }

  /// Our own file; where it was replaced meanwhile, what we still run.
  private static func program() -> String {
    guard let path = realpath("/proc/self/exe", nil) else { return "/proc/self/exe" }
    defer { free(path) }
    return String(cString: path)
  }
}
