package import Canvas
package import Domain

/// How states look and read; the same words everywhere.
package enum Look {
  package static func name(of state: TaskState) -> String {
    switch state {
    case .todo: "Todo"
    case .running: "Running"
    case .review: "Review"
    case .done: "Done"
    case .failed: "Failed"
    }
  }

  package static func glyph(of state: TaskState, _ theme: Theme) -> String {
    switch state {
    case .todo: theme.glyphs.todo
    case .running: theme.glyphs.running
    case .review: theme.glyphs.review
    case .done: theme.glyphs.done
    case .failed: theme.glyphs.failed
    }
  }

  /// Sign and name; where the sign is a word, once.
  package static func words(of state: TaskState, _ theme: Theme) -> String {
    theme.glyphs.readsAloud ? name(of: state) : "\(glyph(of: state, theme)) \(name(of: state))"
  }

  /// For where its name does not fit.
  package static func shortName(of state: TaskState) -> String {
    switch state {
    case .todo: "Todo"
    case .running: "Run"
    case .review: "Rev"
    case .done: "Done"
    case .failed: "Fail"
    }
  }

  /// A sign and a word for eyes; a reader of screens needs to hear the word once.
  package static func word(of state: TaskState, _ theme: Theme) -> String {
    theme.isAccessible ? state.rawValue : "\(glyph(of: state, theme)) \(state.rawValue)"
  }

  package static func role(of state: TaskState) -> Role {
    switch state {
    case .todo: .stateTodo
    case .running: .stateRunning
    case .review: .stateReview
    case .done: .stateDone
    case .failed: .stateFailed
    }
  }

  /// The colour of whoever works.
  package static func role(ofService service: String) -> Role {
    switch service.split(separator: "-").first.map(String.init) ?? service {
    case "claude": .agentClaude
    case "codex": .agentCodex
    case "gemini": .agentGemini
    case "qwen": .agentQwen
    case "opencode": .agentOpencode
    case "aider": .agentAider
    case "command": .agentCommand
    default: .agentProvider
    }
  }

  /// What a badge is called where people look: for what the radar saw, how soon it hurts.
  package static func words(ofBadge badge: String) -> String {
    switch Badge(rawValue: badge) {
    case .sameFiles: "conflict soft"
    case .sameLines: "conflict hot"
    default: badge
    }
  }

  /// For columns in which the whole words would be cut.
  package static func shortWords(ofBadge badge: String) -> String {
    switch Badge(rawValue: badge) {
    case .sameFiles: "overlap"
    case .sameLines: "hot"
    case .proofChanged: "proof"
    case .verifyFailed: "verify"
    case .teardownFailed: "teardown"
    default: badge
    }
  }

  package static func shortWords(of waiting: Waiting.Subject) -> String {
    switch waiting {
    case .approval, .answer: "asks"
    case .dependency: "after"
    case .quota, .retry, .slot: waiting.rawValue
    }
  }

  package static func role(ofBadge badge: String) -> Role {
    switch Badge(rawValue: badge) {
    case .proofChanged, .auto, .teardownFailed, .sameFiles: .badgeWarning
    case .conflict, .verifyFailed, .sameLines: .badgeError
    case .raceFirst: .badgeAccent
    case .noChange, .race, nil: .badge
    }
  }
}
