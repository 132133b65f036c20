package import Widgets
package import Wire

/// What a key does in a focused text field; nil leaves it to whoever holds the field.
extension EditorCommand {
  package init?(_ key: KeyPress) {
    if let scalar = key.text {
      self = .insert(String(scalar))
      return
    }
    guard let command = Self.table[key.name] else { return nil }
    self = command
  }

  private static let table: [String: EditorCommand] = [
    "Left": .move(.left), "Right": .move(.right), "Up": .move(.up), "Down": .move(.down), "Home": .move(.lineStart),
    "End": .move(.lineEnd), "Ctrl-A": .move(.lineStart), "Ctrl-E": .move(.lineEnd), "Alt-b": .move(.wordLeft),
    "Alt-f": .move(.wordRight), "Ctrl-Left": .move(.wordLeft), "Ctrl-Right": .move(.wordRight),
    "S-Left": .extend(.left), "S-Right": .extend(.right), "S-Up": .extend(.up), "S-Down": .extend(.down),
    "S-Home": .extend(.lineStart), "S-End": .extend(.lineEnd), "Ctrl-S-Left": .extend(.wordLeft),
    "Ctrl-S-Right": .extend(.wordRight), "Backspace": .delete(.left), "Delete": .delete(.right),
    "Ctrl-W": .delete(.wordLeft), "Alt-Backspace": .delete(.wordLeft), "Alt-d": .delete(.wordRight),
    "Ctrl-K": .delete(.lineEnd), "Ctrl-U": .delete(.lineStart), "Ctrl-_": .undo, "Alt-z": .undo, "Ctrl-Y": .redo,
    "Ctrl-J": .newline, "Alt-Enter": .newline,
    "PgUp": .move(.pageUp), "PgDn": .move(.pageDown),
  ]
}
