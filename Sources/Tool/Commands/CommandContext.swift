package import Config
package import Domain
import Glibc
import JSON
import Verbs

/// What a verb needs of the world: where it stands, how it reaches the engine, and where it prints.
package struct CommandContext: Sendable {
  package var environment: [String: String]
  package var folder: String
  package var home: String
  package var version: String
  /// Reaches the engine of this home: the running one, or one in process for as long as the verb takes.
  package var open: @Sendable () async throws -> any EngineClient
  /// The engine of this home if one runs; nil otherwise.
  package var running: @Sendable () async throws -> (any EngineClient)?
  /// Runs the engine without a screen until it is stopped; `detached` in a process of its own.
  /// Ends by itself after `idle` without anybody who needs it.
  package var serve: @Sendable (_ detached: Bool, _ idle: Idle) async throws -> Void
  /// An engine that outlives this process, for verbs that leave work behind.
  package var start: @Sendable () async throws -> any EngineClient
  /// Looks the home's database over, and mends it when told to.
  package var examine: @Sendable (_ fix: Bool) async throws -> HomeReport
  package var output: Output
  /// Throws where git does not know who commits in a repository.
  package var checkIdentity: @Sendable (_ workspace: String) async throws -> Void = { _ in }
  /// Ends the engine of this home where it speaks another protocol and so cannot be told; false when nobody is there.
  package var endForeign: @Sendable () async throws -> Bool = { false }
  /// What else is wrong with a configuration, as far as only others can judge it.
  package var judge: @Sendable (Configuration) -> [ConfigProblem] = { _ in [] }
  /// Throws what is wrong with a branch, tag or commit that work in a repository shall start from.
  package var checkBase: @Sendable (_ base: String, _ workspace: String) async throws -> Void = { _, _ in }
  /// Every key of the interface, which only the interface knows.
  package var keys: @Sendable (Configuration) -> [KeyFacts] = { _ in [] }

  package init(
    environment: [String: String], folder: String, home: String, version: String, output: Output,
    open: @escaping @Sendable () async throws -> any EngineClient,
    running: @escaping @Sendable () async throws -> (any EngineClient)?,
    serve: @escaping @Sendable (_ detached: Bool, _ idle: Idle) async throws -> Void,
    start: @escaping @Sendable () async throws -> any EngineClient,
    examine: @escaping @Sendable (_ fix: Bool) async throws -> HomeReport
  ) {
    self.environment = environment
    self.folder = folder
    self.home = home
    self.version = version
    self.output = output
    self.open = open
    self.running = running
    self.serve = serve
    self.start = start
    self.examine = examine
  }
}

/// When an engine that nobody needs ends.
package enum Idle: Hashable, Sendable {
  case never
  case after(Duration)
  /// `engine.idle`, also when that changes.
  case asConfigured
}

/// The contract's exit codes.
package enum ExitCode: Int32, Sendable {
  case done = 0
  case failed = 1
  case usage = 2
  case notFound = 3
  case refused = 4
  case unavailable = 5
  case cancelled = 130

  package init(_ code: DroverError.Code) {
    self =
      switch code {
      case .usage: .usage
      case .notFound: .notFound
      case .refused: .refused
      case .unavailable: .unavailable
      case .failed: .failed
      case .cancelled: .cancelled
      }
  }
}

/// One verb: the words it answers to, and what it does.
struct CommandHandler: Sendable {
  let verb: String
  let run: @Sendable (Invocation, CommandContext) async throws -> ExitCode

  init(_ verb: String, _ run: @escaping @Sendable (Invocation, CommandContext) async throws -> ExitCode) {
    self.verb = verb
    self.run = run
  }
}
