package import Keymap

/// What a key does in a review.
package enum ReviewAction: String, Hashable, Sendable, CaseIterable {
  case left, right, up, down, top, bottom, halfPageDown, halfPageUp, nextFile, previousFile, nextHunk, previousHunk
  case open, view, comment, drop, send, merge, close, discard, editor, shell, copy, fold, foldAll, layout
  case stage, stageAll, undo
  case search, nextHit, previousHit, nextTab, previousTab, reload, log

  package static let keymap = Keymap<ReviewAction>(
    "Review",
    [
      Binding(.view, "Space", words: "mark as viewed", command: "mark the file as viewed", rank: 1),
      Binding(.stage, "s", words: "stage", command: "stage this hunk, file or folder", rank: 2),
      Binding(.comment, "c", words: "comment", command: "comment on this line", rank: 2),
      Binding(.send, "S", words: "send comments", command: "send comments to the agent", rank: 3),
      Binding(.merge, "m", words: "merge", command: "merge this work", rank: 3),
      Binding(.discard, "D", words: "discard", command: "discard this work", rank: 5),
      Binding(.search, "/", words: "search", command: "search the diff", rank: 4),
      Binding(.open, "Enter", words: "show file, fold folder", rank: 8),
      Binding(.nextTab, ">", words: "next attempt, verify, facts", rank: 6),
      Binding(.previousTab, "<", words: "previous attempt, verify, facts"),
      Binding(.editor, "e", words: "open in $EDITOR", command: "open in the editor", rank: 7),
      Binding(.shell, "o", words: "shell in its worktree", command: "shell here", rank: 9),
      Binding(.copy, "y", words: "copy", command: "copy from the diff", rank: 9),
      Binding(.close, "C", words: "close without merging", command: "close this work"),
      Binding(.stageAll, "a", words: "stage all or none", command: "stage all hunks, or none", rank: 9),
      Binding(.undo, "u", words: "bring back what was trimmed off", command: "undo the trim of this work"),
      Binding(.drop, "X", words: "drop the comment here", command: "drop the comment"),
      Binding(.log, "L", words: "its log", command: "log of this work", rank: 10),
      Binding(.fold, "f", words: "fold file", command: "fold this file"),
      Binding(.foldAll, "F", words: "fold all files", command: "fold all files"),
      Binding(.layout, "t", words: "unified or side by side", command: "change the layout of the diff", rank: 10),
      Binding(.nextHit, "n", words: "next hit"), Binding(.previousHit, "N", words: "previous hit"),
      Binding(.nextFile, "J", words: "next file"), Binding(.previousFile, "K", words: "previous file"),
      Binding(.nextHunk, "}", words: "next hunk"), Binding(.previousHunk, "{", words: "previous hunk"),
      Binding(.reload, "R", words: "read it again", command: "read the work again"),
      Binding(.left, "Left", "h", words: "scroll left, close folder"),
      Binding(.right, "Right", "l", words: "scroll right, open folder"),
      Binding(.up, "Up", "k", words: "line above"), Binding(.down, "Down", "j", words: "line below"),
      Binding(.top, "g", "Home", words: "top"), Binding(.bottom, "G", "End", words: "bottom"),
      Binding(.halfPageDown, "Ctrl-D", "PgDn", words: "half a page down"),
      Binding(.halfPageUp, "Ctrl-U", "PgUp", words: "half a page up"),
    ])
}
