package import Keymap

/// What a key does in the logs.
package enum LogsAction: String, Hashable, Sendable, CaseIterable {
  case up, down, top, bottom, halfPageDown, halfPageUp, pageDown, pageUp, left, right
  case follow, wrap, times, detail, fold, search, nextHit, previousHit, nextError, previousError
  case all, nextRun, previousRun, card, copy, pager

  package static let keymap = Keymap<LogsAction>(
    "Logs",
    [
      Binding(.search, "/", words: "search", command: "search the log", rank: 2),
      Binding(.nextHit, "n", words: "next hit", command: "next hit", rank: 9),
      Binding(.previousHit, "N", words: "previous hit", command: "previous hit"),
      Binding(.nextError, "e", words: "next error", command: "next error", rank: 4),
      Binding(.previousError, "E", words: "previous error", command: "previous error"),
      Binding(.follow, "F", words: "follow", command: "follow the log", rank: 1),
      Binding(.detail, "v", words: "summary, normal, full", command: "detail of the log", rank: 5),
      Binding(.fold, "Enter", "o", words: "fold, unfold", command: "fold entry", rank: 3),
      Binding(.all, "a", words: "all runs or one", command: "all runs", rank: 6),
      Binding(.nextRun, ">", words: "next attempt", command: "next attempt"),
      Binding(.previousRun, "<", words: "previous attempt", command: "previous attempt"),
      Binding(.times, "t", words: "times", command: "times", rank: 8),
      Binding(.wrap, "w", words: "wrap long lines", command: "wrap", rank: 7),
      Binding(.copy, "y", words: "copy the entry", command: "copy entry", rank: 10),
      Binding(.pager, "p", words: "open in $PAGER", command: "pager", rank: 11),
      Binding(.card, "c", words: "the task's card", command: "open card", rank: 12),
      Binding(.up, "Up", "k", words: "line up"), Binding(.down, "Down", "j", words: "line down"),
      Binding(.left, "Left", "h", words: "to the left, where nothing wraps"),
      Binding(.right, "Right", "l", words: "to the right, where nothing wraps"),
      Binding(.top, "g", "Home", words: "beginning", command: "beginning of the log"),
      Binding(.bottom, "G", "End", words: "end, and follow", command: "end of the log"),
      Binding(.halfPageDown, "Ctrl-D", words: "half a page down"),
      Binding(.halfPageUp, "Ctrl-U", words: "half a page up"),
      Binding(.pageDown, "PgDn", "Space", words: "page down"), Binding(.pageUp, "PgUp", words: "page up"),
    ])
}
