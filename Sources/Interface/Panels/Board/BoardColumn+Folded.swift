import Canvas
import Domain
import PanelKit

/// What is said of a column where its cards are not seen.
extension BoardColumn {
  /// A strip with its sign and count, and its name downwards; the whole place says it in a line.
  func drawFolded(in place: Rect, _ canvas: inout Canvas, _ style: Style, _ box: BoxGlyphs) {
    let words = theme[isFocused ? .title : .muted]
    guard place.columns <= BoardView.strip else {
      let inside = canvas.box(place, box, style: style, title: title(place))
      let text = StyledText("folded away; f or Enter shows what is in it", theme[.placeholder])
      canvas.writeWrapped(text, in: inside.inset(horizontally: 1))
      return
    }
    let inside = canvas.box(place, box, style: style)
    // Letters one below the other are no word to a screen reader, and its frames are blanks that can be written on.
    let isAloud = theme.glyphs.readsAloud
    let room = isAloud ? place : inside
    let name = (isFocused ? theme.glyphs.marker : "") + Look.shortName(of: column)
    let rows = isAloud ? [name] + count(in: room) : downwards(in: room)
    for (row, text) in rows.prefix(room.rows).enumerated() {
      let line = Rect(column: room.column, row: room.row + row, columns: room.columns, rows: 1)
      canvas.write(StyledText(text, words), in: line, align: .centre, ellipsis: "")
    }
  }

  private func downwards(in room: Rect) -> [String] {
    let head = [Look.glyph(of: column, theme)] + count(in: room)
    let name = Look.name(of: column).map(String.init)
    return head.count + 1 + name.count <= room.rows ? head + [""] + name : head
  }

  /// Beside each other where the digits fit, else one below the other.
  private func count(in room: Rect) -> [String] {
    let digits = String(content.total)
    return digits.utf8.count <= room.columns ? [digits] : digits.map(String.init)
  }

  /// All columns in one line, this one lit: the others are not seen.
  func titles(_ room: Int) -> StyledText {
    let shown = content.visible.count == content.tasks.count ? "" : "\(content.visible.count)/"
    func line(_ name: (TaskState) -> String, gap: String) -> StyledText {
      let parts = zip(TaskState.allCases, counts).map { state, count in
        state == column
          ? StyledText("\(name(state)) \(shown)\(count)", theme[isFocused ? .title : .accent].adding(.underline))
          : StyledText("\(name(state)) \(count)", theme[.muted])
      }
      return .joined(parts, by: StyledText(gap, theme[.border]))
    }
    let ways = [
      line({ Look.words(of: $0, theme) }, gap: "  "), line(Look.name, gap: "  "), line(Look.name, gap: " "),
      line(Look.shortName, gap: " "),
    ]
    let tiny = line({ theme.glyphs.readsAloud ? Look.shortName(of: $0) : Look.glyph(of: $0, theme) }, gap: " ")
    return ways.first { $0.width <= room } ?? tiny
  }
}
