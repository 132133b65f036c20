/// A language whose words we can tell apart.
package enum SyntaxLanguage: String, Hashable, Sendable, CaseIterable {
  case swift, python, javascript, typescript, go, rust, c, json, yaml, shell, diff

  /// By the word behind a code fence, or the ending or the name of a file.
  package init?(named name: String) {
    let lower = name.lowercased()
    let ending = lower.split(separator: "/").last.map(String.init) ?? lower
    let word = ending.split(separator: ".").last.map(String.init) ?? ending
    guard let language = Self.words[word] else { return nil }
    self = language
  }

  private static let words: [String: SyntaxLanguage] = [
    "swift": .swift, "py": .python, "python": .python, "pyi": .python, "js": .javascript, "javascript": .javascript,
    "jsx": .javascript, "mjs": .javascript, "cjs": .javascript, "ts": .typescript, "typescript": .typescript,
    "tsx": .typescript, "go": .go, "golang": .go, "rs": .rust, "rust": .rust, "c": .c, "h": .c, "cc": .c, "cpp": .c,
    "cxx": .c, "hpp": .c, "c++": .c, "java": .c, "json": .json, "jsonc": .json, "json5": .json, "yaml": .yaml,
    "yml": .yaml, "sh": .shell, "bash": .shell, "zsh": .shell, "shell": .shell, "console": .shell,
    "dockerfile": .shell, "makefile": .shell, "diff": .diff, "patch": .diff,
  ]

  var rules: SyntaxRules { SyntaxRules.table[self] ?? SyntaxRules() }
}
