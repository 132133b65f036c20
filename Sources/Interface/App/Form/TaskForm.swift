import Base
import Domain
import Keymap
import Widgets
import Wire

/// The card that is being written. All that `task add` takes, each a field; only the prompt is needed.
struct TaskForm: Sendable {
  enum Field: Int, CaseIterable, Sendable {
    case prompt, title, service, race, model, command, permission, verify, base, after, tags, budget, timeout, workspace
  }

  enum Ending: Sendable {
    case open
    case cancelled
    case submitted
  }

  let editing: TaskView?
  /// What a new form holds; what still holds it is no work that could be lost.
  let blank: [String]
  var fields: [EditorState]
  var focus = Field.prompt
  /// Why it cannot be made yet.
  var fault: String?
  /// It goes on with what was typed before.
  var isRestored = false

  init(workspace: String, editing: TaskView?) {
    self.editing = editing
    let texts = Field.allCases.map { $0.text(of: editing, workspace: workspace) }
    blank = texts
    fields = zip(Field.allCases, texts).map { EditorState($1, isSingleLine: $0 != .prompt) }
  }

  subscript(field: Field) -> EditorState {
    get { fields[field.rawValue] }
    set { fields[field.rawValue] = newValue }
  }

  var isTouched: Bool { fields.map(\.text) != blank }

  /// What applies: words to run belong to the service `command`, models and money to all others, and a task never
  /// changes its repository.
  var shown: [Field] {
    let isCommand = self[.service].text.trimmed == "command"
    return Field.allCases.filter { field in
      switch field {
      case .command: isCommand
      case .model, .permission, .budget: !isCommand
      case .race: editing == nil && !isCommand
      case .workspace: editing == nil
      default: true
      }
    }
  }

  mutating func press(_ key: KeyPress) -> Ending {
    switch key.name {
    case "Esc", "Ctrl-C": return .cancelled
    case "Enter": return .submitted
    case "Tab": move(1)
    case "S-Tab": move(-1)
    case "Down" where focus != .prompt: move(1)
    case "Up" where focus != .prompt: move(-1)
    case "Left" where focus == .permission: choose(-1)
    case "Right" where focus == .permission, "Space" where focus == .permission: choose(1)
    default: type(key)
    }
    return .open
  }

  private mutating func type(_ key: KeyPress) {
    // A mode is chosen, never typed.
    guard focus != .permission, let command = EditorCommand(key) else { return }
    self[focus].perform(command)
    fault = nil
  }

  /// A paste is text of the field that has the focus, whatever is in it.
  mutating func insert(_ text: String) {
    guard focus != .permission else { return }
    self[focus].perform(.paste(text))
    fault = nil
  }

  private mutating func choose(_ step: Int) {
    let modes = [""] + Permission.allCases.map(\.rawValue)
    let index = modes.firstIndex(of: self[.permission].text) ?? 0
    self[.permission].setText(modes[(index + step + modes.count) % modes.count])
  }

  private mutating func move(_ step: Int) {
    let fields = shown
    let index = fields.firstIndex(of: focus) ?? 0
    focus = fields[(index + step + fields.count) % fields.count]
  }
}

extension TaskForm.Field {
  func text(of task: TaskView?, workspace: String) -> String {
    guard let task else { return self == .workspace ? workspace : "" }
    return switch self {
    case .prompt: task.prompt
    case .title: task.title
    case .service: task.service ?? ""
    case .race: ""
    case .model: task.model ?? ""
    case .command: ShellWords.join(task.arguments ?? [])
    case .permission: task.permission.rawValue
    case .verify: task.verify ?? ""
    case .base: task.base ?? ""
    case .after: task.after.map(\.description).joined(separator: " ")
    case .tags: task.tags.joined(separator: " ")
    case .budget: task.budget?.description ?? ""
    case .timeout: task.timeoutSeconds.map(String.init) ?? ""
    case .workspace: task.workspace
    }
  }
}
