package import Canvas
import Syntax

/// Draws the rows of a diff that are in view; nothing else of it is laid out.
package struct DiffView {
  package var document: DiffDocument
  package var rows: DiffRows
  /// The first row in view and the one with the cursor.
  package var top: Int
  package var selected: Int?
  /// Columns of text that are scrolled out at the left.
  package var indent: Int
  /// What stands before a file's name, like a mark that it was viewed.
  package var badge: (Int) -> StyledText
  /// What stands before the line of a hunk, like a mark that it is to be kept.
  package var hunk: (Int) -> StyledText
  /// What was written beside the lines, by number.
  package var note: (Int) -> StyledText
  package var search: TextSearch?

  package init(
    _ document: DiffDocument, rows: DiffRows, top: Int = 0, selected: Int? = nil, indent: Int = 0,
    badge: @escaping (Int) -> StyledText = { _ in "" }, hunk: @escaping (Int) -> StyledText = { _ in "" },
    note: @escaping (Int) -> StyledText = { _ in "" },
    search: TextSearch? = nil
  ) {
    (self.hunk, self.note, self.search) = (hunk, note, search)
    (self.document, self.rows, self.top, self.selected) = (document, rows, top, selected)
    (self.indent, self.badge) = (indent, badge)
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    canvas.fill(area, style: theme[.text])
    for row in 0..<max(0, min(area.rows, rows.rows.count - top)) {
      let line = Rect(column: area.column, row: area.row + row, columns: area.columns, rows: 1)
      draw(rows.rows[top + row], into: &canvas, line, theme)
      if top + row == selected { mark(&canvas, line, theme) }
    }
  }

  /// Bold and a marker in the first column: colours of the diff stay readable.
  private func mark(_ canvas: inout Canvas, _ line: Rect, _ theme: Theme) {
    canvas.restyle(line) { $0.adding(.bold) }
    canvas.write(theme.glyphs.marker, style: theme[.accent], at: Point(column: line.column, row: line.row), clip: line)
  }

  private func draw(_ row: DiffRows.Row, into canvas: inout Canvas, _ line: Rect, _ theme: Theme) {
    switch (row.kind, rows.layout) {
    case (.file, _): drawFile(Int(row.left), into: &canvas, line, theme)
    case (.note, _): drawNote(Int(row.left), into: &canvas, line, theme)
    case (.line, .unified): drawUnified(row, into: &canvas, line, theme)
    case (.line, .split): drawSplit(row, into: &canvas, line, theme)
    }
  }

  private func drawNote(_ index: Int, into canvas: inout Canvas, _ line: Rect, _ theme: Theme) {
    let place = line.splitLeft(rows.numberWidth + 2).rest
    let text = StyledText("\(theme.glyphs.quoteBar) ", theme[.marked]) + note(index).restyled { _ in theme[.marked] }
    canvas.write(text, in: place, ellipsis: theme.glyphs.ellipsis)
  }

  private func drawFile(_ index: Int, into canvas: inout Canvas, _ line: Rect, _ theme: Theme) {
    let file = document.files[index]
    let name = file.change == .renamed ? "\(file.oldPath) \(theme.glyphs.arrow) \(file.path)" : file.path
    var text = StyledText(" ") + badge(index) + StyledText(name, theme[.diffHeader])
    if let word = Self.word(file.change) { text.append(" (\(word))", theme[.muted]) }
    text.append("  +\(file.added)", Style(theme[.diffAdded].foreground))
    text.append(" -\(file.removed)", Style(theme[.diffRemoved].foreground))
    canvas.write(text, in: line, ellipsis: theme.glyphs.ellipsis)
  }

  private static func word(_ change: DiffDocument.File.Change) -> String? {
    switch change {
    case .modified: nil
    case .added: "new"
    case .deleted: "deleted"
    case .renamed: "renamed"
    case .binary: "binary"
    }
  }
}

// MARK: - Lines

extension DiffView {
  private func drawUnified(_ row: DiffRows.Row, into canvas: inout Canvas, _ line: Rect, _ theme: Theme) {
    let index = Int(row.left)
    let item = document.lines[index]
    guard item.kind != .hunk else { return drawHunk(index, into: &canvas, line, theme) }
    let width = rows.numberWidth
    let numbers = " \(padded(item.old, width)) \(padded(item.new, width)) "
    let partner = row.right == row.left || row.right < 0 ? nil : Int(row.right)
    drawLine(index, partner: partner, numbers: numbers, into: &canvas, line, theme)
  }

