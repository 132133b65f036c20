import Domain

/// How far somebody has read: which rows of a request are in sight, and which lines of each request were.
///
/// A line was seen when all its rows were. What was jumped over was not.
struct InboxReading: Hashable, Sendable {
  private(set) var ask: AskID?
  private(set) var top = 0
  /// Rows that are in sight at once.
  private(set) var window = 0
  private(set) var count = 0
  private var columns = 0
  private var rowsSeen: Set<Int> = []
  private var linesSeen: [AskID: Set<Int>] = [:]

  mutating func scroll(by rows: Int) { top = max(0, min(top + rows, count - window)) }

  mutating func goToStart() { top = 0 }

  mutating func goToEnd() { top = max(0, count - window) }

  mutating func halfPage(_ direction: Int) { scroll(by: direction * max(1, window / 2)) }

  /// A sheet is before somebody's eyes; another one, or another width, begins anew.
  mutating func show(_ sheet: AskSheet, of ask: AskID, columns: Int, rows: Int) {
    if ask != self.ask || columns != self.columns { rowsSeen = [] }
    if ask != self.ask { top = 0 }
    (self.ask, self.columns, window, count) = (ask, columns, rows, sheet.rows.count)
    scroll(by: 0)
    rowsSeen.formUnion(top..<min(count, top + max(0, rows)))
    let unseen = Set(sheet.rows.indices.filter { !rowsSeen.contains($0) }.compactMap { sheet.rows[$0].asked })
    linesSeen[ask, default: []].formUnion(Set(sheet.rows.compactMap(\.asked)).subtracting(unseen))
  }

  /// How many lines of a request were never in sight.
  func unseen(_ ask: AskView) -> Int { max(0, AskSheet.lines(ask).count - (linesSeen[ask.id]?.count ?? 0)) }

  /// Only requests that are still there are remembered.
  mutating func keep(_ asks: Set<AskID>) { linesSeen = linesSeen.filter { asks.contains($0.key) } }
}
