package import Domain

/// The agents that this module understands, by the names that people type.
package enum Adapters {
  package static let names = ["claude", "codex", "gemini", "qwen", "opencode", "aider", "acp"]

  /// A decoder for an agent's output. `baseline` is the last total of the session that is resumed, for agents that count
  /// on through resumes. `command` is whatever prints lines. Nil for an unknown name.
  package static func decoder(for agent: String, baseline: Usage = Usage()) -> (any AgentDecoder)? {
    dialect(for: agent, baseline: baseline).map { LineDecoder($0, readsJSON: !($0 is TextDialect)) }
  }

  static func dialect(for agent: String, baseline: Usage = Usage()) -> (any LineDialect)? {
    switch agent {
    case "claude": ClaudeDialect()
    case "codex": CodexDialect(baseline: baseline)
    case "acp": ACPDialect()
    case "gemini": GeminiDialect()
    case "qwen": QwenDialect()
    case "opencode": OpenCodeDialect()
    case "aider": TextDialect(isAider: true)
    case "command": TextDialect(isAider: false)
    default: nil
    }
  }

  /// As ``decoder(for:baseline:)`` for whoever only looks: an agent of one's own is recognised by what it prints.
  package static func reader(of agent: String) -> any AgentDecoder {
    decoder(for: agent) ?? LineDecoder(OwnDialect())
  }
}
