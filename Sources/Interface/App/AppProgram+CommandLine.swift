import Board
import Canvas
import Domain
import Keymap
import Loop
import PanelKit
import Widgets
import Wire

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
      if let word = Self.completions(of: field.text).first { field.setText(word.rawValue + " ") }
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

  static func completions(of text: String) -> [SlashWord] { SlashWord.completions(of: text) }

  /// A word that the palette knows by its first word, like `discard` or `undo`.
  func named(_ word: String, _ model: inout AppModel) -> Effect<AppMessage> {
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
