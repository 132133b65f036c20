import Board
import Canvas
import Domain
import Keymap
import Loop
import PanelKit
import Widgets
import Wire

/// Which view is in front, and the way there and back.
extension AppProgram {
  func panel(_ view: ViewID) -> (any Panel)? { panels.first { $0.view == view } }

  /// Shows a view; the first time its panel begins its work then.
  func go(_ view: ViewID, _ subject: Subject? = nil, _ model: inout AppModel) -> Effect<AppMessage> {
    guard let panel = panel(view) else {
      model.status = "there is no view \(view.title) yet"
      return .none
    }
    if view == .board {
      model.trail = []
    } else if view != model.view {
      model.trail.removeAll { $0 == view || $0 == model.view }
      model.trail.append(model.view)
    }
    model.view = view
    model.status = ""
    let subject = subject ?? implied(view, model)
    let begun = begin(panel, &model)
    guard let subject, let shown = change(view, &model, { $0.show(subject, erased: &$1) }) else { return begun }
    return .batch(begun, shown)
  }

  /// Where nothing was opened yet, what is selected on the board is meant.
  private func implied(_ view: ViewID, _ model: AppModel) -> Subject? {
    guard view == .review, model.states[view] == nil else { return nil }
    return model.board.selected.map { .task($0.id) }
  }

  func begin(_ panel: any Panel, _ model: inout AppModel) -> Effect<AppMessage> {
    guard model.states[panel.view] == nil else { return .none }
    let (state, effect) = panel.open()
    model.states[panel.view] = state
    guard let memory = model.drafts.screen?.views[panel.view.rawValue] else { return effect }
    return .batch(effect, change(panel.view, &model) { $0.recall(memory, erased: &$1) } ?? .none)
  }

  /// The neighbour in the row of tabs, round the end.
  func go(by step: Int, _ model: inout AppModel) -> Effect<AppMessage> {
    guard let index = panels.firstIndex(where: { $0.view == model.view }) else { return .none }
    return go(panels[(index + step + panels.count) % panels.count].view, nil, &model)
  }

  /// Where Esc leads when the view itself has nothing more to close; stays at the board.
  func leave(_ model: inout AppModel) {
    model.status = ""
    guard model.view != .board else { return }
    model.view = model.trail.popLast() ?? .board
  }

  /// The panel in front with its state, changed where it is.
  func inFront<Result>(_ model: inout AppModel, _ body: (any Panel, inout PanelState) -> Result) -> Result? {
    change(model.view, &model, body)
  }

  func change<Result>(
    _ view: ViewID, _ model: inout AppModel, _ body: (any Panel, inout PanelState) -> Result
  ) -> Result? {
    guard let panel = panel(view), let index = model.states.index(forKey: view) else { return nil }
    return body(panel, &model.states.values[index])
  }
}

// MARK: - What panels ask for

extension AppProgram {
  func carryOut(_ step: PanelStep<AppMessage>?, _ model: inout AppModel) -> Effect<AppMessage> {
    guard let step else { return .none }
    if step.requests.isEmpty { return step.effect }
    var effects = [step.effect]
    for request in step.requests { effects.append(carryOut(request, &model)) }
    return .batch(effects)
  }

  /// In the last line, or where that would cut it, above the view: the remedy stands at the end.
  private func say(_ words: String, _ model: inout AppModel) {
    let fits = Sanitiser.width(words, limit: model.size.columns) < model.size.columns
    model.status = fits ? words : ""
    if !fits { model.toasts.show(words, .info, at: .zero) }
  }

  private func carryOut(_ request: PanelRequest<AppMessage>, _ model: inout AppModel) -> Effect<AppMessage> {
    switch request {
    case .say(let words): say(words, &model)
    case .copy(let text, let words):
      model.status = "copied: \(words)"
      return .copy(text)
    case .line(let line): model.layers.append(.line(line, EditorState(line.text, isSingleLine: true)))
    case .dialog(let dialog, let answers): model.layers.append(.confirm(dialog, answers: answers))
    case .amend(let dialog): amend(dialog, &model)
    case .writeTask(let task):
      var form = TaskForm(workspace: model.workspace, editing: task)
      form.restore(model.drafts[task])
      model.layers.append(.form(form))
    case .showCard(let task): model.layers.append(.card(task, top: 0))
    case .go(let view, let subject): return go(view, subject, &model)
    case .word(let line): return run(line, &model)
    case .exec(let command): return .exec(command) { .returned($0) }
    case .quit: return leaving(model)
    }
    return .none
  }

  /// Only while that question is open; which button has the focus is the person's.
  private func amend(_ dialog: Dialog, _ model: inout AppModel) {
    guard case .confirm(let open, let answers) = model.layers.last, open.title == dialog.title else { return }
    var dialog = dialog
    dialog.focused = open.focused
    model.layers[model.layers.count - 1] = .confirm(dialog, answers: answers)
  }
}
