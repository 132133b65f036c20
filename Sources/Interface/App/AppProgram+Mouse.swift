import Canvas
import Loop
import PanelKit
import Widgets
import Wire

extension AppProgram {
  func clicked(_ mouse: MouseEvent, _ model: inout AppModel) -> Effect<AppMessage> {
    guard model.layers.isEmpty else {
      if case .wheel(_, let rows) = mouse.kind { wheelInLayer(rows, &model) }
      if case .press(.left) = mouse.kind { return pressInLayer(Point(column: mouse.column, row: mouse.row), &model) }
      return .none
    }
    let screen = Rect(model.size)
    if mouse.row == 0 {
      guard mouse.kind == .press(.left) else { return .none }
      let tabs = AppView.tabs(model, self).places(in: AppView.tabLine(of: screen))
      let hit = tabs.first { $0.place.contains(Point(column: mouse.column, row: 0)) }
      return hit.map { go(panels[$0.index].view, nil, &model) } ?? .none
    }
    let area = AppView.body(of: screen)
    return carryOut(inFront(&model) { $0.mouse(mouse, erased: &$1, area: area) }, &model)
  }

  private func wheelInLayer(_ rows: Int, _ model: inout AppModel) {
    guard let layer = model.layers.popLast() else { return }
    switch layer {
    case .help(let field, let top):
      let last = AppView(model, self).lastHelpTop(filter: field.text)
      model.layers.append(.help(filter: field, top: max(0, min(top + rows, last))))
    case .card(let task, let top): model.layers.append(.card(task, top: max(0, top + rows)))
    case .palette(var palette):
      palette.move(by: rows)
      model.layers.append(.palette(palette))
    case .commandLine, .line, .form, .confirm: model.layers.append(layer)
    }
  }

  /// A click on a row of the palette or on a button does what the key would do.
  private func pressInLayer(_ point: Point, _ model: inout AppModel) -> Effect<AppMessage> {
    switch model.layers.last {
    case .palette(var palette):
      guard palette.point(point, in: Rect(model.size)) else { return .none }
      model.layers[model.layers.count - 1] = .palette(palette)
      return pressed(KeyPress(.enter), &model)
    case .confirm(var dialog, let answers):
      guard let button = dialog.button(at: point, in: Rect(model.size)) else { return .none }
      dialog.focused = button
      model.layers[model.layers.count - 1] = .confirm(dialog, answers: answers)
      return pressed(KeyPress(.enter), &model)
    case .help, .commandLine, .line, .form, .card, nil: return .none
    }
  }
}
