/// Where the caret may go.
package enum TextMotion: Hashable, Sendable {
  case left, right, up, down, wordLeft, wordRight, lineStart, lineEnd, textStart, textEnd, pageUp, pageDown
}

/// What can be done to a text; the keymap turns keys into these.
package enum EditorCommand: Hashable, Sendable {
  /// Typed characters: adjacent ones are undone together.
  case insert(String)
  /// A whole paste, whatever is in it: one step of undo, no command of its own.
  case paste(String)
  case newline
  case move(TextMotion)
  case extend(TextMotion)
  case delete(TextMotion)
  case selectAll, cancelSelection, undo, redo
  /// Puts the caret under a cell of the pane, as a click does.
  case point(column: Int, row: Int)
}
