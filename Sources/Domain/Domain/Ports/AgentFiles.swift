/// What an agent wants its client to do, instead of doing it itself.
package enum AgentRequest: Hashable, Sendable {
  /// Lines count from 1.
  case read(path: String, line: Int?, limit: Int?)
  case write(path: String, content: String)
  /// A program, beside the agent and held like it.
  case create(words: [String], environment: [String: String], folder: String?, limit: Int?)
  case output(terminal: String)
  case wait(terminal: String)
  case kill(terminal: String)
  case release(terminal: String)
}

package enum AgentServed: Hashable, Sendable {
  case done
  case content(String)
  case terminal(String)
  case output(String, isCut: Bool, end: RunEnd?)
  case ended(RunEnd)
  case refused(String)
}

/// Files of one folder, for agents that ask their client for them; nothing outside of it.
package protocol AgentFiles: Sendable {
  func read(_ path: String, in folder: String, line: Int?, limit: Int?) async throws -> String
  func write(_ content: String, to path: String, in folder: String) async throws
}
