/// What agents get of the environment of whoever started the engine: keys and addresses, which no task keeps.
enum AgentEnvironment {
  private static let prefixes = [
    "ANTHROPIC_", "AWS_", "AZURE_", "CLAUDE_CODE_", "CODEX_", "GEMINI_", "GOOGLE_", "OPENAI_", "OPENCODE_", "QWEN_",
  ]
  private static let suffixes = ["_API_KEY", "_API_BASE", "_BASE_URL", "_AUTH_TOKEN"]
  private static let names: Set<String> = [
    "IS_SANDBOX", "NODE_EXTRA_CA_CERTS", "SSL_CERT_DIR", "SSL_CERT_FILE", "TMPDIR", "XDG_DATA_HOME", "XDG_CACHE_HOME",
  ]

  static func passed(_ environment: [String: String]) -> [String: String] {
    environment.filter { name, _ in
      names.contains(name) || prefixes.contains { name.hasPrefix($0) } || suffixes.contains { name.hasSuffix($0) }
    }
  }
}
