/// What agents leave lying about and nobody wants in a commit. Only untracked files can be litter.
package enum Litter {
  /// A name alone matches in every folder, a path with a slash from the top, a `*` at the end any ending.
  package static let patterns = [
    ".DS_Store", ".aider*", ".claude/settings.local.json", ".claude/worktrees/", ".codex/sessions/", ".drover-tmp/",
    ".gemini/tmp/", ".opencode/node_modules/", ".qwen/tmp/", "nohup.out",
  ]

  package static func covers(_ path: String) -> Bool { patterns.contains { matches(path, $0) } }

  static func matches(_ path: String, _ pattern: String) -> Bool {
    if pattern.dropLast().contains("/") { return fits(path[...], pattern) }
    return path.split(separator: "/").contains {
      fits($0, pattern.hasSuffix("/") ? String(pattern.dropLast()) : pattern)
    }
  }

  private static func fits(_ text: Substring, _ pattern: String) -> Bool {
    if pattern.hasSuffix("*") { return text.hasPrefix(pattern.dropLast()) }
    return text == pattern || text.hasPrefix(pattern.hasSuffix("/") ? pattern : pattern + "/")
  }
}
