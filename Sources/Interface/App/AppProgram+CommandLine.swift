import Board
import Canvas
import Domain
import Keymap
import Loop
import PanelKit
import Widgets
import Wire

extension AppProgram {
  func commandLine(_ line: CommandLine, _ key: KeyPress, _ model: inout AppModel) -> Effect<AppMessage> {
    var line = line
    let known = Self.known(model)
    switch key.name {
    case "Esc":
      keepLine(line.text, &model)
      return draftsChanged(&model)
    case "Ctrl-C" where line.field.isEmpty, "Backspace" where line.field.isEmpty: return .none
    case "Ctrl-C": line.clear()
    case "Enter":
      keepLine(line.text, &model)
      return .batch(draftsChanged(&model), run(line.text, &model))
    case "Tab": line.choose(by: 1, known)
    case "S-Tab": line.choose(by: -1, known)
    case "Down": line.move(by: 1, known)
    case "Up": line.move(by: -1, known)
    default:
      if let command = EditorCommand(key) { line.edit(command) }
    }
    model.layers.append(.commandLine(line))
    model.drafts.line = line.field.isEmpty ? nil : line.text
    return draftsChanged(&model)
  }

  /// What was sent or put off is found again with Up; only what a crash broke off stands there by itself.
  private func keepLine(_ text: String, _ model: inout AppModel) {
    model.drafts.line = nil
    guard !text.isEmpty else { return }
    model.pastLines.removeAll { $0 == text }
    model.pastLines = (model.pastLines + [text]).suffix(CommandLine.mostPast)
  }

  func openCommandLine(_ model: inout AppModel) {
    model.layers.append(.commandLine(CommandLine(model.drafts.line ?? "", past: model.pastLines)))
  }

  /// What arguments can be chosen from here.
  static func known(_ model: AppModel) -> CommandLine.Known {
    let tasks = TaskState.allCases.flatMap { model.board[$0].tasks.prefix(40).map { ("\($0.id)", $0.title) } }
    return CommandLine.Known(themes: Theme.Name.allCases.map(\.rawValue), tasks: tasks)
  }

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
