import Canvas
import DiffView
import Domain
import PanelKit
import Widgets

extension ReviewView {
  func drawFiles(into canvas: inout Canvas, _ area: Rect) {
    let isFocused = state.pane == .files
    let title = StyledText("Files \(state.changes.count)", theme[isFocused ? .title : .muted])
    let inside = frame(into: &canvas, area, title, isFocused)
    let empty: StyledText = state.isLoading ? "loading" : "nothing was changed"
    let widest = state.tree.rows.map { lines($0).width }.max() ?? 0
    ListView(count: state.tree.rows.count, state: state.files, isFocused: isFocused, empty: empty) { row in
      fileRow(state.tree.rows[row], columns: inside.columns - 3, widest)
    }
    .draw(into: &canvas, area: inside, theme: theme)
  }

  private func fileRow(_ row: FileTree.Row, columns: Int, _ widest: Int) -> StyledText {
    var text = StyledText(String(repeating: " ", count: row.depth * 2))
    switch row.kind {
    case .folder(let path):
      let isFolded = state.foldedFolders.contains(path)
      text.append("\(isFolded ? theme.glyphs.foldClosed : theme.glyphs.foldOpen) \(row.name)/", theme[.muted])
    case .file(let index):
      let file = state.changes[index]
      text.append("\(sign(file)) ", theme[state.isViewed(file) ? .success : state.isStale(file) ? .warning : .accent])
      text.append(row.name, theme[state.isViewed(file) ? .muted : .text])
      if state.uncommitted?.contains(file.path) == true { text.append("*", theme[.warning]) }
      let comments = state.notes.comments.count { $0.path == file.path }
      if comments > 0 { text.append(" \(theme.glyphs.quoteBar)\(comments)", theme[.marked]) }
    }
    let counts = stageMark(row) + lines(row)
    let room = columns - max(widest, counts.width) - 1
    guard room >= 8 else { return text }
    let name = text.truncated(to: room, ellipsis: theme.glyphs.ellipsis)
    return name + StyledText(String(repeating: " ", count: max(1, columns - name.width - counts.width))) + counts
  }

  /// Viewed, changed since it was viewed, or what happened to it.
  private func sign(_ file: ChangedFile) -> String {
    if state.isViewed(file) { return theme.glyphs.success }
    if state.isStale(file) { return theme.glyphs.warning }
    return switch file.kind {
    case .added: "A"
    case .deleted: "D"
    case .renamed: "R"
    case .copied: "C"
    case .modified, .typeChanged: "M"
    }
  }

  private func lines(_ row: FileTree.Row) -> StyledText {
    StyledText("+\(row.added)", Style(theme[.diffAdded].foreground))
      + StyledText(" -\(row.removed)", Style(theme[.diffRemoved].foreground))
  }

  /// All of the file, or how much of it; a word would leave no room for the name.
  private func stageMark(_ row: FileTree.Row) -> StyledText {
    guard case .file(let index) = row.kind else { return "" }
    let count = state.stageCount(of: state.changes[index].path)
    if count.isNone { return "" }
    let part = count.isAll ? "" : " \(count.staged)/\(count.all)"
    return StyledText("\(theme.glyphs.checked)\(part) ", theme[.marked])
  }

  /// Before a hunk's line: of one that is not staged only where another one is.
  private func stageMark(_ line: Int) -> StyledText {
    guard state.tab == .all, let hunk = state.hunks.hunk(at: line), state.stageCount?.isNone == false else { return "" }
    guard state.staged.contains(hunk) else { return StyledText("\(theme.glyphs.unchecked) ", theme[.muted]) }
    return StyledText("\(theme.glyphs.checked) staged ", theme[.marked])
  }

  private func stageMark(ofFile path: String) -> StyledText {
    let count = state.stageCount(of: path)
    guard state.tab == .all, state.stageCount?.isNone == false else { return "" }
    if count.isNone {
      return state.hunks.whole(path) == nil ? "" : StyledText("\(theme.glyphs.unchecked) ", theme[.muted])
    }
    return StyledText("\(theme.glyphs.checked) \(count.isAll ? "staged" : count.words) ", theme[.marked])
  }

