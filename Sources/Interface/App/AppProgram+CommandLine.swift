import Board
import Canvas
import Domain
import Keymap
import Loop
import PanelKit
import Widgets
import Wire

/// Slash words, typed behind `:`; one table for dispatch, completion and help.
enum SlashWord: String, CaseIterable, Sendable {
  case task, theme, help, quit

  var words: String {
    switch self {
    case .task: "task PROMPT: make a task"
    case .theme: "theme NAME: \(Theme.Name.allCases.map(\.rawValue).joined(separator: ", "))"
    case .help: "keys and words"
    case .quit: "quit"
    }
  }
}

extension AppProgram {
  func commandLine(_ field: EditorState, _ key: KeyPress, _ model: inout AppModel) -> Effect<AppMessage> {
    var field = field
    switch key.name {
    case "Esc": return .none
    case "Ctrl-C" where field.isEmpty, "Backspace" where field.isEmpty: return .none
    case "Ctrl-C": field.setText("")
    case "Enter":
      model.drafts.line = nil
      return .batch(draftsChanged(&model), run(field.text, &model))
    case "Tab":
      if let word = Self.completions(of: field.text).first { field.setText(word + " ") }
      field.perform(.move(.lineEnd))
    default:
      if let command = EditorCommand(key) { field.perform(command) }
    }
    model.layers.append(.commandLine(field))
    model.drafts.line = field.isEmpty ? nil : field.text
    return draftsChanged(&model)
  }

  /// With what was typed the last time and not sent.
  func lineDraft(_ model: AppModel) -> EditorState {
    var field = EditorState(model.drafts.line ?? "", isSingleLine: true)
    field.perform(.move(.lineEnd))
    return field
  }

  static func completions(of text: String) -> [String] {
    let typed = text.hasPrefix("/") ? String(text.dropFirst()) : text
    guard !typed.contains(" ") else { return [] }
    return SlashWord.allCases.map(\.rawValue).filter { $0.hasPrefix(typed) }
  }

  private func run(_ text: String, _ model: inout AppModel) -> Effect<AppMessage> {
    let line = text.hasPrefix("/") ? text.dropFirst() : text[...]
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    guard let first = parts.first else { return .none }
    let rest = parts.count > 1 ? parts[1] : ""
    switch SlashWord(rawValue: first) ?? (first == "q" ? .quit : nil) {
    case .task:
      guard !rest.isEmpty else {
        model.status = "say what is to be done: task PROMPT"
        return .none
      }
      return board.create(TaskDraft(prompt: rest, workspace: model.workspace)).map(AppMessage.board)
    case .theme:
      guard let name = Theme.Name(rawValue: rest) else {
        model.status = SlashWord.theme.words
        return .none
      }
      let now = model.theme
      model.theme = Theme(name, appearance: now.appearance, depth: now.depth, glyphs: now.glyphs, motion: now.motion)
    case .help: return act(GlobalAction.help, &model)
    case .quit: return act(GlobalAction.quit, &model)
    case nil: return named(first, &model)
    }
    return .none
  }

  /// A word that the palette knows by its first word, like `discard` or `undo`.
  private func named(_ word: String, _ model: inout AppModel) -> Effect<AppMessage> {
    if let command = model.keys.panels[model.view]?.commands.first(where: { $0.words.hasPrefix(word) }) {
      return act(named: command.name, &model)
    }
    if let view = model.keys.views.bindings.first(where: { $0.action.rawValue == word }) {
      return go(view.action, nil, &model)
    }
    if let binding = model.keys.everywhere.bindings.first(where: { $0.command?.hasPrefix(word) == true }) {
      return act(binding.action, &model)
    }
    model.status = "there is no word \(word); Ctrl-P lists what there is"
    return .none
  }
}
