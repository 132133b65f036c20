import Canvas
import Loop
import PanelKit
import Widgets
import Wire

extension AppProgram {
  func clicked(_ mouse: MouseEvent, _ model: inout AppModel) -> Effect<AppMessage> {
    guard model.layers.isEmpty else {
      if case .wheel(_, let rows) = mouse.kind { wheelInLayer(rows, &model) }
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
    case .help(let field, let top): model.layers.append(.help(filter: field, top: max(0, top + rows)))
    case .card(let task, let top): model.layers.append(.card(task, top: max(0, top + rows)))
    case .commandLine, .line, .palette, .form, .confirm: model.layers.append(layer)
    }
  }
}
