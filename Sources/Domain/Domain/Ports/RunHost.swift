/// Where a run executes. The local machine is the first implementation; hosts, containers and clusters come beside it,
/// so nothing here is a pid, and a path is only what the host itself made.
package protocol RunHost: Sendable {
  /// Starts it and returns when the program runs. A name that was launched before is refused, not started twice.
  func launch(_ launch: RunLaunch) async throws
  /// Waits for the end of what was launched under this name, also by an engine that is gone. One that never got as far
  /// as a start answers `neverStarted`.
  func end(of name: String, token: UInt64) async throws -> RunEnd
  /// Whether it was ever launched, without waiting.
  func wasLaunched(_ name: String, token: UInt64) async -> Bool
  /// Why it cannot go on now, in a sentence; nil when nothing holds it up.
  func stall(of name: String, token: UInt64) async -> String?
  /// Asks it to end, and ends it with all that it started after a grace. `end(of:)` tells when that is done.
  func stop(_ name: String, token: UInt64) async throws
  /// Writes to its input, once for each id however often it is asked; returns when the program's pipe took it all.
  func send(_ bytes: [UInt8], id: String, to name: String, token: UInt64) async throws
  /// Whether it is over, without waiting.
  func hasEnded(_ name: String, token: UInt64) async -> Bool
  /// Whether the program's pipe took an input with this id.
  func hasTaken(_ id: String, of name: String) async -> Bool
  /// No more input comes; a program that reads to the end goes on then.
  func closeInput(of name: String, token: UInt64) async throws
  /// Its output from an offset on; negative counts from the end.
  func log(_ name: String, _ request: LogRequest) async throws -> AsyncStream<LogChunk>
  /// Looks through one stretch of its output.
  func search(_ name: String, _ search: LogSearch) async throws -> LogHits
  /// When its output was written.
  func logTimes(_ name: String, from: Int64, to: Int64) async throws -> [LogTime]
}

/// A host that keeps no index says so.
extension RunHost {
  /// One that keeps no journal of inputs has none that was taken.
  package func hasTaken(_ id: String, of name: String) async -> Bool { false }
  package func hasEnded(_ name: String, token: UInt64) async -> Bool { false }

  package func search(_ name: String, _ search: LogSearch) async throws -> LogHits {
    throw DroverError(.unavailable, "the host of \(name) cannot search its output", remedy: "open it in a pager: p")
  }

  package func logTimes(_ name: String, from: Int64, to: Int64) async throws -> [LogTime] { [] }
}

package struct RunLaunch: Hashable, Sendable {
  package var name: String
  /// Fences off copies: commands with a lower token are refused.
  package var token: UInt64
  package var arguments: [String]
  package var environment: [String: String]
  package var folder: String
  package var timeLimitSeconds: Int?
  /// Whether it is spoken to; else its input is empty from the start.
  package var takesInput: Bool
  /// In bytes; nil for what the host has.
  package var logLimit: Int64?

  package init(
    name: String, token: UInt64, arguments: [String], environment: [String: String], folder: String,
    timeLimitSeconds: Int? = nil, takesInput: Bool = false, logLimit: Int64? = nil
  ) {
    self.logLimit = logLimit
    self.takesInput = takesInput
    self.name = name
    self.token = token
    self.arguments = arguments
    self.environment = environment
    self.folder = folder
    self.timeLimitSeconds = timeLimitSeconds
  }
}

/// How a run ended, as far as anybody saw it.
package enum RunEnd: Hashable, Sendable {
  case exited(Int)
  case signalled(Int)
  case timeLimit
  /// It could not be started; why.
  case neverStarted(String)
  /// Nobody saw the end; why.
  case lost(String)
}
