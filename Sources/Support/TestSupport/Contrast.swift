package import Canvas

/// How well text can be read: the ratio of luminances of WCAG 2, 4.5 of which are asked of text.
package enum Contrast {
  /// Against the background of the style, or else that of the terminal, whose own text is light or dark grey.
  package static func of(_ style: Style, on ground: UInt32, _ appearance: Theme.Appearance) -> Double {
    let text: UInt32 = appearance == .dark ? 0xd8d8d8 : 0x202020
    let front = luminance(value(style.foreground) ?? text)
    let back = luminance(value(style.background) ?? ground)
    return (max(front, back) + 0.05) / (min(front, back) + 0.05)
  }

  /// The letters and digits of a picture that are hard to read, each with its ratio.
  package static func faults(_ canvas: Canvas, on ground: UInt32, _ appearance: Theme.Appearance) -> [String] {
    (0..<canvas.size.rows).flatMap { row in
      canvas.row(row).compactMap { cell -> String? in
        guard let scalar = Unicode.Scalar(cell.scalar), Character(scalar).isLetter || Character(scalar).isNumber else {
          return nil
        }
        let ratio = of(cell.style, on: ground, appearance)
        return ratio < 4.5 ? "\(scalar) in row \(row): \(ratio)" : nil
      }
    }
  }

  private static func value(_ color: Color) -> UInt32? {
    switch color.kind {
    case .standard: return nil
    case .palette(let index):
      let (red, green, blue) = ColorDepth.components(of: index)
      return UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
    case .rgb(let red, let green, let blue): return UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
    }
  }

  private static func luminance(_ value: UInt32) -> Double {
    let parts = [value >> 16 & 255, value >> 8 & 255, value & 255].map { part in
      let part = Double(part) / 255
      return part <= 0.03928 ? part / 12.92 : power((part + 0.055) / 1.055)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  /// x to the power of 2.4 without a mathematics library: x² times the fifth root of x².
  private static func power(_ base: Double) -> Double {
    let square = base * base
    var root = 0.7
    for _ in 0..<60 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
    return square * root
  }
}
