/// The characters of a frame.
package struct BoxGlyphs: Hashable, Sendable {
  package var horizontal: UInt32
  package var vertical: UInt32
  package var topLeft: UInt32
  package var topRight: UInt32
  package var bottomLeft: UInt32
  package var bottomRight: UInt32
  package var leftTee: UInt32
  package var rightTee: UInt32

  package static let rounded = BoxGlyphs("─│╭╮╰╯├┤")
  package static let heavy = BoxGlyphs("━┃┏┓┗┛┣┫")
  package static let ascii = BoxGlyphs("-|++++++")
  /// Screen readers read frames aloud, so this one is blank.
  package static let none = BoxGlyphs("        ")

  /// Eight characters in the order of the members.
  private init(_ characters: StaticString) {
    let scalars = characters.description.unicodeScalars.map(\.value)
    (horizontal, vertical) = (scalars[0], scalars[1])
    (topLeft, topRight, bottomLeft, bottomRight) = (scalars[2], scalars[3], scalars[4], scalars[5])
    (leftTee, rightTee) = (scalars[6], scalars[7])
  }
}

extension Canvas {
  /// Draws a frame along the inner edge of an area and returns what is free inside of it.
  @discardableResult
  package mutating func box(_ area: Rect, _ glyphs: BoxGlyphs, style: Style, title: StyledText = "") -> Rect {
    guard area.columns >= 2, area.rows >= 2 else { return area }
    let bottom = area.endRow - 1
    let right = area.endColumn - 1
    horizontalLine(Rect(column: area.column, row: area.row, columns: area.columns, rows: 1), glyphs, style: style)
    horizontalLine(Rect(column: area.column, row: bottom, columns: area.columns, rows: 1), glyphs, style: style)
    fill(Rect(column: area.column, row: area.row, columns: 1, rows: area.rows), with: glyphs.vertical, style: style)
    fill(Rect(column: right, row: area.row, columns: 1, rows: area.rows), with: glyphs.vertical, style: style)
    corner(glyphs.topLeft, area.column, area.row, style)
    corner(glyphs.topRight, right, area.row, style)
    corner(glyphs.bottomLeft, area.column, bottom, style)
    corner(glyphs.bottomRight, right, bottom, style)
    if !title.isEmpty, area.columns > 6 {
      let room = Rect(column: area.column + 2, row: area.row, columns: area.columns - 4, rows: 1)
      write(StyledText(" ", style) + title.truncated(to: room.columns - 2) + StyledText(" ", style), in: room)
    }
    return area.inset(horizontally: 1, vertically: 1)
  }

  package mutating func horizontalLine(_ area: Rect, _ glyphs: BoxGlyphs, style: Style) {
    fill(area.splitTop(1).top, with: glyphs.horizontal, style: style)
  }

  package mutating func verticalLine(_ area: Rect, _ glyphs: BoxGlyphs, style: Style) {
    fill(area.splitLeft(1).left, with: glyphs.vertical, style: style)
  }

  private mutating func corner(_ scalar: UInt32, _ column: Int, _ row: Int, _ style: Style) {
    fill(Rect(column: column, row: row, columns: 1, rows: 1), with: scalar, style: style)
  }
}
