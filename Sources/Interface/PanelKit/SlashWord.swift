/// The words that can be typed behind `:` anywhere and behind `/` in a conversation. One table for dispatch, completion
/// and help.
package enum SlashWord: String, Hashable, Sendable, CaseIterable {
  case new, sessions, `switch`, cancel, cancelall, status, task, run, service, model, diff, merge, cost, theme, attach
  case detach, help, quit, `import`

  package var argument: String {
    switch self {
    case .new: "[NAME]"
    case .switch: "ID"
    case .cancel: "[ID]"
    case .task, .run: "PROMPT"
    case .service, .model, .theme: "NAME"
    case .diff, .merge: "ID"
    case .attach: "[HOST]"
    case .import: "FILE"
    case .sessions, .cancelall, .status, .cost, .detach, .help, .quit: ""
    }
  }

  package var words: String {
    switch self {
    case .new: "begin a conversation"
    case .sessions: "all conversations"
    case .switch: "go to a conversation"
    case .cancel: "stop the answer, or cancel a task"
    case .cancelall: "cancel every task that runs"
    case .status: "what the engine has to do"
    case .task: "make a task"
    case .run: "make a task and start it"
    case .service: "who answers in this conversation"
    case .model: "which model answers in this conversation"
    case .diff: "what a task changed"
    case .merge: "merge a task, after asking"
    case .cost: "tokens and money"
    case .theme: "other colours"
    case .attach: "a screen on another engine"
    case .detach: "leave; what runs goes on"
    case .help: "keys and words"
    case .quit: "quit"
    case .import: "make tasks of a plan, a list in Markdown"
    }
  }

  /// Whether it is about conversations.
  package var isOfChat: Bool {
    switch self {
    case .new, .sessions, .switch, .service, .model: true
    case .cancel, .cancelall, .status, .task, .run, .diff, .merge, .cost, .theme, .attach, .detach, .help, .quit,
      .import:
      false
    }
  }

  /// The word and what stands behind it; nil where there is no such word. `q` is short for `quit`.
  package static func parse(_ line: String) -> (word: SlashWord, rest: String)? {
    let text = line.hasPrefix("/") ? line.dropFirst() : line[...]
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard let first = parts.first, let word = SlashWord(rawValue: first == "q" ? "quit" : first) else { return nil }
    return (word, parts.count > 1 ? parts[1] : "")
  }

  /// The words that begin with what was typed, while it is still the first word.
  package static func completions(of line: String) -> [SlashWord] {
    let typed = line.hasPrefix("/") ? line.dropFirst() : line[...]
    guard !typed.contains(" ") else { return [] }
    return allCases.filter { $0.rawValue.hasPrefix(typed) }
  }
}
