package import Keymap

/// What a key does on the board.
package enum BoardAction: String, Hashable, Sendable, CaseIterable {
  case left, right, up, down, top, bottom, halfPageDown, halfPageUp, moveLeft, moveRight
  case newTask, edit, open, start, cancel, `continue`, retry, diff, merge, close, discard, undo, mark, raise, lower
  case log, shell, copy, fold, filter, keptFilters, handOver

  package static let keymap = Keymap<BoardAction>(
    "Board",
    [
      Binding(.newTask, "n", words: "new task", command: "new task", rank: 1),
      Binding(.open, "Enter", words: "open card", command: "open card", rank: 2),
      Binding(.edit, "e", words: "edit", command: "edit task", rank: 3),
      Binding(.start, "s", words: "start", command: "start task", rank: 2),
      Binding(.cancel, "x", words: "cancel", command: "cancel task", rank: 6),
      Binding(.continue, "c", words: "continue with a prompt", command: "continue task", rank: 7),
      Binding(.handOver, "S", words: "another service takes over", command: "hand task over", rank: 9),
      Binding(.retry, "r", words: "retry", command: "retry task", rank: 7),
      Binding(.diff, "d", words: "review", command: "review the work", rank: 4),
      Binding(.merge, "m", words: "merge", command: "merge task", rank: 5),
      Binding(.discard, "D", words: "discard", command: "discard task", rank: 5),
      Binding(.undo, "u", words: "undo", command: "undo", rank: 8),
      Binding(.log, "L", words: "its log", command: "log of the task", rank: 6),
      Binding(.filter, "/", words: "filter", command: "filter the board", rank: 4),
      Binding(.keptFilters, "F", words: "kept filters", command: "filters that are kept", rank: 11),
      Binding(.mark, "Space", words: "mark", command: "mark card", rank: 7),
      Binding(.close, "C", words: "close without merging", command: "mark as done", rank: 9),
      Binding(.moveRight, ">", "S-Right", words: "move to the next column", command: "move card right", rank: 8),
      Binding(.moveLeft, "<", "S-Left", words: "move to the previous column", command: "move card left"),
      Binding(.raise, "K", words: "higher priority", command: "raise priority"),
      Binding(.lower, "J", words: "lower priority", command: "lower priority"),
      Binding(.shell, "o", words: "shell in its worktree", command: "shell in the worktree", rank: 10),
      Binding(.copy, "y", words: "copy", command: "copy task", rank: 10),
      Binding(.fold, "f", words: "fold column", command: "fold column", rank: 11),
      Binding(.left, "Left", "h", words: "column to the left"),
      Binding(.right, "Right", "l", words: "column to the right"),
      Binding(.up, "Up", "k", words: "card above"), Binding(.down, "Down", "j", words: "card below"),
      Binding(.top, "g", "Home", words: "first card"), Binding(.bottom, "G", "End", words: "last card"),
      Binding(.halfPageDown, "Ctrl-D", "PgDn", words: "half a page down"),
      Binding(.halfPageUp, "Ctrl-U", "PgUp", words: "half a page up"),
    ])
}
