package import Canvas
package import Domain
import PanelKit
import Widgets

/// What was drawn on the board before.
package struct BoardPictures: Sendable {
  let columns = Pictures<BoardColumn>(limit: 5)
  let cards = Pictures<BoardCard>(limit: 300)
  /// Of a few tasks: who goes back to one finds it drawn.
  let details = Pictures<BoardDetail>(limit: 8)

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

  /// How wide a folded column is.
  static let strip = 5
  /// Below this five columns would be too narrow for words: one is seen at a time, with the names of the others above.
  private static let leastForAll = 72

  private static func isAlone(_ state: BoardState, in area: Rect) -> Bool {
    area.columns < leastForAll || state.isZoomed
  }

  private static func columns(_ state: BoardState, in area: Rect) -> [(column: TaskState, place: Rect)] {
    let all = TaskState.allCases
    if isAlone(state, in: area) { return [(state.focused, area)] }
    let open = all.filter { !state[$0].isFolded }
    let room = area.columns - (all.count - open.count) * strip
    let even = room / max(1, open.count)
    let isWideOne = area.columns < 110 && !state[state.focused].isFolded
    let wide = isWideOne ? max(even, min(30, room - (open.count - 1) * 12)) : even
    let rest = isWideOne && open.count > 1 ? (room - wide) / (open.count - 1) : even
    var (next, left) = (area.column, room)
    return all.map { column in
      let wanted = state[column].isFolded ? strip : column == state.focused ? wide : rest
      let columns = column == open.last ? left : wanted  // what division leaves over is the last one's
      if !state[column].isFolded { left -= columns }
      defer { next += columns }
      return (column, Rect(column: next, row: area.row, columns: columns, rows: area.rows).intersection(area))
    }
  }

  /// The rows of the pane that hold cards.
  package static func body(of place: Rect) -> Rect { place.inset(horizontally: 1, vertically: 1) }

  package func draw(into canvas: inout Canvas, area: Rect) {
    let places = Self.places(state, in: area)
    // A zoom hides the others on purpose; where there is no room for them their names stand above.
    for (column, place) in places {
      draw(column, in: place, isAlone: places.count == 1 && place.columns < Self.leastForAll, &canvas)
    }
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
    pictures.details.show(facts, for: task.id.number, in: place, on: &canvas) { facts.draw(into: &$0, $1) }
  }

  private func draw(_ column: TaskState, in place: Rect, isAlone: Bool, _ canvas: inout Canvas) {
    let facts = BoardColumn(column, state, theme, in: place, isAlone: isAlone)
    pictures.columns.show(
      facts, for: column.place, in: place, on: &canvas, ground: theme[.text],
      renew: { facts.renew(&$0, $1, from: $2, pictures.cards) }, { facts.draw(into: &$0, $1, pictures.cards) })
  }
}
