import Base
package import Canvas
import Charts
import Domain
import Widgets

/// Draws the numbers; every pane is drawn whole and the window moves over them.
package struct MetricsView {
  let state: MetricsState
  let theme: Theme

  package init(_ state: MetricsState, theme: Theme) {
    (self.state, self.theme) = (state, theme)
  }

  package static func fit(_ state: inout MetricsState, in area: Rect) {
    let body = area.splitTop(1).rest
    let layout = MetricsLayout(seenIn: body.size)
    state.size = body.size
    state.columns = layout.columns
    state.top = layout.top(showing: state.focused, from: state.top, rows: body.rows)
  }

  package func draw(into canvas: inout Canvas, area: Rect) {
    let (head, body) = area.splitTop(1)
    drawHead(into: &canvas, head)
    guard !body.isEmpty else { return }
    if state.isZoomed { return draw(state.focused, into: &canvas, body) }
    let layout = MetricsLayout(seenIn: body.size)
    var whole = Canvas(Size(columns: body.columns, rows: layout.height), filled: theme[.text])
    for (section, place) in layout.places { draw(section, into: &whole, place) }
    let top = layout.top(showing: state.focused, from: state.top, rows: body.rows)
    for row in 0..<min(body.rows, layout.height - top) {
      for (column, cell) in whole.row(top + row).enumerated() where cell.width > 0 {
        canvas.put(cell, column: body.column + column, row: body.row + row, clip: body)
      }
    }
    guard layout.height > body.rows else { return }
    let bar = Rect(column: body.endColumn - 1, row: body.row, columns: 1, rows: body.rows)
    Scrollbar(total: layout.height, top: top, rows: body.rows).draw(into: &canvas, area: bar, theme: theme)
  }

  private func drawHead(into canvas: inout Canvas, _ line: Rect) {
    let spans = MetricsState.Span.allCases
    Tabs(spans.map { StyledText($0.rawValue) }, active: spans.firstIndex(of: state.span) ?? 0)
      .draw(into: &canvas, area: line, theme: theme)
    if state.isLoading {
      canvas.write("reading what happened ", style: theme[.muted], in: line, align: .trailing)
    }
  }

  private func draw(_ section: MetricsState.Section, into canvas: inout Canvas, _ area: Rect) {
    let isFocused = section == state.focused
    let box = isFocused ? theme.glyphs.focusBox : theme.glyphs.box
    let title = StyledText(Self.title(section), theme[isFocused ? .title : .muted])
    let inside = canvas.box(area, box, style: theme[isFocused ? .focusBorder : .border], title: title)
      .inset(horizontally: 1)
    guard !inside.isEmpty else { return }
    switch section {
    case .now: drawNow(into: &canvas, inside)
    case .throughput: drawThroughput(into: &canvas, inside)
    case .durations: drawDurations(into: &canvas, inside)
    case .tokens: drawTokens(into: &canvas, inside)
    case .money: drawMoney(into: &canvas, inside)
    case .services: drawTable("Service", state.table(\.service), into: &canvas, inside)
    case .workspaces: drawTable("Workspace", state.table(\.workspace), into: &canvas, inside)
    case .budgets: drawBudgets(into: &canvas, inside)
    case .machine: drawMachine(into: &canvas, inside)
    }
  }

  private static func title(_ section: MetricsState.Section) -> String {
    switch section {
    case .now: "Now"
    case .throughput: "Runs that ended"
    case .durations: "Durations"
    case .tokens: "Tokens"
    case .money: "Money"
    case .services: "By service"
    case .workspaces: "By workspace"
    case .budgets: "Budgets"
    case .machine: "This machine"
    }
  }
}