  private func drawSplit(_ row: DiffRows.Row, into canvas: inout Canvas, _ line: Rect, _ theme: Theme) {
    if row.left >= 0, document.lines[Int(row.left)].kind == .hunk {
      return drawHunk(Int(row.left), into: &canvas, line, theme)
    }
    let halves = line.columnsSplit(2, gap: 1)
    let partners = row.left >= 0 && row.right >= 0 && row.left != row.right
    for (half, side) in zip(halves, [row.left, row.right]) where side >= 0 {
      let item = document.lines[Int(side)]
      let number = half == halves[0] ? item.old : item.new
      let partner = partners ? Int(side == row.left ? row.right : row.left) : nil
      drawLine(
        Int(side), partner: partner, numbers: " \(padded(number, rows.numberWidth)) ", into: &canvas, half, theme)
    }
    let bar = Point(column: halves[0].endColumn, row: line.row)
    canvas.write(theme.glyphs.divider, style: theme[.border], at: bar, clip: line)
  }

  private func drawHunk(_ index: Int, into canvas: inout Canvas, _ line: Rect, _ theme: Theme) {
    let text = StyledText(" ", theme[.diffHunk]) + hunk(index) + StyledText(document.text(index), theme[.diffHunk])
    canvas.write(text, in: line, ellipsis: theme.glyphs.ellipsis)
  }

  private func drawLine(
    _ index: Int, partner: Int?, numbers: String, into canvas: inout Canvas, _ area: Rect, _ theme: Theme
  ) {
    let item = document.lines[index]
    let (sign, base) = look(item.kind, theme)
    canvas.fill(area, style: Style(.standard, on: base.background))
    var column = canvas.write(
      numbers, style: theme[.lineNumber].on(base.background), at: Point(column: area.column, row: area.row), clip: area)
    column = canvas.write(sign, style: base.adding(.bold), at: Point(column: column, row: area.row), clip: area)
    let room = area.splitLeft(column - area.column).rest
    let text = styled(index, partner: partner, base, theme)
    canvas.write(text, at: Point(column: room.column - indent, row: room.row), clip: room)
  }

  private func look(_ kind: DiffDocument.Line.Kind, _ theme: Theme) -> (sign: String, style: Style) {
    switch kind {
    case .added: ("+", theme[.diffAdded])
    case .removed: ("-", theme[.diffRemoved])
    case .note: ("\\", theme[.muted])
    case .context, .hunk: (" ", theme[.text])
    }
  }

  /// Colours of the language where the line's own colour is a background, else the colour of the change.
  private func styled(_ index: Int, partner: Int?, _ base: Style, _ theme: Theme) -> StyledText {
    let text = document.text(index)
    guard text.utf8.count <= SyntaxColours.longestLine else { return StyledText(text, base) }
    let kind = document.lines[index].kind
    var result = StyledText(text, base)
    if kind == .context || base.background != .standard,
      let language = document.file(at: index).flatMap({ SyntaxLanguage(named: $0.path) })
    {
      var state = SyntaxState()
      result = SyntaxColours.styled(
        text, language, state: &state, theme: theme, base: Style(.standard, on: base.background))
    }
    guard let partner, kind == .added || kind == .removed else { return finished(result, theme) }
    let (old, new) = kind == .removed ? (text, document.text(partner)) : (document.text(partner), text)
    let changes = WordDiff.changes(old, new)
    let role: Role = kind == .removed ? .diffRemovedWord : .diffAddedWord
    for range in (kind == .removed ? changes?.old : changes?.new) ?? [] {
      result = result.restyled(range) { _ in theme[role] }
    }
    return finished(result, theme)
  }

  private func finished(_ text: StyledText, _ theme: Theme) -> StyledText {
    var result = text
    for hit in search?.ranges(in: text.text) ?? [] { result = result.restyled(hit) { _ in theme[.match] } }
    return expanded(result)
  }

  /// Tabs as blanks, four columns each: code is indented with them.
  private func expanded(_ text: StyledText) -> StyledText {
    guard text.text.utf8.contains(0x09) else { return text }
    var result = StyledText()
    var start = 0
    for run in text.runs {
      let piece = text.slice(start..<run.end).text
      result.append(piece.split(separator: "\t", omittingEmptySubsequences: false).joined(separator: "    "), run.style)
      start = run.end
    }
    return result
  }

  private func padded(_ number: Int32, _ width: Int) -> String {
    let digits = number > 0 ? String(number) : ""
    return String(repeating: " ", count: max(0, width - digits.utf8.count)) + digits
  }
}
