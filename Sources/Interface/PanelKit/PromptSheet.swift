package import Canvas
import Keymap
package import Widgets
package import Wire

/// A text of several lines that is written over a view: a prompt, a comment.
package struct PromptSheet: Sendable {
  package enum Ending: Hashable, Sendable {
    case open
    /// Put off; the words go with it, so that they need not be lost.
    case cancelled(String)
    case submitted(String)
  }

  package var title: String
  package var placeholder: String
  /// What Enter does, in few words.
  package var submit: String
  package var rows: Int
  package private(set) var field: EditorState

  package init(
    _ text: String = "", title: String, placeholder: String, submit: String, rows: Int = 5,
    isRead: Bool = false
  ) {
    (self.title, self.placeholder, self.submit, self.rows) = (title, placeholder, submit, rows)
    field = EditorState(text)
    // What is to be read first is shown from its beginning.
    field.perform(.move(isRead ? .textStart : .textEnd))
  }

  package mutating func press(_ key: KeyPress) -> Ending {
    switch key.name {
    case "Esc", "Ctrl-C": return .cancelled(field.text)
    case "Enter": return field.isEmpty ? .open : .submitted(field.text)
    default:
      if let command = EditorCommand(key) { field.perform(command) }
      return .open
    }
  }

  package mutating func insert(_ text: String) { field.perform(.paste(text)) }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let place = area.splitBottom(min(area.rows, rows + 3)).bottom
    canvas.fill(place, style: theme[.overlay])
    let heading = StyledText(title, theme[.overlayTitle])
    let inside = canvas.box(place, theme.glyphs.box, style: theme[.overlayBorder], title: heading)
    let (text, foot) = inside.inset(horizontally: 1).splitBottom(1)
    var shown = field
    shown.fit(text.size)
    TextEditor(shown, placeholder: placeholder).draw(into: &canvas, area: text, theme: theme)
    let hints = [Hint("Enter", submit), Hint("Ctrl-J", "new line"), Hint("Esc", "not yet")]
    Footer(hints: hints).draw(into: &canvas, area: foot, theme: theme)
  }
}
