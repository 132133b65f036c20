package import Canvas
package import Domain
import PanelKit
import Widgets

/// What was drawn on the board before.
package struct BoardPictures: Sendable {
  let columns = Pictures<TaskState, BoardColumn>(limit: 5)
  let cards = Pictures<TaskID, BoardCard>(limit: 300)
  let detail = Pictures<Int, BoardDetail>(limit: 1)

  package init() {}
}

/// Draws the board: every column at once where it is wide enough, else the focused one wide and the others as strips.
package struct BoardView {
  private let state: BoardState
  private let theme: Theme

  private let pictures: BoardPictures

  package init(_ state: BoardState, theme: Theme, pictures: BoardPictures = BoardPictures()) {
    self.state = state
    self.theme = theme
    self.pictures = pictures
  }

  /// The rows of a card: one more where there is room for what its agent says.
  package static func cardRows(in place: Rect) -> Int { place.rows >= 18 ? 4 : 3 }

  /// Where the card that is looked at closely stands: beside the columns where there is room, else over them.
  package static func detailPlace(_ state: BoardState, in area: Rect) -> Rect? {
    if hasPane(area), !state.isEmpty { return area.splitRight(60).right }
    guard state.isDetailFocused, state.selected != nil else { return nil }
    return area.columns >= 110 ? area.splitRight(54).right : area
  }

  /// Wide enough for a pane beside the columns that always shows a card.
  static func hasPane(_ area: Rect) -> Bool { area.columns >= 170 }

  /// Which column stands where; for drawing and for the mouse.
  package static func places(_ state: BoardState, in area: Rect) -> [(column: TaskState, place: Rect)] {
    let detail = detailPlace(state, in: area)
    let room = detail.map { area.splitLeft(max(0, $0.column - area.column)).left } ?? area
    return room.isEmpty ? [] : columns(state, in: room)
  }

  private static func columns(_ state: BoardState, in area: Rect) -> [(column: TaskState, place: Rect)] {
    let all = TaskState.allCases
    if area.columns < 60 || state.isZoomed { return [(state.focused, area)] }
    let folded = all.filter { state[$0].isFolded && $0 != state.focused }
    let open = all.filter { !folded.contains($0) }
    let strip = 5
    let room = area.columns - folded.count * strip
    let wide = area.columns < 110 ? max(room / open.count, min(30, room - (open.count - 1) * 12)) : room / open.count
    let rest = open.count > 1 ? (room - wide) / (open.count - 1) : 0
    var next = area.column
    return all.map { column in
      let isLast = column == all.last
      let columns = folded.contains(column) ? strip : column == state.focused ? wide : rest
      defer { next += columns }
      let width = isLast && !folded.contains(column) ? area.endColumn - next : columns
      return (column, Rect(column: next, row: area.row, columns: width, rows: area.rows))
    }
  }

  /// The rows of the pane that hold cards.
  package static func body(of place: Rect) -> Rect { place.inset(horizontally: 1, vertically: 1) }

  package func draw(into canvas: inout Canvas, area: Rect) {
    for (column, place) in Self.places(state, in: area) { draw(column, in: place, &canvas) }
    if let place = Self.detailPlace(state, in: area) { drawCloseLook(in: place, &canvas) }
    switch state.input {
    case .continue(let sheet, _): sheet.draw(into: &canvas, area: area, theme: theme)
    case .handOver(let sheet, _): sheet.draw(into: &canvas, area: area, theme: theme)
    case .copy(let menu), .filters(let menu), .service(let menu, _, _):
      menu.draw(into: &canvas, area: area, theme: theme)
    case nil: break
    }
  }

  /// Its place stays also where no card is selected: columns that change their width are hard to read.
  private func drawCloseLook(in place: Rect, _ canvas: inout Canvas) {
    guard let (task, detail) = state.closeLook else {
      let inside = canvas.box(place, theme.glyphs.box, style: theme[.border])
      canvas.writeWrapped(StyledText("no card here", theme[.placeholder]), in: inside.inset(horizontally: 1))
      return
    }
    let facts = BoardDetail(
      task: task, detail: detail, theme: theme, top: state.detailTop, isFocused: state.isDetailFocused)
    pictures.detail.show(facts, for: 0, in: place, on: &canvas) { facts.draw(into: &$0, $1) }
  }

  private func draw(_ column: TaskState, in place: Rect, _ canvas: inout Canvas) {
    let facts = BoardColumn(column, state, theme)
    pictures.columns.show(
      facts, for: column, in: place, on: &canvas, ground: theme[.text],
      renew: { facts.renew(&$0, $1, from: $2, pictures.cards) }, { facts.draw(into: &$0, $1, pictures.cards) })
  }
}
