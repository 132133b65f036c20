package import Domain

/// The agents that this module understands, by the names that people type.
package enum Adapters {
  package static let names = ["claude", "codex", "gemini", "qwen", "opencode", "aider", "acp"]

  /// A decoder for an agent's output. `baseline` is the last total of the session that is resumed, for agents that count
  /// on through resumes. `command` is whatever prints lines. Nil for an unknown name.
  package static func decoder(for agent: String, baseline: Usage = Usage()) -> (any AgentDecoder)? {
    switch agent {
    case "claude": LineDecoder(ClaudeDialect())
    case "codex": LineDecoder(CodexDialect(baseline: baseline))
    case "acp": LineDecoder(ACPDialect())
    case "gemini": LineDecoder(GeminiDialect())
    case "qwen": LineDecoder(QwenDialect())
    case "opencode": LineDecoder(OpenCodeDialect())
    case "aider": LineDecoder(TextDialect(isAider: true), readsJSON: false)
    case "command": LineDecoder(TextDialect(isAider: false), readsJSON: false)
    default: nil
    }
  }

  /// As ``decoder(for:baseline:)`` for whoever only looks: what nobody knows prints lines.
  package static func reader(of agent: String) -> any AgentDecoder {
    decoder(for: agent) ?? LineDecoder(TextDialect(isAider: false), readsJSON: false)
  }
}
