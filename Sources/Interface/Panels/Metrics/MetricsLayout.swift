import Canvas

/// Where each pane stands: rows of one to three panes, high enough for what is in them, stretched where there is room.
struct MetricsLayout {
  let columns: Int
  /// Of all panes, seen or not.
  let height: Int
  let places: [(section: MetricsState.Section, place: Rect)]

  init(_ size: Size) {
    let columns = size.columns >= 150 ? 3 : size.columns >= 70 ? 2 : 1
    let all = MetricsState.Section.allCases
    let lines = stride(from: 0, to: all.count, by: columns).map { Array(all[$0..<min(all.count, $0 + columns)]) }
    var heights = lines.map { $0.map(Self.rows).max() ?? 0 }
    let free = size.rows - heights.reduce(0, +)
    if free > 0, !heights.isEmpty {
      for index in heights.indices { heights[index] += free / heights.count + (index < free % heights.count ? 1 : 0) }
    }
    var places: [(MetricsState.Section, Rect)] = []
    var row = 0
    for (line, rows) in zip(lines, heights) {
      let area = Rect(column: 0, row: row, columns: size.columns, rows: rows)
      for (section, place) in zip(line, area.columnsSplit(line.count)) { places.append((section, place)) }
      row += rows
    }
    (self.columns, self.places, height) = (columns, places, row)
  }

  /// With its frame.
  private static func rows(_ section: MetricsState.Section) -> Int {
    switch section {
    case .now: 8
    case .throughput, .durations, .tokens, .money: 9
    case .services, .workspaces: 7
    case .budgets, .machine: 7
    }
  }

  /// The first row to show so that a pane is seen whole.
  func top(showing section: MetricsState.Section, from top: Int, rows: Int) -> Int {
    guard let place = places.first(where: { $0.section == section })?.place else { return 0 }
    let most = max(0, height - rows)
    if place.row < top { return min(most, place.row) }
    return place.endRow > top + rows ? min(most, place.endRow - rows) : min(most, top)
  }
}
