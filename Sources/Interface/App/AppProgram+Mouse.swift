import Board
import Canvas
import Domain
import Loop
import Widgets
import Wire

extension AppProgram {
  func clicked(_ mouse: MouseEvent, _ model: inout AppModel) -> Effect<AppMessage> {
    defer { fit(&model) }
    guard model.layers.isEmpty else {
      if case .wheel(_, let rows) = mouse.kind { wheelInLayer(rows, &model) }
      return .none
    }
    let point = Point(column: mouse.column, row: mouse.row)
    let places = BoardView.places(model.board, in: AppView.body(of: Rect(model.size)))
    guard let (column, place) = places.first(where: { $0.place.contains(point) }) else { return .none }
    switch mouse.kind {
    case .press(.left):
      let wasFocused = model.board.focused == column
      model.board.focused = column
      let row = (mouse.row - BoardView.body(of: place).row) / BoardView.cardRows
      guard mouse.row >= BoardView.body(of: place).row, let item = model.board[column].list.item(atRow: row) else {
        return .none
      }
      let wasSelected = wasFocused && model.board[column].list.selected == item
      model.board[column].list.select(item)
      return wasSelected ? act(BoardAction.open, &model) : .none
    case .wheel(_, let rows):
      model.board[column].list.scroll(by: rows)
    case .press, .release, .drag, .move:
      break
    }
    return .none
  }

  private func wheelInLayer(_ rows: Int, _ model: inout AppModel) {
    guard let layer = model.layers.popLast() else { return }
    switch layer {
    case .help(let field, let top): model.layers.append(.help(filter: field, top: max(0, top + rows)))
    case .card(let task, let top): model.layers.append(.card(task, top: max(0, top + rows)))
    case .commandLine, .filter, .palette, .form, .confirm: model.layers.append(layer)
    }
  }
}
