/// What git gets to see of the caller's environment.
enum GitEnvironment {
  /// Of git's own variables only those that say who the person is and how he reaches his remotes.
  private static let kept: Set<String> = [
    "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_NAME", "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM", "GIT_EXEC_PATH", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO",
    "GIT_SSL_CAPATH", "GIT_SSL_NO_VERIFY",
  ]

  private static let forced = [
    "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "SSH_ASKPASS": "true", "GIT_OPTIONAL_LOCKS": "0",
    "GIT_EDITOR": ":", "GIT_SEQUENCE_EDITOR": ":", "GIT_PAGER": "cat", "PAGER": "cat", "GIT_MERGE_AUTOEDIT": "no",
    "LC_ALL": "C",
  ]

  static func guarded(_ environment: [String: String]) -> [String: String] {
    environment.filter { name, _ in
      !(name.hasPrefix("GIT_") && !kept.contains(name)) && name != "LANGUAGE"
    }.merging(forced) { _, ours in ours }
  }
}
