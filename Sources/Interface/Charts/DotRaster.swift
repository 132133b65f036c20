import Canvas

/// A grid of dots finer than cells.
struct DotRaster {
  static let marks = ["*", "+", "o", "x"]
  /// The bit of each dot of a braille cell, by row and column.
  private static let braille: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  private let columns: Int
  private let rows: Int
  private let kind: Glyphs.Plot
  /// Dots of each cell, and which series drew there last.
  private var dots: [UInt8]
  private var owner: [UInt8]

  init(columns: Int, rows: Int, kind: Glyphs.Plot) {
    (self.columns, self.rows, self.kind) = (columns, rows, kind)
    dots = [UInt8](repeating: 0, count: columns * rows)
    owner = dots
  }

  private var across: Int { kind == .braille ? 2 : 1 }
  private var down: Int {
    switch kind {
    case .braille: 4
    case .block: 2
    case .ascii: 1
    }
  }

  /// Draws the newest values that fit, and joins neighbours by a vertical stroke.
  mutating func plot(_ values: [Double], _ scale: ChartScale, series: Int, origin: Int? = nil) {
    let width = columns * across
    let height = rows * down
    let start = origin.map { max(0, Self.windowStart(count: $0 + values.count, width: width) - $0) }
    let shown = start.map { values.dropFirst($0) } ?? values.suffix(width)
    let left = start == nil ? width - shown.count : 0
    var previous: Int?
    for (index, value) in shown.enumerated() {
      guard value.isFinite else {
        previous = nil
        continue
      }
      let y = height - 1 - Int((scale.fraction(value) * Double(height - 1)).rounded())
      let x = left + index
      let from = previous.map { $0 < y ? $0 + 1 : $0 > y ? $0 - 1 : y } ?? y
      for step in min(from, y)...max(from, y) { set(x, step, series) }
      previous = y
    }
  }

  /// Where a plot that stands still begins: it moves on by a quarter of its width when it is full.
  static func windowStart(count: Int, width: Int) -> Int {
    let step = max(1, width / 4)
    return max(0, (count - width + step - 1) / step * step)
  }

  private mutating func set(_ x: Int, _ y: Int, _ series: Int) {
    let cell = y / down * columns + x / across
    switch kind {
    case .braille: dots[cell] |= Self.braille[y % 4][x % 2]
    case .block: dots[cell] |= y % 2 == 0 ? 1 : 2
    case .ascii: dots[cell] = 1
    }
    owner[cell] = UInt8(truncatingIfNeeded: series)
  }

  func draw(into canvas: inout Canvas, _ area: Rect, _ theme: Theme, _ roles: [Role]) {
    for cell in dots.indices where dots[cell] != 0 {
      let place = Point(column: area.column + cell % columns, row: area.row + cell / columns)
      let role = roles[min(Int(owner[cell]), roles.count - 1)]
      canvas.write(glyph(dots[cell], Int(owner[cell])), style: theme[role], at: place, clip: area)
    }
  }

  private func glyph(_ dots: UInt8, _ series: Int) -> String {
    switch kind {
    case .braille: String(Unicode.Scalar(0x2800 + UInt32(dots)).map(Character.init) ?? " ")
    case .block: dots == 3 ? "█" : dots == 1 ? "▀" : "▄"
    case .ascii: Self.marks[series % Self.marks.count]
    }
  }
}
