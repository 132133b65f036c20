import Attach
import Commands
import Domain
import Platform
import Verbs

/// Doors to engines that other processes run: here through the socket, elsewhere through ssh.
enum Attachment {
  /// A line to the engine of this home. When its process ends, a detached engine goes on in its place.
  static func here(
    _ first: AttachClient, for author: Author, _ holder: EngineHolder, _ environment: [String: String]
  ) -> AttachLine {
    AttachLine(first, keepsAlive: false, name: onceName) { mayStart in
      await holder.forgetRunning()
      return try await running(for: author, mayStart: mayStart, holder, environment)
    }
  }

  /// The same, for somebody who does not know whether an engine runs: it is started if not.
  static func here(
    for author: Author, _ holder: EngineHolder, _ environment: [String: String]
  ) async throws -> AttachLine {
    let first = try await running(for: author, mayStart: true, holder, environment)
    return here(first, for: author, holder, environment)
  }

  private static func running(
    for author: Author, mayStart: Bool, _ holder: EngineHolder, _ environment: [String: String]
  ) async throws -> AttachClient {
    if let running = try await holder.running(author: author) { return running }
    guard mayStart else { throw noEngine }
    _ = try await Service.ensure(holder, environment: environment)
    await holder.forgetRunning()
    guard let running = try await holder.running(author: author) else { throw noEngine }
    return running
  }

  static func elsewhere(_ host: String, bridge: String?, _ environment: [String: String]) async throws -> AttachLine {
    let dialer = SSHDialer(host: host, environment: environment, bridge: bridge, version: Assembly.version)
    let first = try await dialer.dial(first: true, mayStart: true, author: .screen)
    return AttachLine(first, keepsAlive: true, name: onceName) { mayStart in
      try await dialer.dial(first: false, mayStart: mayStart, author: .screen)
    }
  }

  /// `drover bridge`: nothing but the mark and the protocol goes to standard output.
  static func bridge(_ words: Invocation, holder: EngineHolder, context: CommandContext) async throws -> ExitCode {
    let client = try await StandardStreams.link()
    let bridge = Bridge(client: client, version: Assembly.version)
    try await bridge.begin()
    do {
      if try await holder.running(author: .screen) == nil {
        guard !words.has("running") else { throw noEngine }
        _ = try await Service.ensure(holder, environment: context.environment)
      }
      let engine = try await Connection.connect(await holder.socket)
      await holder.forgetRunning()
      await bridge.join(engine.link)
      return .done
    } catch let error as DroverError {
      try await bridge.refuse(error)
      return ExitCode(error.code)
    }
  }

  private static let noEngine = DroverError(
    .unavailable, "no engine runs for this home", remedy: "`drover` or `drover serve --detach` starts one")

  private static let onceName: @Sendable () -> String = {
    var generator = SystemRandomNumberGenerator()
    return String(generator.next(), radix: 36) + String(generator.next(), radix: 36)
  }
}
