import Board
import Canvas
import Domain
import Keymap
import Loop
import Widgets
import Wire

extension AppProgram {
  func pressed(_ key: KeyPress, _ model: inout AppModel) -> Effect<AppMessage> {
    if key.name != "Ctrl-C" { model.isQuitArmed = false }
    let effect = model.layers.isEmpty ? pressedInView(key, &model) : pressedInLayer(key, &model)
    fit(&model)
    return effect
  }

  private func pressedInView(_ key: KeyPress, _ model: inout AppModel) -> Effect<AppMessage> {
    if let action = BoardAction.keymap.action(for: key) { return act(action, &model) }
    if let action = GlobalAction.keymap.action(for: key) { return act(action, &model) }
    return .none
  }

  func act(_ action: BoardAction, _ model: inout AppModel) -> Effect<AppMessage> {
    model.status = ""
    let (effect, request) = board.act(action, &model.board)
    return .batch(effect.map(AppMessage.board), carryOut(request, &model))
  }

  private func carryOut(_ request: BoardRequest, _ model: inout AppModel) -> Effect<AppMessage> {
    switch request {
    case .none: break
    case .say(let words): model.status = words
    case .writeTask(let task): model.layers.append(.form(TaskForm(workspace: model.workspace, editing: task)))
    case .show(let task): model.layers.append(.card(task, top: 0))
    case .writeFilter: model.layers.append(.filter(EditorState(model.board.filter, isSingleLine: true)))
    case .confirmDiscard(let tasks):
      model.layers.append(.confirm(AppView.discardDialog(tasks), .discard(tasks)))
    case .confirmMerge(let tasks):
      model.layers.append(.confirm(AppView.mergeDialog(tasks), .merge(tasks)))
    case .copy(let text):
      model.status = "copied: \(text)"
      return .copy(text)
    }
    return .none
  }

  func act(_ action: GlobalAction, _ model: inout AppModel) -> Effect<AppMessage> {
    switch action {
    case .help: model.layers.append(.help(filter: EditorState(isSingleLine: true), top: 0))
    case .commandLine: model.layers.append(.commandLine(EditorState(isSingleLine: true)))
    case .palette: model.layers.append(.palette(Palette(board: model.board)))
    case .board: model.board.isZoomed = false
    case .nextPane: return act(BoardAction.right, &model)
    case .previousPane: return act(BoardAction.left, &model)
    case .zoom: model.board.isZoomed.toggle()
    case .redraw: return .redraw
    case .suspend: return .suspend
    case .quit: return quit(&model)
    case .back: back(&model)
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

  /// One layer at a time: marks, then the filter, then the zoom. Never quits.
  private func back(_ model: inout AppModel) {
    if !model.board.filter.isEmpty {
      model.board.filter = ""
      model.board.refilterAll()
    } else if !model.board.marked.isEmpty {
      model.board.marked = []
    } else if model.board.isZoomed {
      model.board.isZoomed = false
    } else {
      model.status = ""
    }
  }

  private func pressedInLayer(_ key: KeyPress, _ model: inout AppModel) -> Effect<AppMessage> {
    guard let layer = model.layers.popLast() else { return .none }
    switch layer {
    case .help(var field, let top):
      if key.name == "Esc" || key.name == "Ctrl-C" || field.isEmpty && ["q", "?", "F1"].contains(key.name) {
        return .none
      }
      let next = Self.scrolled(top, key, page: model.size.rows / 2)
      if next == top, let command = EditorCommand(key) { field.perform(command) }
      model.layers.append(.help(filter: field, top: next))
    case .card(let task, let top):
      if ["Esc", "q", "Ctrl-C", "Enter"].contains(key.name) { return .none }
      if key.name == "e" { return carryOut(.writeTask(editing: task), &model) }
      model.layers.append(.card(task, top: Self.scrolled(top, key, page: model.size.rows / 2)))
    case .commandLine(let field): return commandLine(field, key, &model)
    case .filter(let field): filter(field, key, &model)
    case .palette(let palette): return press(palette, key, &model)
    case .form(let form): return press(form, key, &model)
    case .confirm(let dialog, let answered): return press(dialog, answered, key, &model)
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

  private func filter(_ field: EditorState, _ key: KeyPress, _ model: inout AppModel) {
    var field = field
    if key.name == "Enter" { return }
    if key.name == "Esc" || key.name == "Ctrl-C" {
      model.board.filter = ""
    } else {
      if let command = EditorCommand(key) { field.perform(command) }
      model.board.filter = field.text
      model.layers.append(.filter(field))
    }
    model.board.refilterAll()
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
      case .board(let action): return act(action, &model)
      case .task(let id):
        model.board.select(id)
        return .none
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
    switch form.press(key) {
    case .cancelled: return .none
    case .open: model.layers.append(.form(form))
    case .submitted:
      do throws(TaskForm.Fault) {
        return try submit(form)
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
    return board.perform([.editTask(task: task.id, edit: edit)], saying: "saved \(task.id)").map(AppMessage.board)
  }

  private func press(
    _ dialog: Dialog, _ answered: Answered, _ key: KeyPress, _ model: inout AppModel
  ) -> Effect<AppMessage> {
    var dialog = dialog
    switch key.name {
    case "Left", "S-Tab": dialog.focus(by: -1)
    case "Right", "Tab": dialog.focus(by: 1)
    case "Enter": return answer(dialog.buttons[dialog.focused].key, answered)
    case "Esc", "q", "Ctrl-C": return .none
    default:
      if let button = dialog.button(forKey: key.name) { return answer(dialog.buttons[button].key, answered) }
    }
    model.layers.append(.confirm(dialog, answered))
    return .none
  }

  private func answer(_ button: String, _ answered: Answered) -> Effect<AppMessage> {
    switch (button, answered) {
    case ("Y", .discard(let tasks)): board.discard(tasks).map(AppMessage.board)
    case ("Y", .merge(let tasks)): board.merge(tasks).map(AppMessage.board)
    case ("k", .quit): .quit
    case ("S", .quit(let tasks)): board.cancel(tasks).map(AppMessage.board)
    default: .none
    }
  }

  /// Asks first where runs are under way: they can go on without this screen.
  private func quit(_ model: inout AppModel) -> Effect<AppMessage> {
    let running = model.board[.running].tasks.map(\.id)
    guard !running.isEmpty else { return .quit }
    let dialog = Dialog(
      title: "Quit", body: "\(running.count) \(running.count == 1 ? "run is" : "runs are") under way.",
      buttons: [
        .init(key: "n", "stay"), .init(key: "k", "keep running in the background"), .init(key: "S", "stop them"),
      ])
    model.layers.append(.confirm(dialog, .quit(running)))
    return .none
  }
}
