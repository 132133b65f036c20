package import Synchronization

/// Pictures that were drawn before, by place: what is asked for with equal facts is copied instead of drawn again.
///
/// A key that moves a selection changes two cards of a screen; the others come from here. Only what is a pure function
/// of its facts may be kept. Made for each kind of facts where it is used: looking them up by their types cost as much as
/// the look.
package final class Pictures<Place: Hashable & Sendable, Facts: Equatable & Sendable>: Sendable {
  /// A class, so that looking at one copies none of its facts.
  @usableFromInline final class Picture: Sendable {
    @usableFromInline let facts: Facts
    @usableFromInline let canvas: Canvas

    @usableFromInline init(facts: Facts, canvas: Canvas) {
      self.facts = facts
      self.canvas = canvas
    }
  }

  @usableFromInline let kept = Mutex<[Place: Picture]>([:])
  @usableFromInline let limit: Int

  package init(limit: Int) {
    self.limit = limit
  }

  /// Shows the facts in this area, which must lie on the canvas; `draw` gets a canvas of its own, on this ground.
  ///
  /// Before it is drawn anew, `renew` may change the picture of other facts into that of these, and tell that it did.
  @inlinable package func show(
    _ facts: Facts, for place: Place, in area: Rect, on canvas: inout Canvas, ground: Style = .plain,
    renew: ((inout Canvas, Rect, Facts) -> Bool)? = nil, _ draw: (inout Canvas, Rect) -> Void
  ) {
    let size = Size(columns: area.columns, rows: area.rows)
    let known = kept.withLock { $0[place] }.flatMap { $0.canvas.size == size ? $0 : nil }
    if let known, known.facts == facts {
      // The newest facts stay: next time they are likely to be the same pieces of memory, found equal at a glance.
      kept.withLock { $0[place] = Picture(facts: facts, canvas: known.canvas) }
      return canvas.copy(known.canvas, at: Point(column: area.column, row: area.row))
    }
    var picture: Canvas
    if let renew, let known {
      picture = known.canvas
      if !renew(&picture, picture.bounds, known.facts) {
        picture = Canvas(size, filled: ground)
        draw(&picture, picture.bounds)
      }
    } else {
      picture = Canvas(size, filled: ground)
      draw(&picture, picture.bounds)
    }
    canvas.copy(picture, at: Point(column: area.column, row: area.row))
    kept.withLock {
      if $0.count >= limit, $0[place] == nil { $0 = [:] }
      $0[place] = Picture(facts: facts, canvas: picture)
    }
  }
}
