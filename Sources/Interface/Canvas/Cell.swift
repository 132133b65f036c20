/// One column of one row, sixteen bytes, no reference: a row compares as memory.
///
/// Base character, width and attributes share one word; one combining mark is kept beside them (text is sanitised and
/// clustered before it gets here, see `TextLayout`), and further marks are dropped, so hostile stacks stay one cell high.
package struct Cell: Hashable, Sendable {
  /// Bits 0...20 scalar, 21...22 width (0 = right half of a wide character), 23...30 attributes.
  package let head: UInt32
  package let mark: UInt32
  package let foreground: UInt32
  package let background: UInt32

  package init(scalar: UInt32, mark: UInt32 = 0, width: Int, style: Style) {
    head = (scalar & 0x1f_ffff) | UInt32(width & 3) << 21 | UInt32(style.attributes.rawValue) << 23
    self.mark = mark
    foreground = style.foreground.packed
    background = style.background.packed
  }

  package static let blank = Cell(scalar: 0x20, width: 1, style: .plain)

  /// What stands in the right half of a wide character: drawn by its left half.
  package static func continuation(_ style: Style) -> Cell { Cell(scalar: 0, width: 0, style: style) }

  package var scalar: UInt32 { head & 0x1f_ffff }
  package var width: Int { Int(head >> 21 & 3) }
  package var attributes: Attributes { Attributes(rawValue: UInt8(truncatingIfNeeded: head >> 23)) }
  package var style: Style {
    Style(Color(packed: foreground), on: Color(packed: background), attributes)
  }

  package func looks(like other: Cell) -> Bool {
    foreground == other.foreground && background == other.background && (head ^ other.head) >> 23 == 0
  }

  /// Whether it shows nothing but its background, and that of `other`, whose ink may stand for its own.
  package func isBare(on other: Cell) -> Bool {
    head & 0x1f_ffff == 0x20 && mark == 0 && background == other.background
      && attributes.union(other.attributes).isDisjoint(with: [.underline, .reverse, .strikethrough])
  }

  package func restyled(_ style: Style) -> Cell {
    Cell(scalar: scalar, mark: mark, width: width, style: style)
  }
}
