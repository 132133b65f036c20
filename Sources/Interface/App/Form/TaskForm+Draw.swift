import Canvas
import Domain
import Widgets

extension TaskForm {
  private static let labelWidth = 14
  /// Below this the prompt could not be read any more, so the other fields scroll.
  private static let fewestPromptRows = 3

  func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let wanted = Size(columns: min(96, area.columns - 2), rows: min(area.rows - 2, max(20, area.rows * 3 / 5)))
    let place = area.centred(wanted)
    canvas.fill(place, style: theme[.overlay])
    let name = editing.map { "Edit \($0.id)" } ?? "New task"
    let title = isRestored ? "\(name), as you left it" : name
    let inside = canvas.box(
      place, theme.glyphs.box, style: theme[.overlayBorder], title: StyledText(title, theme[.overlayTitle]))
    let (body, foot) = inside.inset(horizontally: 1).splitBottom(1)
    drawFields(into: &canvas, body, theme)
    Footer(status: fault.map { StyledText($0, theme[.error]) } ?? "", hints: hints)
      .draw(into: &canvas, area: foot, theme: theme)
  }

  private var hints: [Hint] {
    let choice = focus == .permission ? [Hint("Left/Right", "choose")] : []
    let line = focus == .prompt ? [Hint("Ctrl-J", "new line")] : []
    return [Hint("Enter", editing == nil ? "make" : "save"), Hint("Tab", "next")] + choice + line
      + [Hint("Esc", isTouched ? "keep for later" : "cancel")] + (isTouched ? [Hint("Ctrl-C", "clear")] : [])
  }

  private func drawFields(into canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    let lines = shown.filter { $0 != .prompt }
    let rows = min(lines.count, max(1, area.rows - 1 - Self.fewestPromptRows))
    let (upper, lower) = area.splitBottom(min(rows, area.rows))
    let (label, prompt) = upper.splitTop(1)
    canvas.write("Prompt", style: theme[focus == .prompt ? .accent : .muted], in: label)
    var state = self[.prompt]
    state.fit(prompt.size)
    TextEditor(state, placeholder: "what is to be done", isFocused: focus == .prompt)
      .draw(into: &canvas, area: prompt, theme: theme)
    var rest = lower
    for field in lines.dropFirst(firstLine(of: lines, rows: rows)).prefix(rows) {
      let (line, below) = rest.splitTop(1)
      drawLine(field, into: &canvas, line, theme)
      rest = below
    }
  }

  /// So that the line with the focus is among those that fit.
  private func firstLine(of lines: [Field], rows: Int) -> Int {
    guard let index = lines.firstIndex(of: focus) else { return 0 }
    return min(max(0, index - rows + 1), max(0, lines.count - rows))
  }

  private func drawLine(_ field: Field, into canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    let (label, input) = area.splitLeft(min(Self.labelWidth, area.columns / 2))
    canvas.write(field.label, style: theme[field == focus ? .accent : .muted], in: label)
    var state = self[field]
    state.fit(input.size)
    let words = field == .permission && state.isEmpty ? "as configured" : field.placeholder
    TextField(state, placeholder: words, isFocused: field == focus).draw(into: &canvas, area: input, theme: theme)
  }
}

extension TaskForm.Field {
  var label: String {
    switch self {
    case .prompt: "Prompt"
    case .title: "Title"
    case .service: "Service"
    case .race: "Race"
    case .model: "Model"
    case .command: "Words to run"
    case .permission: "Permission"
    case .verify: "Verify"
    case .base: "Base"
    case .after: "After"
    case .tags: "Tags"
    case .budget: "Budget"
    case .timeout: "Timeout"
    case .workspace: "Workspace"
    }
  }

  var placeholder: String {
    switch self {
    case .prompt, .workspace: ""
    case .title: "made from the prompt"
    case .service: "the first healthy one; command runs words of yours"
    case .race: "none; several at it at once: claude codex"
    case .model: "the service's own choice"
    case .command: "make format"
    case .permission: "as configured"
    case .verify: "a command that must succeed, like: make test"
    case .base: "the branch that is checked out"
    case .after: "tasks that must be done first: T1 T2"
    case .tags: "parted by blanks"
    case .budget: "none; 1.50 stops it there"
    case .timeout: "none; seconds"
    }
  }
}
