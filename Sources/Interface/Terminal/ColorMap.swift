import Canvas

/// Colours as numbers of ncurses. Pure.
enum ColorMap {
  /// Marks a direct colour among the numbers, so that dark blues are not taken for palette entries.
  static let directMark = 1 << 24

  /// -1 is the terminal's own.
  static func number(_ color: Color, depth: ColorDepth) -> Int {
    switch depth.fit(color).kind {
    case .standard: -1
    case .palette(let index): Int(index)
    case .rgb(let red, let green, let blue): directMark | Int(red) << 16 | Int(green) << 8 | Int(blue)
    }
  }
}
