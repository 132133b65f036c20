import Board
import Canvas
import Domain
import Keymap
import Loop
import PanelKit
import Widgets
import Wire

extension AppProgram {
  func pressed(_ key: KeyPress, _ model: inout AppModel) -> Effect<AppMessage> {
    if key.name != "Ctrl-C" { model.isQuitArmed = false }
    if let action = model.keys.everywhere.action(for: key), action.isAlways, key.text == nil {
      return act(action, &model)
    }
    return model.layers.isEmpty ? pressedInView(key, &model) : pressedInLayer(key, &model)
  }

  private func pressedInView(_ key: KeyPress, _ model: inout AppModel) -> Effect<AppMessage> {
    if let step = inFront(&model, { $0.press(key, erased: &$1) }) ?? nil {
      return .batch(carryOut(step, &model), draftsChanged(&model))  // a text is written there
    }
    if let name = model.keys.panels[model.view]?.action(for: key) { return act(named: name, &model) }
    if let view = model.keys.views.action(for: key) { return go(view, nil, &model) }
    if let action = model.keys.everywhere.action(for: key) { return act(action, &model) }
    return .none
  }

  /// An action of the view in front.
  func act(named name: String, _ model: inout AppModel) -> Effect<AppMessage> {
    model.status = ""
    return carryOut(inFront(&model) { $0.act(named: name, &$1) }, &model)
  }

  func act(_ action: GlobalAction, _ model: inout AppModel) -> Effect<AppMessage> {
    switch action {
    case .help: model.layers.append(.help(filter: EditorState(isSingleLine: true), top: 0))
    case .commandLine: openCommandLine(&model)
    case .palette: return openPalette(&model)
    case .nextTab: return go(by: 1, &model)
    case .previousTab: return go(by: -1, &model)
    case .nextPane: return inFront(&model) { $0.movePane(by: 1, erased: &$1) } ?? .none
    case .previousPane: return inFront(&model) { $0.movePane(by: -1, erased: &$1) } ?? .none
    case .zoom: _ = inFront(&model) { $0.zoom(erased: &$1) }
    case .redraw: return .redraw
    case .suspend:
      guard ports.holdsEngine else { return .suspend }
      model.stepsAside = true
      return leaving(model)
    case .quit:
      guard model.view == .board else {
        leave(&model)
        return .none
      }
      return quit(&model)
    case .back:
      if inFront(&model, { $0.back(erased: &$1) }) != true { leave(&model) }
    case .mouse:
      model.isMouseCaptured.toggle()
      model.status = model.isMouseCaptured ? "the mouse is drover's" : "the mouse is the terminal's; M takes it back"
      return .mouse(model.isMouseCaptured)
    case .interrupt:
      if model.isQuitArmed { return quit(&model) }
      model.isQuitArmed = true
      model.status = "Ctrl-C again to quit"
    }
    return .none
  }

  private func pressedInLayer(_ key: KeyPress, _ model: inout AppModel) -> Effect<AppMessage> {
    guard let layer = model.layers.popLast() else { return .none }
    switch layer {
    case .help(var field, let top):
      if key.name == "Esc" || key.name == "Ctrl-C" || field.isEmpty && ["q", "?", "F1"].contains(key.name) {
        return .none
      }
      let next = min(
        Self.scrolled(top, key, page: model.size.rows / 2), AppView(model, self).lastHelpTop(filter: field.text))
      if next == top, let command = EditorCommand(key) { field.perform(command) }
      model.layers.append(.help(filter: field, top: next))
    case .card(let task, let top):
      if ["Esc", "q", "Ctrl-C", "Enter"].contains(key.name) { return .none }
      if key.name == "e" { return carryOut(PanelStep(.writeTask(editing: task)), &model) }
      model.layers.append(.card(task, top: Self.scrolled(top, key, page: model.size.rows / 2)))
    case .commandLine(let line): return commandLine(line, key, &model)
    case .line(let line, let field): return press(line, field, key, &model)
    case .palette(let palette): return press(palette, key, &model)
    case .form(let form): return press(form, key, &model)
    case .confirm(let dialog, let answers): return press(dialog, answers, key, &model)
    }
    return .none
  }

