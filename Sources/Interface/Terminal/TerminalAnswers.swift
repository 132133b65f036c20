import Loop
import Wire

/// What the terminal has said about itself. Pure.
struct TerminalAnswers {
  struct Reaction {
    var isDark: Bool?
    /// What is to be sent because of the answer.
    var bytes = ""
  }

  private(set) var areDue = false
  private(set) var knowsSynchronized = false
  private(set) var keys = ""
  private var wereAsked = false

  /// True once: the questions are sent with the first frame.
  mutating func ask() -> Bool {
    guard !wereAsked else { return false }
    (wereAsked, areDue) = (true, true)
    return true
  }

  mutating func take(_ reply: TerminalReply, options: TerminalOptions) -> Reaction {
    switch reply {
    case .mode(2026, let state): knowsSynchronized = state == 1 || state == 2
    case .keyboardFlags:
      guard keys.isEmpty else { break }
      keys = ModeBytes.keys(kitty: true)
      return Reaction(bytes: keys)
    case .attributes: return fence()
    case .color(11, let red, let green, let blue):
      return Reaction(isDark: 299 * Int(red) + 587 * Int(green) + 114 * Int(blue) < 127_500)
    case .colorScheme(let isDark): return Reaction(isDark: isDark)
    case .mode, .color, .version, .other: break
    }
    return Reaction()
  }

  /// All that will be answered was answered before this.
  private mutating func fence() -> Reaction {
    areDue = false
    guard keys.isEmpty else { return Reaction() }
    keys = ModeBytes.keys(kitty: false)
    return Reaction(bytes: keys)
  }
}