  func drawDiff(into canvas: inout Canvas, _ area: Rect) {
    let isFocused = state.pane == .diff
    let inside = frame(into: &canvas, area, diffTitle(isFocused), isFocused)
    if let problem = state.problem {
      let words = [problem.message, problem.remedy].filter { !$0.isEmpty }.joined(separator: "; ")
      return canvas.drawEmpty(StyledText(words), inside, theme)
    }
    guard !state.rows.rows.isEmpty else {
      return canvas.drawEmpty(StyledText(state.isLoading ? "loading" : whyEmpty), inside, theme)
    }
    DiffView(
      state.document, rows: state.rows, top: state.top, selected: isFocused ? state.cursor : nil, indent: state.indent,
      badge: badge, hunk: stageMark, note: { StyledText(state.notes.comments[$0].text) }, search: state.search
    )
    .draw(into: &canvas, area: inside, theme: theme)
    guard state.rows.rows.count > inside.rows else { return }
    let bar = Rect(column: inside.endColumn, row: inside.row, columns: 1, rows: inside.rows)
    Scrollbar(total: state.rows.rows.count, top: state.top, rows: inside.rows)
      .draw(into: &canvas, area: bar, theme: theme)
  }

  private var whyEmpty: String {
    state.detail?.task.state == .running
      ? "nothing has changed yet: what the agent does shows up here" : "nothing was changed"
  }

  private func diffTitle(_ isFocused: Bool) -> StyledText {
    let path = state.documentFile(at: state.cursor)?.path ?? "Changes"
    var title = StyledText(path, theme[isFocused ? .title : .muted])
    if state.isLoading { title.append("  loading", theme[.muted]) }
    if state.isCut { title.append("  very long: the other files open one by one", theme[.warning]) }
    if let search = state.search { title.append("  /\(search.needle) \(state.hits.count)", theme[.match]) }
    return title
  }

  private func badge(_ index: Int) -> StyledText {
    let path = state.document.files[index].path
    let isFolded = state.foldedFiles.contains(path)
    var text = StyledText("\(isFolded ? theme.glyphs.foldClosed : theme.glyphs.foldOpen) ", theme[.muted])
    if let file = state.changes.first(where: { $0.path == path }), state.isViewed(file) {
      text.append("\(theme.glyphs.success) ", theme[.success])
    }
    return text + stageMark(ofFile: path)
  }

  private func frame(into canvas: inout Canvas, _ area: Rect, _ title: StyledText, _ isFocused: Bool) -> Rect {
    let box = isFocused ? theme.glyphs.focusBox : theme.glyphs.box
    return canvas.box(area, box, style: theme[isFocused ? .focusBorder : .border], title: title)
  }
}

// MARK: - Verify and facts

extension ReviewView {
  func drawOutput(into canvas: inout Canvas, _ area: Rect) {
    let inside = frame(into: &canvas, area, StyledText("What verify printed", theme[.title]), true)
    Viewport(state.output, state: state.outputView, empty: "it printed nothing")
      .draw(into: &canvas, area: inside, theme: theme)
  }

  func drawFacts(into canvas: inout Canvas, _ area: Rect) {
    let inside = frame(into: &canvas, area, StyledText("What is known", theme[.title]), true).inset(horizontally: 1)
    guard let detail = state.detail else { return canvas.drawEmpty("loading", inside, theme) }
    let lines = ReviewFacts.lines(detail).flatMap {
      styled($0).hanging(in: inside.columns, by: $0.weight == .heading ? 0 : 4)
    }
    let first = min(state.factsTop, max(0, lines.count - inside.rows))
    for (row, line) in lines.dropFirst(first).prefix(inside.rows).enumerated() {
      canvas.write(line, at: Point(column: inside.column, row: inside.row + row), clip: inside)
    }
  }

  private func styled(_ line: ReviewFacts.Line) -> StyledText {
    switch line.weight {
    case .heading: StyledText(line.text, theme[.heading])
    case .good: StyledText("  \(theme.glyphs.success) ", theme[.success]) + StyledText(line.text, theme[.text])
    case .warning: StyledText("  \(theme.glyphs.warning) ", theme[.warning]) + StyledText(line.text, theme[.text])
    case .plain: StyledText("    \(line.text)", theme[.text])
    }
  }
}

// MARK: - What is typed

extension ReviewView {
  func drawInput(into canvas: inout Canvas, _ area: Rect) {
    switch state.input {
    case .comment(let sheet, _), .send(let sheet): sheet.draw(into: &canvas, area: area, theme: theme)
    case .copy(let menu): menu.draw(into: &canvas, area: area, theme: theme)
    case nil: break
    }
  }
}