  private static func scrolled(_ top: Int, _ key: KeyPress, page: Int) -> Int {
    switch key.name {
    case "Down": top + 1
    case "Up": max(0, top - 1)
    case "PgDn", "Ctrl-D": top + page
    case "PgUp", "Ctrl-U": max(0, top - page)
    default: top
    }
  }

  private func press(
    _ line: FootLine<AppMessage>, _ field: EditorState, _ key: KeyPress, _ model: inout AppModel
  ) -> Effect<AppMessage> {
    var field = field
    switch key.name {
    case "Enter": return update(&model, line.accepted(field.text))
    case "Esc", "Ctrl-C": return update(&model, line.cancelled)
    case "Backspace" where field.isEmpty: return update(&model, line.cancelled)
    default: break
    }
    if let command = EditorCommand(key) { field.perform(command) }
    model.layers.append(.line(line, field))
    return update(&model, line.changed(field.text))
  }

  private func press(_ palette: Palette, _ key: KeyPress, _ model: inout AppModel) -> Effect<AppMessage> {
    var palette = palette
    switch key.name {
    case "Esc", "Ctrl-C", "Ctrl-P": return .none
    case "Down", "Ctrl-N": palette.move(by: 1)
    case "Up": palette.move(by: -1)
    case "Enter":
      switch palette.selected {
      case .global(let action): return act(action, &model)
      case .here(let name): return act(named: name, &model)
      case .view(let view): return go(view, nil, &model)
      case .task(let id): return go(.board, .task(id), &model)
      case .session(let id): return go(.chat, .session(id), &model)
      case .service(let name): return go(.services, .service(name), &model)
      case nil: return .none
      }
    default:
      if let command = EditorCommand(key) { palette.edit(command) }
    }
    model.layers.append(.palette(palette))
    return .none
  }

  private func press(_ form: TaskForm, _ key: KeyPress, _ model: inout AppModel) -> Effect<AppMessage> {
    var form = form
    if key.name == "Ctrl-C", form.isTouched {
      form.clear()
      model.layers.append(.form(form))
      model.drafts.note(form)
      return draftsChanged(&model)
    }
    switch form.press(key) {
    case .cancelled:
      if form.isTouched { model.status = "what you typed is kept for the next time" }
      return .none
    case .open:
      model.layers.append(.form(form))
      model.drafts.note(form)
      return draftsChanged(&model)
    case .submitted:
      do throws(TaskForm.Fault) {
        let effect = try submit(form)
        draftSent(form, &model)
        return effect
      } catch {
        form.focus = error.field
        form.fault = error.words
        model.layers.append(.form(form))
      }
    }
    return .none
  }

  private func submit(_ form: TaskForm) throws(TaskForm.Fault) -> Effect<AppMessage> {
    guard let task = form.editing else { return board.create(try form.draft()).map(AppMessage.board) }
    let edit = try form.edit()
    guard !edit.isEmpty else { return .none }
    return board.edit(task, edit, saying: "saved \(task.id); u takes it back").map(AppMessage.board)
  }

  private func press(
    _ dialog: Dialog, _ answers: [String: Effect<AppMessage>], _ key: KeyPress, _ model: inout AppModel
  ) -> Effect<AppMessage> {
    var dialog = dialog
    switch key.name {
    case "Left", "S-Tab": dialog.focus(by: -1)
    case "Right", "Tab": dialog.focus(by: 1)
    case "Enter": return answers[dialog.buttons[dialog.focused].key] ?? .none
    case "Esc", "q", "Ctrl-C": return .none
    default:
      if let button = dialog.button(forKey: key.name) { return answers[dialog.buttons[button].key] ?? .none }
    }
    model.layers.append(.confirm(dialog, answers: answers))
    return .none
  }

  /// Asks first where runs are under way: they can go on without this screen.
  private func quit(_ model: inout AppModel) -> Effect<AppMessage> {
    let running = model.board[.running].tasks.map(\.id)
    guard !running.isEmpty else { return leaving(model) }
    let dialog = Dialog(
      title: "Quit", body: "\(running.count) \(running.count == 1 ? "run is" : "runs are") under way.",
      buttons: [
        .init(key: "n", "stay"), .init(key: "k", "keep running in the background"), .init(key: "S", "stop them"),
      ])
    let stop = board.cancel(running).map(AppMessage.board)
    model.layers.append(.confirm(dialog, answers: ["k": leaving(model), "S": stop]))
    return .none
  }
}
