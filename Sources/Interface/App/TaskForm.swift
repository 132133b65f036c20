import Canvas
import Domain
import Keymap
import Widgets
import Wire

/// The card that is being written: a prompt, a title, a workspace.
struct TaskForm: Sendable {
  enum Field: Int, CaseIterable, Sendable {
    case title, prompt, workspace
  }

  enum Ending: Sendable {
    case open
    case cancelled
    case submitted
  }

  let editing: TaskView?
  var fields: [EditorState]
  var focus = Field.prompt

  init(workspace: String, editing: TaskView?) {
    self.editing = editing
    fields = [
      EditorState(editing?.title ?? "", isSingleLine: true), EditorState(editing?.prompt ?? ""),
      EditorState(editing?.workspace ?? workspace, isSingleLine: true),
    ]
  }

  subscript(field: Field) -> EditorState {
    get { fields[field.rawValue] }
    set { fields[field.rawValue] = newValue }
  }

  var isEmpty: Bool { self[.title].isEmpty && self[.prompt].isEmpty }

  mutating func press(_ key: KeyPress) -> Ending {
    switch key.name {
    case "Esc", "Ctrl-C": return .cancelled
    case "Enter": return .submitted
    case "Tab": move(1)
    case "S-Tab": move(-1)
    default:
      if let command = EditorCommand(key) { self[focus].perform(command) }
    }
    return .open
  }

  private mutating func move(_ step: Int) {
    let count = editing == nil ? Field.allCases.count : Field.allCases.count - 1  // a task never changes its repository
    focus = Field(rawValue: (focus.rawValue + step + count) % count) ?? .prompt
  }

  var draft: TaskDraft {
    TaskDraft(title: self[.title].text, prompt: self[.prompt].text, workspace: self[.workspace].text)
  }

  var edit: TaskEdit {
    var edit = TaskEdit()
    if self[.title].text != editing?.title { edit.title = self[.title].text }
    if self[.prompt].text != editing?.prompt { edit.prompt = self[.prompt].text }
    return edit
  }

  func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let place = area.centred(Size(columns: min(76, area.columns - 2), rows: min(18, area.rows - 2)))
    canvas.fill(place, style: theme[.overlay])
    let title = editing.map { "Edit \($0.id)" } ?? "New task"
    let inside = canvas.box(
      place, theme.glyphs.box, style: theme[.overlayBorder], title: StyledText(title, theme[.overlayTitle]))
    let (body, foot) = inside.inset(horizontally: 1).splitBottom(1)
    var rest = body
    for field in Field.allCases {
      let wanted = field == .prompt ? max(1, body.rows - 5) : 1
      let (label, below) = rest.splitTop(1)
      let (input, after) = below.splitTop(min(wanted, below.rows))
      canvas.write(Self.label(field), style: theme[field == focus ? .accent : .muted], in: label)
      var state = self[field]
      state.fit(input.size)
      if field == .prompt {
        TextEditor(state, placeholder: "what is to be done", isFocused: field == focus)
          .draw(into: &canvas, area: input, theme: theme)
      } else {
        TextField(state, placeholder: field == .title ? "made from the prompt" : "", isFocused: field == focus)
          .draw(into: &canvas, area: input, theme: theme)
      }
      rest = after
    }
    let hints = [
      Hint("Enter", editing == nil ? "make" : "save"), Hint("Ctrl-J", "new line"), Hint("Tab", "next"),
      Hint("Esc", "cancel"),
    ]
    Footer(hints: hints).draw(into: &canvas, area: foot, theme: theme)
  }

  private static func label(_ field: Field) -> String {
    switch field {
    case .title: "Title"
    case .prompt: "Prompt"
    case .workspace: "Workspace"
    }
  }
}
