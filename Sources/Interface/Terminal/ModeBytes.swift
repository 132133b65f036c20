/// The escape sequences that switch a terminal's modes, as text. Pure.
struct ModeBytes {
  private let hasAlternateScreen: Bool
  private let switchesWrap: Bool
  /// The console of Linux prints what it does not know.
  private let isPlain: Bool
  private let asksModes: Bool

  init(_ description: TerminalDescription, options: TerminalOptions) {
    hasAlternateScreen = description.hasAlternateScreen
    switchesWrap = description.canSwitchWrap
    isPlain = options.isLinuxConsole || !description.hasAlternateScreen
    // Apple's terminal prints the end of the question about a mode.
    asksModes = options.environment["TERM_PROGRAM"] != "Apple_Terminal"
  }

  /// Before the first frame: the other screen, no wrapping, paste, focus and a change of the background as events, no cursor.
  func enter(mouse: Bool) -> String {
    var text = hasAlternateScreen ? "\u{1b}[?1049h\u{1b}[22;0;0t" : ""
    if switchesWrap { text += "\u{1b}[?7l" }
    text += "\u{1b}[?25l\u{f}\u{1b}(B\u{1b}[0m"
    if !isPlain { text += "\u{1b}[?2004h\u{1b}[?1004h\u{1b}[?2031h" + (mouse ? captureMouse(true) : "") }
    return text
  }

  func captureMouse(_ isOn: Bool) -> String {
    guard !isPlain else { return "" }
    return isOn ? "\u{1b}[?1000h\u{1b}[?1002h\u{1b}[?1006h" : "\u{1b}[?1006l\u{1b}[?1002l\u{1b}[?1000l"
  }

  /// Behind the first frame, so that no answer is waited for: background, synchronized output, keys; DA1 last, which
  /// every terminal answers.
  var questions: String {
    guard !isPlain else { return "" }
    return "\u{1b}]11;?\u{1b}\\" + (asksModes ? "\u{1b}[?2026$p" : "") + "\u{1b}[?u\u{1b}[c"
  }

  /// Keys that say what they are, by the way that the terminal knows.
  static func keys(kitty: Bool) -> String {
    kitty ? "\u{1b}[>1u" : "\u{1b}[>4;1m"
  }

  /// Undoes all that was ever set, in whatever state a frame was broken off.
  var leave: String {
    var text = "\u{1b}\\"
    if !isPlain {
      text += "\u{1b}[?2026l\u{1b}[<u\u{1b}[>4;0m\u{1b}[?1006l\u{1b}[?1003l\u{1b}[?1002l\u{1b}[?1000l"
      text += "\u{1b}[?2031l\u{1b}[?1004l\u{1b}[?2004l"
    }
    text += "\u{1b}[r\u{1b}[0m"
    if switchesWrap { text += "\u{1b}[?7h" }
    text += "\u{1b}[?25h"
    // Cleared: tmux that was made higher meanwhile moves rows of ours into the screen below.
    return text + "\u{1b}[H\u{1b}[2J" + (hasAlternateScreen ? "\u{1b}[23;0;0t\u{1b}[?1049l" : "")
  }
}
