/// Which item is selected and which stands on top; the moves are pure and know how many rows are seen.
package struct ListState: Hashable, Sendable {
  package private(set) var selected: Int
  package private(set) var top: Int
  package private(set) var count: Int
  package private(set) var rows: Int

  package init(selected: Int = 0, count: Int = 0, rows: Int = 1) {
    (self.selected, self.count, self.rows, top) = (selected, count, rows, 0)
    settle()
  }

  /// To be called when items come or go and when the pane changes its size.
  package mutating func fit(count: Int, rows: Int) {
    self.count = max(0, count)
    self.rows = max(1, rows)
    settle()
  }

  package mutating func select(_ index: Int) {
    selected = index
    settle()
  }

  package mutating func move(by distance: Int) { select(selected + distance) }
  package mutating func first() { select(0) }
  package mutating func last() { select(count - 1) }
  package mutating func halfPage(_ direction: Int) { move(by: direction * max(1, rows / 2)) }
  package mutating func page(_ direction: Int) { move(by: direction * max(1, rows - 1)) }

  /// Scrolls as a wheel does: the selection moves only when it would leave the pane.
  package mutating func scroll(by distance: Int) {
    top = max(0, min(top + distance, count - rows))
    selected = max(top, min(selected, top + rows - 1))
    settle()
  }

  /// The item under a row of the pane.
  package func item(atRow row: Int) -> Int? {
    let index = top + row
    return row >= 0 && row < rows && index < count ? index : nil
  }

  /// The same selection seen in a pane of another height.
  package func fitted(count: Int, rows: Int) -> ListState {
    var copy = self
    copy.fit(count: count, rows: rows)
    return copy
  }

  private mutating func settle() {
    selected = max(0, min(selected, count - 1))
    top = max(0, min(top, count - rows))
    if selected < top { top = selected }
    if selected >= top + rows { top = selected - rows + 1 }
  }
}
