import Base
package import Canvas
import Domain
import Loop
import PanelKit
import Widgets
import Wire

extension LogsPanel {
  package func fit(_ state: inout LogsState, area: Rect) { state.viewport.size = Self.body(of: area).size }

  static func body(of area: Rect) -> Rect { area.splitTop(1).rest }

  package func draw(_ state: LogsState, into canvas: inout Canvas, area: Rect, theme: Theme) {
    guard state.task != nil || state.showsAll else { return drawEmpty(state, &canvas, area, theme) }
    canvas.write(head(state, theme, area.columns), in: area.splitTop(1).top, ellipsis: theme.glyphs.ellipsis)
    canvas.write(place(state, theme), in: area.splitTop(1).top, align: .trailing)
    var window = state.window
    window.look.theme = theme
    let search = TextSearch(state.found.text)
    let empty = StyledText(whyEmpty(state), theme[.placeholder])
    let viewport = Viewport(window, state: state.viewport, empty: empty, selection: state.selection) {
      search.needle.isEmpty ? [] : search.ranges(in: $0.text)
    }
    let body = Self.body(of: area)
    viewport.draw(into: &canvas, area: body, theme: theme)
    drawCursor(state, window, &canvas, body, theme)
  }

  private func drawEmpty(_ state: LogsState, _ canvas: inout Canvas, _ area: Rect, _ theme: Theme) {
    var words = StyledText("No log is open.\n\n", theme[.title])
    words.append("L", theme[.key])
    words.append(" on a card of the board shows what its agent says; ", theme[.text])
    words.append("a", theme[.key])
    words.append(" shows all that runs and ran lately, together.", theme[.text])
    if state.isLoading { words = StyledText("loading", theme[.placeholder]) }
    canvas.writeWrapped(words, in: area.inset(horizontally: 2, vertically: 1))
  }

  private func whyEmpty(_ state: LogsState) -> String {
    if state.isLoading { return "loading" }
    if state.showsAll {
      guard !state.together.isEmpty else {
        return "Nothing has run yet. s on a card of the board starts it; L shows its log."
      }
      return state.live.isEmpty ? "Nothing was printed by any of these runs." : "Nothing was printed yet."
    }
    guard let task = state.task, state.run != nil else {
      return "\(state.task?.id.description ?? "This task") has not run yet. s on the board starts it."
    }
    return task.state == .running ? "Nothing was printed yet." : "Nothing was printed."
  }

  private func head(_ state: LogsState, _ theme: Theme, _ columns: Int) -> StyledText {
    guard !state.showsAll, let task = state.task else {
      let isNarrow = columns < 70
      return StyledText(isNarrow ? " All " : " All runs ", theme[.title])
        + StyledText(" \(together(state, isNarrow))", theme[.muted])
    }
    var line = StyledText(" \(Look.glyph(of: task.state, theme)) ", theme[Look.role(of: task.state)])
    line.append("\(task.id) ", theme[.accent])
    let room = max(8, columns - 46)
    line.append(StyledText(task.title, theme[.title]).truncated(to: room, ellipsis: theme.glyphs.ellipsis))
    guard let run = state.run else { return line }
    line.append("  \(run.run)", theme[.muted])
    if state.runs.count > 1, let index = state.runs.firstIndex(of: run) {
      line.append(" (\(index + 1) of \(state.runs.count))", theme[.muted])
    }
    line.append(" \(run.service)", theme[Look.role(ofService: run.service)])
    return line
  }

  /// How many go on and how many are over, and how far back each can be read.
  private func together(_ state: LogsState, _ isNarrow: Bool) -> String {
    guard !state.together.isEmpty else { return "" }
    let live = state.together.count { state.live.contains($0.run) }
    let cut = state.cut.isEmpty ? "from the beginning" : "the last \(LogReader.together >> 10) kB of each"
    let reach = state.window.lines.lowerBound > 0 ? "the last \(LogWindow.boundTogether) lines" : cut
    if isNarrow { return "\(live) live, \(reach)" }
    return "\(live == 0 ? "none" : "\(live)") under way, \(state.together.count - live) ended, \(reach)"
  }

  /// How one stands: following, pinned at some part, and what a search has found.
  private func place(_ state: LogsState, _ theme: Theme) -> StyledText {
    var text = StyledText(" ")
    if state.found.isActive {
      text.append(" \(counted(state)) ", theme[.badgeAccent])
      text.append(" ")
    }
    if state.isStale { text.append(" a run began, G to follow ", theme[.badgeAccent]) }
    if state.missed > 0 { text.append(" \(state.missed) new, G to follow ", theme[.badgeAccent]) }
    guard state.showsAll || state.run != nil else { return text }
    if state.viewport.isFollowing && state.isAtEnd {
      let isLive = state.showsAll ? !state.live.isEmpty : state.task?.state == .running
      text.append(isLive ? "following " : "end ", theme[isLive ? .success : .muted])
    } else if state.showsAll {
      let lines = state.window.lines
      text.append("\((state.place + 1 - lines.lowerBound) * 100 / max(1, lines.count)) % ", theme[.muted])
    } else if state.end > 0, let entry = state.window.entry(at: state.place) {
      text.append("\(min(100, Int(entry.end * 100 / max(1, state.end)))) % ", theme[.muted])
    }
    return text
  }

  private func counted(_ state: LogsState) -> String {
    let found = state.found
    let more = found.isScanning ? " in \(Int(found.scanned * 100 / max(1, max(state.end, found.scanned)))) %" : ""
    guard found.count > 0 else { return found.isScanning ? "searching\(more)" : "no hit" }
    return "\(found.count) hit\(found.count == 1 ? "" : "s")\(more)"
  }

  private func drawCursor(
    _ state: LogsState, _ window: LogWindow, _ canvas: inout Canvas, _ area: Rect, _ theme: Theme
  ) {
    guard let cursor = state.cursor, let rows = state.viewport.rows(of: cursor, window) else { return }
    let selection = theme[.selectionInactive]
    for row in rows where row >= 0 && row < area.rows {
      let place = Rect(column: area.column, row: area.row + row, columns: area.columns, rows: 1)
      canvas.restyle(place) { style in
        Style(style.foreground, on: selection.background, style.attributes.union(selection.attributes))
      }
    }
  }

  package func back(_ state: inout LogsState) -> Bool {
    if state.selection != nil {
      state.selection = nil
    } else if !state.found.text.isEmpty {
      state.found = LogFindings()
    } else {
      return false
    }
    return true
  }
}
