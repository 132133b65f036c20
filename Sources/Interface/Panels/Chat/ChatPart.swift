import Canvas
import Domain
import Markdown
import PanelKit

/// One piece of a conversation as it is seen: words of a person, words of an agent, or what it used.
struct ChatPart: Sendable {
  enum Kind: Hashable, Sendable {
    case question, answer, thinking, tool, error, note
  }

  let kind: Kind
  /// Which message of the agent it belongs to, or which tool call it is.
  var id: String?
  private var words = MarkdownStream()
  /// Joined to the one line that a folded part shows.
  private(set) var title = ""
  private var plain: [String] = []
  private var isDiff = false
  private(set) var text = ""
  private var columns = 0
  private var theme = Theme()
  private var rows: [StyledText] = []
  private var showsTools = false

  init(_ kind: Kind, id: String? = nil, text: String = "") {
    self.kind = kind
    self.id = id
    append(text)
  }

  init(_ call: ToolCall) {
    kind = .tool
    id = call.id
    let tool = ToolText(call)
    (title, plain, isDiff) = (tool.title, tool.lines, tool.isDiff)
  }

  var count: Int { kind == .answer ? words.lineCount : rows.count }

  func line(_ index: Int) -> StyledText { kind == .answer ? words.line(index) : rows[index] }

  /// More of the same: the answer costs its tail only.
  mutating func append(_ more: String) {
    guard !more.isEmpty else { return }
    text += more
    if kind == .answer {
      words.append(more)
      words.layOut(columns: columns, theme: theme)
    } else {
      layOut()
    }
  }

  mutating func finish(_ result: ToolResult) {
    plain += ToolText.lines(of: result.output)
    if result.isError || (result.exitCode ?? 0) != 0 { title += "  \(theme.glyphs.error) failed" }
    layOut()
  }

  mutating func layOut(columns: Int, theme: Theme, showsTools: Bool) {
    guard columns != self.columns || theme != self.theme || showsTools != self.showsTools else { return }
    (self.columns, self.theme, self.showsTools) = (columns, theme, showsTools)
    if kind == .answer { words.layOut(columns: columns, theme: theme) } else { layOut() }
  }

  private mutating func layOut() {
    guard columns > 0 else { return }
    switch kind {
    case .answer: rows = []
    case .question: rows = marked(text, theme.glyphs.marker + " ", theme[.accent], theme[.title])
    case .error: rows = headed(text, theme.glyphs.error + " ", theme[.error], theme[.logError])
    case .note: rows = headed(text, theme.glyphs.bullet + " ", theme[.muted], theme[.muted])
    case .thinking: rows = folded(theme.glyphs.separator, "thinks", ToolText.lines(of: text), .logThinking)
    case .tool: rows = folded(theme.glyphs.mark, title, plain, .logTool)
    }
  }

  /// The sign once; what follows stands below the first words.
  private func headed(_ text: String, _ sign: String, _ look: Style, _ style: Style) -> [StyledText] {
    let width = Sanitiser.width(sign)
    let rows = ToolText.lines(of: text).flatMap { StyledText($0, style).wrapped(to: max(4, columns - width)) }
    return rows.enumerated().map { row, text in
      StyledText(row == 0 ? sign : String(repeating: " ", count: width), look) + text
    }
  }

  /// The sign on each row, as a bar beside what was asked.
  private func marked(_ text: String, _ sign: String, _ look: Style, _ style: Style) -> [StyledText] {
    let room = max(4, columns - Sanitiser.width(sign))
    return ToolText.lines(of: text).flatMap { StyledText($0, style).wrapped(to: room) }
      .map { StyledText(sign, look) + $0 }
  }

  /// One row, and below it all that it stands for when tools are open.
  private func folded(_ sign: String, _ title: String, _ lines: [String], _ role: Role) -> [StyledText] {
    var head = StyledText("\(sign) ", theme[role]) + StyledText(title, theme[.muted])
    if !showsTools, !lines.isEmpty { head.append("  \(theme.glyphs.foldClosed) \(lines.count)", theme[.link]) }
    let first = [head.truncated(to: columns, ellipsis: theme.glyphs.ellipsis)]
    guard showsTools else { return first }
    return first
      + lines.prefix(200).flatMap { line in
        StyledText("  " + line, theme[look(of: line)]).wrapped(to: columns)
      } + (lines.count > 200 ? [StyledText("  \(lines.count - 200) more lines", theme[.link])] : [])
  }

  private func look(of line: String) -> Role {
    guard isDiff else { return .logResult }
    return line.hasPrefix("+") ? .diffAdded : line.hasPrefix("-") ? .diffRemoved : .logResult
  }
}
