package import Keymap

/// What a key does in the logs.
package enum LogsAction: String, Hashable, Sendable, CaseIterable {
  case up, down, top, bottom, halfPageDown, halfPageUp, wrap, card

  package static let keymap = Keymap<LogsAction>(
    "Logs",
    [
      Binding(.bottom, "G", "End", "F", words: "end, and follow", command: "follow the log", rank: 1),
      Binding(.top, "g", "Home", words: "beginning", command: "beginning of the log", rank: 3),
      Binding(.wrap, "w", words: "wrap long lines", command: "wrap", rank: 5),
      Binding(.card, "Enter", words: "the task's card", command: "open card", rank: 6),
      Binding(.up, "Up", "k", words: "line up"), Binding(.down, "Down", "j", words: "line down"),
      Binding(.halfPageDown, "Ctrl-D", "PgDn", "Space", words: "half a page down"),
      Binding(.halfPageUp, "Ctrl-U", "PgUp", words: "half a page up"),
    ])
}
