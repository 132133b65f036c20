import Synchronization

/// Pictures that were drawn before, by place: what is asked for with equal facts is copied instead of drawn again.
///
/// A key that moves a selection changes two cards of a screen; the others come from here. Only what is a pure function
/// of its facts may be kept. Made for each kind of facts where it is used: looking them up by their types cost as much as
/// the look.
package final class Pictures<Facts: Equatable & Sendable>: Sendable {
  /// A class, so that looking at one copies none of its facts.
  private final class Picture: Sendable {
    let facts: Facts
    let canvas: Canvas

    init(facts: Facts, canvas: Canvas) {
      self.facts = facts
      self.canvas = canvas
    }
  }

  private let shelf: PictureShelf

  package init(limit: Int) {
    shelf = PictureShelf(limit: limit)
  }

  /// Shows the facts in this area, which must lie on the canvas; `draw` gets a canvas of its own, on this ground.
  ///
  /// Before it is drawn anew, `renew` may change the picture of other facts into that of these, and tell that it did.
  package func show(
    _ facts: Facts, for place: Int, in area: Rect, on canvas: inout Canvas, ground: Style = .plain,
    renew: ((inout Canvas, Rect, Facts) -> Bool)? = nil, _ draw: (inout Canvas, Rect) -> Void
  ) {
    // Nobody else puts anything onto this shelf.
    let known = shelf[place].map { unsafeDowncast($0, to: Picture.self) }
    let size = Size(columns: area.columns, rows: area.rows)
    let picture = Self.picture(of: facts, size, from: known, ground, renew, draw)
    canvas.copy(picture, at: Point(column: area.column, row: area.row))
    // Also where they are equal: next time the newest facts are likely to be the same pieces of memory, found equal at
    // a glance.
    shelf.keep(Picture(facts: facts, canvas: picture), at: place)
  }

  private static func picture(
    of facts: Facts, _ size: Size, from known: Picture?, _ ground: Style,
    _ renew: ((inout Canvas, Rect, Facts) -> Bool)?, _ draw: (inout Canvas, Rect) -> Void
  ) -> Canvas {
    if let known, known.canvas.size == size {
      if known.facts == facts { return known.canvas }
      var picture = known.canvas
      if let renew, renew(&picture, picture.bounds, known.facts) { return picture }
    }
    var picture = Canvas(size, filled: ground)
    draw(&picture, picture.bounds)
    return picture
  }
}

/// What is kept by place, whatever it shows: to find something here asks for no types.
private final class PictureShelf: Sendable {
  private let kept = Mutex<[Int: any AnyObject & Sendable]>([:])
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
  }

  subscript(place: Int) -> (any AnyObject & Sendable)? { kept.withLock { $0[place] } }

  func keep(_ picture: any AnyObject & Sendable, at place: Int) {
    kept.withLock {
      if $0.count >= limit, $0[place] == nil { $0 = [:] }
      $0[place] = picture
    }
  }
}
