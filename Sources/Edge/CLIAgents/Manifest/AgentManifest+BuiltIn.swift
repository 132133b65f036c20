import Domain

/// The agents that are known from the start. Flags and modes are those of the facts; `unproven` ones by documentation.
extension AgentManifest {
  package static let builtIn: [AgentManifest] = [claude, codex, gemini, qwen, opencode, aider, acp]

  /// Everything beyond the mode is asked over the control protocol, so nothing is denied unheard.
  package static let claude: AgentManifest = {
    func words(_ mode: String) -> [String] {
      [
        "-p", "--output-format", "stream-json", "--verbose", "--include-partial-messages", "--input-format",
        "stream-json", "--permission-prompt-tool", "stdio", "--permission-mode", mode, "{model}", "{session}",
      ]
    }
    var manifest = AgentManifest(
      name: "claude", program: "claude", dialect: "claude", input: .streamJSON,
      launch: [
        .ask: words("manual"), .edits: words("acceptEdits"), .auto: words("bypassPermissions"), .plan: words("plan"),
      ])
    manifest.model = ["--model", "{model}"]
    manifest.resume = ["--resume", "{session}"]
    manifest.fork = ["--resume", "{session}", "--fork-session"]
    manifest.models = ["opus", "sonnet", "haiku"]
    manifest.scrub = ["CLAUDECODE", "CLAUDE_CODE_ENTRYPOINT", "CLAUDE_CODE_SESSION_ID", "CLAUDE_CODE_SSE_PORT"]
    // As root Claude refuses `bypassPermissions` unless it is told that it runs in a sandbox. Whoever asks for `auto` as
    // root has decided that; no other mode says it.
    manifest.rootEnvironment = [.auto: ["IS_SANDBOX": "1"]]
    manifest.loginVariables = [
      "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN", "CLAUDE_CODE_USE_BEDROCK",
      "CLAUDE_CODE_USE_VERTEX",
    ]
    manifest.loginFiles = ["~/.claude/.credentials.json", "$CLAUDE_CONFIG_DIR/.credentials.json"]
    manifest.loginHints = ["~/.claude/settings.json": "apiKeyHelper", "~/.claude.json": "primaryApiKey"]
    return manifest
  }()

  /// `thread/start` names the model and `thread/resume` the thread, so there are no words for them. The policy of `ask` is
  /// `untrusted`, which the protocol takes and the command line (0.163) does not; what is allowed then still runs in the
  /// sandbox, which therefore lets it write in the worktree.
  package static let codex: AgentManifest = {
    func words(_ sandbox: String, _ approval: String?) -> [String] {
      let policy = approval.map { ["-c", "approval_policy=\"\($0)\""] } ?? []
      return ["-c", "sandbox_mode=\"\(sandbox)\""] + policy + ["app-server"]
    }
    var manifest = AgentManifest(
      name: "codex", program: "codex", dialect: "codex", input: .appServer,
      launch: [
        .ask: words("workspace-write", nil), .edits: words("workspace-write", "on-request"),
        .auto: words("danger-full-access", "never"), .plan: words("read-only", "never"),
      ])
    // What `codex debug models` lists (0.163); others may be named all the same.
    manifest.models = [
      "gpt-6-astra", "gpt-6.1-sol", "gpt-6-sol", "gpt-6-luna", "gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.6-luna",
      "gpt-5.5",
    ]
    manifest.resume = []
    manifest.fork = []
    manifest.scrub = ["CODEX_SANDBOX", "CODEX_SANDBOX_NETWORK_DISABLED", "CODEX_THREAD_ID"]
    manifest.loginVariables = ["OPENAI_API_KEY", "CODEX_API_KEY"]
    manifest.loginFiles = ["~/.codex/auth.json", "$CODEX_HOME/auth.json"]
    manifest.loginHints = ["~/.codex/config.toml": "model_provider", "$CODEX_HOME/config.toml": "model_provider"]
    return manifest
  }()

  /// Headless Gemini denies what it would ask; over ACP it asks.
  package static let gemini: AgentManifest = {
    var manifest = acpAgent("gemini")
    manifest.models = ["gemini-3-pro", "gemini-2.5-pro", "gemini-2.5-flash"]
    manifest.scrub = ["GEMINI_CLI"]
    return manifest
  }()

  package static let qwen: AgentManifest = {
    var manifest = acpAgent("qwen")
    manifest.scrub = ["QWEN_CODE"]
    return manifest
  }()

  private static func acpAgent(_ name: String) -> AgentManifest {
    func words(_ mode: String) -> [String] { ["--acp", "--approval-mode", mode, "{model}"] }
    var manifest = AgentManifest(
      name: name, program: name, dialect: name, input: .acp,
      launch: [.ask: words("default"), .edits: words("auto_edit"), .auto: words("yolo"), .plan: words("plan")])
    manifest.model = ["--model", "{model}"]
    manifest.resume = []
    manifest.isUnproven = true
    return manifest
  }

  /// Permissions come from its configuration, which can be given as a variable.
  package static let opencode: AgentManifest = {
    func rules(_ edit: String, _ other: String) -> [String: String] {
      let rules = [("edit", edit), ("bash", other), ("webfetch", other), ("external_directory", other)]
      let text = rules.map { "\"\($0.0)\":\"\($0.1)\"" }.joined(separator: ",")
      return ["OPENCODE_CONFIG_CONTENT": "{\"permission\":{\(text)}}"]
    }
    var manifest = AgentManifest(
      name: "opencode", program: "opencode", dialect: "opencode", input: .acp,
      launch: [.ask: ["acp"], .edits: ["acp"], .auto: ["acp"], .plan: ["acp"]])
    manifest.environment = [
      .ask: rules("ask", "ask"), .edits: rules("allow", "ask"), .auto: rules("allow", "allow"),
      .plan: rules("deny", "deny"),
    ]
    manifest.resume = []
    manifest.scrub = ["OPENCODE", "OPENCODE_SERVER"]
    manifest.isUnproven = true
    return manifest
  }()

  /// It cannot ask, so `ask` is refused; it keeps no session that could be continued by name. Drover commits, not aider.
  package static let aider: AgentManifest = {
    let common = [
      "--message", "{prompt}", "--yes-always", "--no-stream", "--no-pretty", "--no-analytics", "--no-check-update",
      "--no-gitignore", "--no-auto-commits", "--no-dirty-commits", "{model}",
    ]
    var manifest = AgentManifest(
      name: "aider", program: "aider", dialect: "aider", input: .argument,
      launch: [
        .edits: common + ["--no-suggest-shell-commands"], .auto: common,
        .plan: common + ["--no-suggest-shell-commands", "--chat-mode", "ask"],
      ])
    manifest.model = ["--model", "{model}"]
    return manifest
  }()

  /// Any agent that speaks the protocol: a manifest of the person's own says which program. Its mode is chosen by name
  /// from those that it offers.
  package static let acp: AgentManifest = {
    var manifest = AgentManifest(
      name: "acp", program: "acp-agent", dialect: "acp", input: .acp,
      launch: [.ask: [], .edits: [], .auto: [], .plan: []])
    manifest.modeNames = protocolModes
    manifest.resume = []
    return manifest
  }()

  static let protocolModes: [Permission: [String]] = [
    .ask: ["ask", "default", "manual"], .edits: ["accept-edits", "acceptEdits", "auto_edit", "autoEdit", "edits"],
    .auto: ["auto-approve", "bypassPermissions", "yolo", "auto"], .plan: ["plan", "architect", "read-only"],
  ]
}
