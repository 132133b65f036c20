import Canvas
import Loop

/// Maps colours to what a terminal of some depth can show. Pure.
enum ColorMap {
  /// Marks a direct colour among ncurses' numbers, so that dark blues are not taken for palette entries.
  static let directMark = 1 << 24

  /// The number of a colour for ncurses; -1 is the terminal's own.
  static func number(_ color: Color, depth: ColorDepth) -> Int {
    switch (color.kind, depth) {
    case (.standard, _), (_, .mono): -1
    case (.palette(let index), .truecolor), (.palette(let index), .palette): Int(index)
    case (.rgb(let red, let green, let blue), .truecolor):
      directMark | Int(red) << 16 | Int(green) << 8 | Int(blue)
    case (.rgb(let red, let green, let blue), .palette): palette(RGB(red, green, blue))
    case (.palette(let index), .sixteen): index < 16 ? Int(index) : sixteen(levels(index))
    case (.rgb(let red, let green, let blue), .sixteen): sixteen(RGB(red, green, blue))
    }
  }

  struct RGB: Hashable {
    let red: Int
    let green: Int
    let blue: Int

    init(_ red: some BinaryInteger, _ green: some BinaryInteger, _ blue: some BinaryInteger) {
      self.red = Int(red)
      self.green = Int(green)
      self.blue = Int(blue)
    }

    /// Weighted as eyes do, roughly: enough to choose the nearest.
    func distance(_ other: RGB) -> Int {
      let mean = (red + other.red) / 2
      let (r, g, b) = (red - other.red, green - other.green, blue - other.blue)
      return ((512 + mean) * r * r) >> 8 + 4 * g * g + ((767 - mean) * b * b) >> 8
    }
  }

  private static let cube = [0, 95, 135, 175, 215, 255]

  /// The nearest of the 6×6×6 cube and the greys; 0 to 15 are the person's own and never chosen.
  static func palette(_ color: RGB) -> Int {
    func step(_ level: Int) -> Int { level < 48 ? 0 : level < 115 ? 1 : (level - 35) / 40 }
    let (red, green, blue) = (step(color.red), step(color.green), step(color.blue))
    let inCube = RGB(cube[red], cube[green], cube[blue])
    let grey = min(23, max(0, ((color.red + color.green + color.blue) / 3 - 3) / 10))
    let greyLevel = 8 + 10 * grey
    let isGrey = color.distance(RGB(greyLevel, greyLevel, greyLevel)) < color.distance(inCube)
    return isGrey ? 232 + grey : 16 + 36 * red + 6 * green + blue
  }

  static func levels(_ index: UInt8) -> RGB {
    if index < 16 { return ansi[Int(index)] }
    if index >= 232 {
      let level = 8 + 10 * (Int(index) - 232)
      return RGB(level, level, level)
    }
    let place = Int(index) - 16
    return RGB(cube[place / 36], cube[place / 6 % 6], cube[place % 6])
  }

  /// The usual values of the sixteen; the person's may differ, so this only chooses the nearest name.
  private static let ansi = [
    RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0),
    RGB(0, 0, 238), RGB(205, 0, 205), RGB(0, 205, 205), RGB(229, 229, 229),
    RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0), RGB(255, 255, 0),
    RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
  ]

  static func sixteen(_ color: RGB) -> Int {
    ansi.indices.min { color.distance(ansi[$0]) < color.distance(ansi[$1]) } ?? 7
  }
}
