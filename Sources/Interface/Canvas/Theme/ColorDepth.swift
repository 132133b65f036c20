/// How many colours a terminal shows.
package enum ColorDepth: Int, Hashable, Sendable, CaseIterable {
  /// Attributes only: bold, underline, reverse. What `NO_COLOR` asks for.
  case mono, sixteen, palette, truecolor

  /// As configuration and flags write it.
  package init?(name: String) {
    switch name {
    case "mono": self = .mono
    case "16": self = .sixteen
    case "256": self = .palette
    case "truecolor": self = .truecolor
    default: return nil
    }
  }

  /// The nearest colour that this depth has.
  package func fit(_ color: Color) -> Color {
    switch (self, color.kind) {
    case (.mono, _), (_, .standard): .standard
    case (.truecolor, _): color
    case (.palette, .palette): color
    case (.palette, .rgb(let red, let green, let blue)): Self.nearest(red, green, blue)
    case (.sixteen, .palette(let index)) where index < 16: color
    case (.sixteen, .palette(let index)): Self.basic(Self.components(of: index))
    case (.sixteen, .rgb(let red, let green, let blue)): Self.basic((red, green, blue))
    }
  }

  /// Red, green and blue of a palette entry; the first sixteen as xterm has them, since the person's own are unknown.
  package static func components(of index: UInt8) -> (UInt8, UInt8, UInt8) {
    switch index {
    case 0..<16:
      let value = xterm[Int(index)]
      return (UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255))
    case 232...255:
      let grey = 8 + (index - 232) * 10
      return (grey, grey, grey)
    default:
      let cube = Int(index) - 16
      return (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
    }
  }

  private static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
  private static let xterm: [UInt32] = [
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
  ]

  private static func nearest(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Color {
    let target = (red, green, blue)
    let cube = 36 * level(red) + 6 * level(green) + level(blue) + 16
    let average = (Int(red) + Int(green) + Int(blue)) / 3
    let grey = 232 + max(0, min(23, (average - 3) / 10))
    let best = [cube, grey].min { distance($0, target) < distance($1, target) }
    return .palette(UInt8(best ?? cube))
  }

  private static func level(_ value: UInt8) -> Int {
    value < 48 ? 0 : value < 115 ? 1 : (Int(value) - 35) / 40
  }

  private static func distance(_ index: Int, _ target: (UInt8, UInt8, UInt8)) -> Int {
    distance(components(of: UInt8(index)), target)
  }

  private static func distance(_ left: (UInt8, UInt8, UInt8), _ right: (UInt8, UInt8, UInt8)) -> Int {
    let red = Int(left.0) - Int(right.0)
    let green = Int(left.1) - Int(right.1)
    let blue = Int(left.2) - Int(right.2)
    return 2 * red * red + 4 * green * green + 3 * blue * blue
  }

  private static func basic(_ target: (UInt8, UInt8, UInt8)) -> Color {
    let best = (0..<16).min { distance($0, target) < distance($1, target) }
    return .palette(UInt8(best ?? 7))
  }
}
