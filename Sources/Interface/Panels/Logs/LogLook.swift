import Base
import Canvas
import Domain

/// The name of a run in front of what it printed. Its colour is that of whoever draws: terminals change their mind about
/// their background after the first picture.
struct RunTag: Hashable, Sendable {
  /// As wide as those of the other runs.
  var name: String
  var role: Role
}

/// What a row of an entry looks like: a gutter with the kind's sign, the time when it is wanted, and the words.
struct LogLook: Sendable {
  var theme = Theme()
  var showsTimes = false
  /// Names the run in front of each entry, where several are seen together.
  var tags: [RunID: RunTag] = [:]
  /// Seconds east of Greenwich.
  var zone = 0

  func text(_ entry: LogEntry, part: Int, _ layout: LogLayout) -> StyledText {
    let isFirst = part == (layout.hasTitle ? -1 : 0)
    var text = gutter(entry, isFirst: isFirst)
    if part < 0 {
      text.append(title(entry))
    } else if part < layout.lines {
      if layout.hasTitle { text.append("  ", theme[.muted]) }
      let line = entry.lines[part]
      text.append(line, theme[role(of: line, entry)])
    } else {
      text.append("\(layout.hasTitle ? "  " : "")\(theme.glyphs.foldClosed) \(layout.hidden) more lines", theme[.link])
    }
    return text
  }

  /// The columns in front of the words, and the bytes that they take.
  func hang(_ entry: LogEntry, part: Int, _ layout: LogLayout) -> Int { margin(entry, part: part, layout).width }

  func margin(_ entry: LogEntry, part: Int, _ layout: LogLayout) -> StyledText {
    let gutter = gutter(entry, isFirst: part == (layout.hasTitle ? -1 : 0))
    return layout.hasTitle && part >= 0 ? gutter + StyledText("  ") : gutter
  }

  private func gutter(_ entry: LogEntry, isFirst: Bool) -> StyledText {
    var text = StyledText()
    if let tag = tags[entry.id.run] {
      text.append(isFirst ? tag.name : String(repeating: " ", count: tag.name.utf8.count), theme[tag.role])
    }
    if showsTimes {
      let words = isFirst ? entry.time.map { $0.clock(zone: zone) } ?? "" : ""
      text.append(words + String(repeating: " ", count: 9 - words.utf8.count), theme[.muted])
    }
    let sign = sign(of: entry.kind)
    let isBar = entry.kind == .result && !theme.isAccessible
    let shown = isFirst || isBar ? sign : String(repeating: " ", count: Sanitiser.width(sign))
    text.append(shown, theme[role(of: entry.kind)])
    text.append(" ")
    return text
  }

  /// The first word of a tool's title is its name.
  private func title(_ entry: LogEntry) -> StyledText {
    let style = theme[role(of: entry.kind)]
    guard entry.kind == .tool || entry.kind == .file, let space = entry.title.firstIndex(of: " ") else {
      return StyledText(entry.title, style)
    }
    return StyledText(String(entry.title[..<space]), style.adding(.bold))
      + StyledText(String(entry.title[space...]), theme[.text])
  }

  private func role(of line: String, _ entry: LogEntry) -> Role {
    guard entry.isDiff else { return entry.kind == .tool ? .muted : role(of: entry.kind) }
    if line.hasPrefix("@@") { return .diffHunk }
    return line.hasPrefix("+") ? .diffAdded : line.hasPrefix("-") ? .diffRemoved : .muted
  }

  private func role(of kind: LogEntry.Kind) -> Role {
    switch kind {
    case .text: .logText
    case .thinking: .logThinking
    case .tool, .file: .logTool
    case .result: .logResult
    case .error: .logError
    case .usage, .note: .logUsage
    }
  }

  private func sign(of kind: LogEntry.Kind) -> String {
    if theme.isAccessible {
      return switch kind {
      case .text: "says"
      case .thinking: "thinks"
      case .tool: "tool"
      case .file: "file"
      case .result: "result"
      case .error: "error"
      case .usage: "usage"
      case .note: "note"
      }
    }
    return switch kind {
    case .text: " "
    case .thinking: theme.glyphs.separator
    case .tool: theme.glyphs.mark
    case .file: theme.glyphs.review
    case .result: theme.glyphs.divider
    case .error: theme.glyphs.error
    case .usage: theme.glyphs.bullet
    case .note: " "
    }
  }
}

extension Timestamp {
  /// `14:03:09`, on the clock of a place so many seconds east of Greenwich.
  func clock(zone: Int) -> String {
    let day = ((microseconds / 1_000_000 + Int64(zone)) % 86_400 + 86_400) % 86_400
    let parts = [day / 3600, day / 60 % 60, day % 60]
    return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}
