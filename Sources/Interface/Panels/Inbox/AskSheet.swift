import Base
import Canvas
import Domain
import PanelKit

/// A request as it is read: where it would run, which stays in sight, and below it the text that scrolls.
struct AskSheet {
  struct Row {
    var text: StyledText
    /// The line of what was asked that it shows a part of; nil for what is only said about it.
    var asked: Int?
  }

  let head: [StyledText]
  let rows: [Row]

  init(_ ask: AskView, columns: Int, now: Timestamp, theme: Theme) {
    let place = ask.worktree ?? ask.workspace
    let room = max(1, columns - Self.indent)
    let isShort = Sanitiser.width(place) > room
    let shown = isShort ? theme.glyphs.ellipsis + String(place.suffix(max(1, room - 1))) : place
    let elsewhere = ask.elsewhere.map { Self.fact("runs in", $0, theme, .warning) }
    head = [Self.fact("in", shown, theme, .text)] + (elsewhere.map { [$0] } ?? [])
    let facts = (isShort ? [("in", place)] : []) + Self.facts(ask, now)
    rows =
      Self.asked(ask, columns, theme) + Self.said(ask, columns, theme)
      + facts.filter { !$0.1.isEmpty }.flatMap { name, value in
        Self.fact(name, value, theme, .text).hanging(in: columns, by: Self.indent).map { Row(text: $0) }
      }
  }

  private static let indent = 8

  private static func fact(_ name: String, _ value: String, _ theme: Theme, _ role: Role) -> StyledText {
    StyledText(name.padded(to: indent), theme[.muted]) + StyledText(value, theme[role])
  }

  /// What would run, every line of it, or what is asked.
  static func lines(_ ask: AskView) -> [String] {
    ask.kind == .question ? [ask.title ?? ask.input] : InboxText.input(ask)
  }

  private static func asked(_ ask: AskView, _ columns: Int, _ theme: Theme) -> [Row] {
    let role: Role = ask.kind == .question ? .text : .code
    return lines(ask).enumerated().flatMap { index, line in
      StyledText(line, theme[role]).hanging(in: columns, by: 0).map { Row(text: $0, asked: index) }
    }
  }

  private static func said(_ ask: AskView, _ columns: Int, _ theme: Theme) -> [Row] {
    var lines: [StyledText] = []
    if ask.cutBytes > 0 { lines.append(StyledText("and \(ask.cutBytes) bytes more that are not shown", theme[.error])) }
    for (index, option) in ask.options.enumerated() where ask.kind == .question {
      lines.append(StyledText("  \(index + 1) ", theme[.key]) + StyledText(option.name, theme[.text]))
    }
    lines.append("")
    if let title = ask.title, ask.kind == .approval, isNews(title, ask) {
      lines.append(StyledText(title, theme[.muted]))
    }
    if let reason = ask.reason { lines.append(StyledText(reason, theme[.muted])) }
    return lines.flatMap { $0.hanging(in: columns, by: 0) }.map { Row(text: $0) }
  }

  /// A title that is the command itself, or where it runs, was said already.
  private static func isNews(_ title: String, _ ask: AskView) -> Bool {
    AskWords.folder(tool: ask.tool, title: title) == nil && !ask.what.hasSuffix(AskWords.flat(title))
  }

  private static func facts(_ ask: AskView, _ now: Timestamp) -> [(String, String)] {
    [
      ("of", ask.worktree == nil ? "" : ask.workspace),
      ("for", "\(InboxText.owner(ask))\(ask.run.map { " \($0)" } ?? ""), \(ask.service)"),
      ("since", "\(TaskText.moment(ask.asked)), \(TaskText.span(now.since(ask.asked)))"),
      ("answer", ask.state == .open ? "" : "\(InboxText.answer(ask))\(ask.text.map { ": \($0)" } ?? "")"),
      ("by", ask.answeredBy.map { "\($0)\(ask.delivered == nil ? ", not delivered yet" : "")" } ?? ""),
    ]
  }
}
