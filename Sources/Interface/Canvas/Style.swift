/// A colour as the terminal takes it, packed: the terminal's own, one of its 256, or red, green and blue.
package struct Color: Hashable, Sendable {
  /// 0 = the terminal's own; 1 << 24 | index = palette; 2 << 24 | rgb = direct.
  package let packed: UInt32

  package static let standard = Color(packed: 0)

  package init(packed: UInt32) { self.packed = packed }

  /// One of the palette: 0 to 15 are the person's own sixteen, the rest the cube and the greys.
  package static func palette(_ index: UInt8) -> Color { Color(packed: 1 << 24 | UInt32(index)) }

  package static func rgb(_ value: UInt32) -> Color { Color(packed: 2 << 24 | (value & 0xff_ffff)) }

  package enum Kind: Hashable, Sendable {
    case standard
    case palette(UInt8)
    case rgb(red: UInt8, green: UInt8, blue: UInt8)
  }

  package var kind: Kind {
    switch packed >> 24 {
    case 1: .palette(UInt8(truncatingIfNeeded: packed))
    case 2:
      .rgb(
        red: UInt8(truncatingIfNeeded: packed >> 16), green: UInt8(truncatingIfNeeded: packed >> 8),
        blue: UInt8(truncatingIfNeeded: packed))
    default: .standard
    }
  }
}

package struct Attributes: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let bold = Attributes(rawValue: 1)
  package static let dim = Attributes(rawValue: 2)
  package static let italic = Attributes(rawValue: 4)
  package static let underline = Attributes(rawValue: 8)
  package static let reverse = Attributes(rawValue: 16)
  package static let strikethrough = Attributes(rawValue: 32)
}

/// How a cell looks. What `nil` colours would mean is `.standard`: the terminal's own.
package struct Style: Hashable, Sendable {
  package var foreground: Color
  package var background: Color
  package var attributes: Attributes

  package init(_ foreground: Color = .standard, on background: Color = .standard, _ attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  package static let plain = Style()

  package func adding(_ more: Attributes) -> Style {
    Style(foreground, on: background, attributes.union(more))
  }

  package func on(_ color: Color) -> Style {
    Style(foreground, on: color, attributes)
  }
}
