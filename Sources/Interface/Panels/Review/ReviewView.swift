package import Canvas
import DiffView
import Domain
import PanelKit
import Widgets

/// Draws a review: what is looked at, the files as a tree, their changes.
package struct ReviewView {
  let state: ReviewState
  let theme: Theme

  package init(_ state: ReviewState, theme: Theme) {
    (self.state, self.theme) = (state, theme)
  }

  /// Which pane stands where; both beside each other where there is room, else the one with the keys is large.
  package struct Places: Hashable, Sendable {
    package let head: Rect
    package let tabs: Rect
    package let files: Rect
    package let diff: Rect
  }

  package static func places(_ state: ReviewState, in area: Rect) -> Places {
    let (head, below) = area.splitTop(1)
    let (tabs, body) = below.splitTop(1)
    let nothing = Rect(column: area.column, row: body.row, columns: 0, rows: 0)
    guard state.isDiff else { return Places(head: head, tabs: tabs, files: nothing, diff: body) }
    if state.isZoomed || body.columns < 60 && body.rows < 12 {
      let isDiff = state.pane == .diff
      return Places(head: head, tabs: tabs, files: isDiff ? nothing : body, diff: isDiff ? body : nothing)
    }
    if body.columns >= 110 {
      let (files, diff) = body.splitLeft(min(48, body.columns / 4))
      return Places(head: head, tabs: tabs, files: files, diff: diff)
    }
    let wanted = state.pane == .files ? min(state.tree.rows.count, body.rows / 2) : min(state.tree.rows.count, 3)
    let (files, diff) = body.splitTop(max(2, wanted) + 2)
    return Places(head: head, tabs: tabs, files: files, diff: diff)
  }

  /// Tells the state how much of it is seen.
  package static func fit(_ state: inout ReviewState, in area: Rect) {
    let places = places(state, in: area)
    let inside = places.diff.inset(horizontally: 1, vertically: 1).size
    state.files.fit(count: state.tree.rows.count, rows: max(1, places.files.rows - 2))
    state.outputView.size = Size(columns: max(1, inside.columns), rows: max(1, inside.rows))
    guard !places.diff.isEmpty, inside != state.size else { return }
    let before = state.layout
    state.size = inside
    if state.layout != before { state.layOut() } else { state.settle() }
  }

  package func draw(into canvas: inout Canvas, area: Rect) {
    guard state.task != nil else {
      return canvas.drawEmpty("no work is open: d on a card of the board shows what it changed", area, theme)
    }
    let places = Self.places(state, in: area)
    drawHead(into: &canvas, places.head)
    drawTabs(into: &canvas, places.tabs)
    switch state.tab {
    case .all, .attempt:
      if !places.files.isEmpty { drawFiles(into: &canvas, places.files) }
      if !places.diff.isEmpty { drawDiff(into: &canvas, places.diff) }
    case .verify: drawOutput(into: &canvas, places.diff)
    case .facts: drawFacts(into: &canvas, places.diff)
    }
    drawInput(into: &canvas, area)
  }

  private func drawHead(into canvas: inout Canvas, _ line: Rect) {
    var text = StyledText(" \(state.task?.description ?? "") ", theme[.title])
    if let task = state.detail?.task {
      text.append(task.title, theme[.text])
      if let service = task.service { text.append("  \(service)", theme[.muted]) }
      text.append("  \(Look.word(of: task.state, theme))", theme[Look.role(of: task.state)])
      for badge in task.badges {
        let look = Look.look(ofBadge: badge)
        text += " " + StyledText(" \(look.words) ", theme[look.role])
      }
    }
    let (left, end) = line.splitRight(min(right(line.columns / 2).width, line.columns / 2))
    canvas.write(text, in: left, ellipsis: theme.glyphs.ellipsis)
    canvas.write(right(line.columns / 2), in: end, align: .trailing, ellipsis: theme.glyphs.ellipsis)
  }

  /// What is counted; where there is little room, what is staged goes before all else.
  private func right(_ room: Int) -> StyledText {
    let counts = state.changes.reduce((0, 0)) { ($0.0 + ($1.added ?? 0), $0.1 + ($1.removed ?? 0)) }
    let lines =
      StyledText(" +\(counts.0)", Style(theme[.diffAdded].foreground))
      + StyledText(" -\(counts.1)", Style(theme[.diffRemoved].foreground))
    let viewed = StyledText("  viewed \(state.viewedCount)/\(state.changes.count) ", theme[.muted])
    guard let count = state.stageCount, !count.isNone else { return lines + viewed }
    let staged = StyledText("  \(count.words)", theme[.marked])
    let whole = lines + staged + viewed
    return whole.width <= room ? whole : staged + (staged.width + viewed.width <= room ? viewed : " ")
  }

  private func drawTabs(into canvas: inout Canvas, _ line: Rect) {
    let tabs = Self.tabs(state)
    tabs.draw(into: &canvas, area: line, theme: theme)
    guard state.isDiff, let words = tree, let first = words.first else { return }
    let free = line.splitLeft(tabs.places(in: line).map(\.place.endColumn).max().map { $0 - line.column } ?? 0).rest
    let shown = words.first { $0.utf8.count < free.columns } ?? first
    canvas.write(
      StyledText(shown + " ", theme[.warning]), in: free, align: .trailing, ellipsis: theme.glyphs.ellipsis)
  }

  /// What the diff has of a worktree in which somebody works, the longest words first; nil where nobody does.
  private var tree: [String]? {
    guard state.detail?.task.state == .running else { return nil }
    guard state.tab == .all, let open = state.uncommitted else {
      return ["committed work only; o shows the rest in its worktree", "committed work only"]
    }
    guard !open.isEmpty else { return ["as it stands now; all of it is committed", "all is committed"] }
    let files = open.count == 1 ? "1 file is" : "\(open.count) files are"
    return ["as it stands now; \(files) not committed yet", "\(open.count) not committed"]
  }

  static func tabs(_ state: ReviewState) -> Tabs {
    Tabs(state.tabs.map { StyledText(name(of: $0)) }, active: state.tabs.firstIndex(of: state.tab) ?? 0)
  }

  private static func name(of tab: ReviewState.Tab) -> String {
    switch tab {
    case .all: "All changes"
    case .attempt(let run): "\(run)"
    case .verify(let run): "Verify \(run)"
    case .facts: "Proof and facts"
    }
  }
}

extension StyledText {
  static func += (left: inout StyledText, right: StyledText) { left.append(right) }
}
