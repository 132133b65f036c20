import CTerminal
import Canvas

/// What of a cell can be drawn: ncurses goes by the C library's widths, so a character that it counts otherwise than we
/// do would shift its row, and is replaced. Nothing that steers a terminal passes.
struct GlyphTable {
  struct Glyph {
    var scalar: UInt32
    var mark: UInt32
    var width: Int
  }

  private let isASCII: Bool
  /// Width by the C library, for what was seen; -2 is unknown.
  private var widths = [Int8](repeating: -2, count: 1 << 16)

  init(isASCII: Bool) {
    self.isASCII = isASCII
  }

  mutating func glyph(_ cell: Cell) -> Glyph {
    let scalar = cell.scalar
    if scalar < 0x7f { return Glyph(scalar: max(scalar, 0x20), mark: mark(cell), width: 1) }
    if isASCII { return Glyph(scalar: Self.plain(scalar), mark: 0, width: 1) }
    guard width(scalar) == cell.width, cell.width > 0 else { return Glyph(scalar: 0xfffd, mark: 0, width: 1) }
    return Glyph(scalar: scalar, mark: mark(cell), width: cell.width)
  }

  private mutating func mark(_ cell: Cell) -> UInt32 {
    let mark = cell.mark
    guard mark >= 0x300, !isASCII, !Self.isInvisible(mark), width(mark) == 0 else { return 0 }
    return mark
  }

  private mutating func width(_ scalar: UInt32) -> Int {
    guard scalar < 1 << 16 else { return Int(drover_character_width(scalar)) }
    if widths[Int(scalar)] == -2 { widths[Int(scalar)] = Int8(drover_character_width(scalar)) }
    return Int(widths[Int(scalar)])
  }

  /// Joiners, variation selectors and controls of direction change what stands around them.
  private static func isInvisible(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x206f, 0xfe00...0xfe0f, 0xfeff, 0xe0000...0xe0fff: true
    default: false
    }
  }

  /// ASCII that says the same: lines, blocks, arrows and marks.
  private static func plain(_ scalar: UInt32) -> UInt32 {
    switch scalar {
    case 0x2500, 0x2501, 0x2504, 0x2505, 0x2508, 0x2509, 0x254c, 0x2550, 0x2010...0x2015, 0x2212: 0x2d  // -
    case 0x2502, 0x2503, 0x2506, 0x2507, 0x250a, 0x250b, 0x2551: 0x7c  // |
    case 0x250c...0x254b, 0x2552...0x257f: 0x2b  // +
    case 0x2580...0x2590, 0x2593...0x259f, 0x25a0: 0x23  // #
    case 0x2591, 0x2592, 0x2026, 0x00b7: 0x2e  // .
    case 0x2022, 0x25cf, 0x25cb, 0x25c6, 0x25c7, 0x2605, 0x2606: 0x2a  // *
    case 0x2713, 0x2714: 0x76  // v
    case 0x2717, 0x2718, 0x00d7: 0x78  // x
    case 0x2190, 0x25c0, 0x2039, 0x00ab: 0x3c  // <
    case 0x2192, 0x25b6, 0x25b8, 0x203a, 0x00bb, 0x276f: 0x3e  // >
    case 0x2191, 0x25b2, 0x25b4: 0x5e  // ^
    case 0x2193, 0x25bc, 0x25be: 0x76  // v
    case 0x2018, 0x2019: 0x27
    case 0x201c, 0x201d: 0x22
    default: 0x3f
    }
  }
}
