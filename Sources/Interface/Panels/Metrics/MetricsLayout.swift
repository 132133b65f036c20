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

  /// With a column for the bar where not all rows fit.
  init(seenIn size: Size) {
    let whole = MetricsLayout(size)
    self = whole.height > size.rows ? MetricsLayout(Size(columns: size.columns - 1, rows: size.rows)) : whole
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
    return max(0, min(most, max(min(place.row, place.endRow - rows), min(top, max(place.row, place.endRow - rows)))))
  }

  /// The pane that has the focus when the window moved by itself: the same one while it is seen, else the nearest.
  func focus(from section: MetricsState.Section, top: Int, rows: Int, isDown: Bool) -> MetricsState.Section {
    if self.top(showing: section, from: top, rows: rows) == top { return section }
    let fits = places.filter { self.top(showing: $0.section, from: top, rows: rows) == top }
    let column = places.first { $0.section == section }?.place.column
    let beside = fits.filter { $0.place.column == column }
    let best = beside.isEmpty ? fits : beside
    if let found = isDown ? best.first : best.last { return found.section }
    let ahead = places.first { $0.place.row >= top } ?? places.last
    let behind = places.last { $0.place.row <= top } ?? places.first
    return (isDown ? ahead : behind)?.section ?? section
  }
}
