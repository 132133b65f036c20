import Base
import Canvas
import Domain
import PanelKit
import Widgets

/// Everything about one card: what it is, why it is where it is, what each attempt did.
struct BoardDetail: Equatable, Sendable {
  let task: TaskView
  /// What is known beyond the card; nil while it is asked for.
  let detail: TaskDetail?
  let theme: Theme
  let top: Int
  let isFocused: Bool

  func draw(into canvas: inout Canvas, _ area: Rect) {
    let box = isFocused ? theme.glyphs.focusBox : theme.glyphs.box
    let title = StyledText("\(task.id) \(task.title)", theme[isFocused ? .title : .muted])
    canvas.fill(area, style: theme[.text])
    let inside = canvas.box(area, box, style: theme[isFocused ? .focusBorder : .border], title: title)
      .inset(horizontally: 1)
    let lines = lines.flatMap { $0.text.hanging(in: inside.columns, by: $0.indent) }
    let first = min(top, max(0, lines.count - inside.rows))
    for (row, line) in lines.dropFirst(first).prefix(inside.rows).enumerated() {
      canvas.write(line, at: Point(column: inside.column, row: inside.row + row), clip: inside)
    }
    guard lines.count > inside.rows, area.rows > 2 else { return }
    let bar = Rect(column: area.endColumn - 1, row: inside.row, columns: 1, rows: inside.rows)
    Scrollbar(total: lines.count, top: first, rows: inside.rows).draw(into: &canvas, area: bar, theme: theme)
  }

  /// A line, and where what is left of it goes on.
  private struct Line {
    let text: StyledText
    var indent = 0

    init(_ text: StyledText, indent: Int = 0) { (self.text, self.indent) = (text, indent) }
  }

  private var lines: [Line] {
    facts + section("Prompt", task.prompt.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
      + section("Why it is here", detail?.explanation.facts ?? [])
      + section("Attempts", detail?.attempts.map(TaskText.attempt) ?? []) + files
      + section("What can be done", detail?.explanation.ways ?? [])
  }

  private var facts: [Line] {
    var facts: [(String, String?)] = [("state", Look.name(of: task.state) + (task.reason.map { ": \($0)" } ?? ""))]
    facts += [
      ("waiting", task.waiting.map { "for \($0.for.rawValue): \($0.reason)" }),
      ("marks", task.badges.map(Look.words).joined(separator: ", ")), ("service", task.service), ("model", task.model),
      ("permission", task.permission.rawValue), ("workspace", task.workspace), ("base", task.base),
      ("branch", task.branch), ("worktree", task.worktree), ("verify", task.verify),
      ("after", task.after.map(\.description).joined(separator: ", ")), ("tags", task.tags.joined(separator: ", ")),
      ("priority", task.priority == 0 ? nil : String(task.priority)),
      ("tokens", task.usage.map { "in \($0.input + $0.cacheRead + $0.cacheWrite), out \($0.output)" }),
      ("money", task.cost.flatMap(TaskText.money)), ("made", TaskText.moment(task.created)),
    ]
    return facts.compactMap { name, value in
      guard let value, !value.isEmpty else { return nil }
      let gap = String(repeating: " ", count: max(1, 11 - name.count))
      return Line(StyledText(name + gap, theme[.muted]) + StyledText(value, theme[.text]), indent: 11)
    }
  }

  private func section(_ title: String, _ lines: [String]) -> [Line] {
    guard !lines.isEmpty else { return [] }
    return [Line(""), Line(StyledText(title, theme[.heading]))]
      + lines.map { Line(StyledText("  " + $0, theme[.text]), indent: 2) }
  }

  private static let mostFiles = 40

  private var files: [Line] {
    let files = detail?.attempts.last { $0.changedFiles != nil }?.changedFiles ?? []
    let more = files.count > Self.mostFiles ? ["and \(files.count - Self.mostFiles) more; d shows them all"] : []
    return section("Files", files.prefix(Self.mostFiles) + more)
  }
}
