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
  package static func words(ofBadge badge: String) -> String { look(ofBadge: badge).words }

  package static func look(ofBadge badge: String) -> BadgeLook {
    badges[badge] ?? BadgeLook(words: badge, shortWords: badge, role: .badge)
  }

  /// Found by their names once: a badge is asked for with each card that is drawn.
  private static let badges = Dictionary(uniqueKeysWithValues: Badge.allCases.map { ($0.rawValue, BadgeLook($0)) })

  package static func shortWords(of waiting: Waiting.Subject) -> String {
    switch waiting {
    case .approval, .answer: "asks"
    case .dependency: "after"
    case .quota, .retry, .slot: waiting.rawValue
    }
  }
}

/// What is shown for a badge; the short words are for columns in which the whole ones would be cut.
package struct BadgeLook: Sendable {
  package let words: String
  package let shortWords: String
  package let role: Role

  fileprivate init(words: String, shortWords: String, role: Role) {
    (self.words, self.shortWords, self.role) = (words, shortWords, role)
  }

  fileprivate init(_ badge: Badge) {
    let name = badge.rawValue
    switch badge {
    case .sameFiles: self.init(words: "conflict soft", shortWords: "overlap", role: .badgeWarning)
    case .sameLines: self.init(words: "conflict hot", shortWords: "hot", role: .badgeError)
    case .proofChanged: self.init(words: name, shortWords: "proof", role: .badgeWarning)
    case .verifyFailed: self.init(words: name, shortWords: "verify", role: .badgeError)
    case .teardownFailed: self.init(words: name, shortWords: "teardown", role: .badgeWarning)
    case .auto: self.init(words: name, shortWords: name, role: .badgeWarning)
    case .conflict: self.init(words: name, shortWords: name, role: .badgeError)
    case .raceFirst: self.init(words: name, shortWords: name, role: .badgeAccent)
    case .noChange, .race: self.init(words: name, shortWords: name, role: .badge)
    }
  }
}
