import Base
import Domain
import PanelKit

/// One thing in a log as it is looked at: what an agent said, did or got back.
struct LogEntry: Hashable, Sendable {
  enum Kind: Hashable, Sendable, CaseIterable {
    case text, thinking, tool, result, file, error, usage, note
  }

  /// Tells it from every other one, also after its page was let go and read again.
  struct ID: Hashable, Sendable {
    var run: RunID
    var offset: Int64
    var number: Int
  }

  var id: ID
  var kind: Kind
  var time: Timestamp?
  /// What stands in its first row; empty where the lines speak for themselves.
  var title: String
  var lines: [String]
  /// Lines of a difference have its colours.
  var isDiff = false
  var isTrouble = false
  /// Where its output ends in the log.
  var end: Int64

  init(_ id: ID, _ kind: Kind, title: String = "", text: String = "", end: Int64) {
    self.id = id
    self.kind = kind
    self.title = title
    self.end = end
    lines = text.isEmpty ? [] : ToolText.lines(of: text)
  }
}

/// How much of each entry is seen unless it is folded or unfolded by hand.
enum LogDetail: String, Hashable, Sendable, CaseIterable, Codable {
  /// What the agent said and did, a line each.
  case summary
  /// Long results and thoughts are cut.
  case normal
  case full

  var next: LogDetail {
    switch self {
    case .summary: .normal
    case .normal: .full
    case .full: .summary
    }
  }
}

/// How many of an entry's rows are seen.
struct LogLayout: Hashable, Sendable {
  var hasTitle: Bool
  var lines: Int
  /// Lines that a last row counts.
  var hidden: Int

  var rows: Int { (hasTitle ? 1 : 0) + lines + (hidden > 0 && lines > 0 ? 1 : 0) }
}

extension LogEntry {
  func layout(_ detail: LogDetail, isToggled: Bool) -> LogLayout {
    let limit = isToggled ? toggled(detail) : limit(detail)
    guard let limit else { return LogLayout(hasTitle: false, lines: 0, hidden: 0) }
    let isCut = lines.count > limit + 1  // a row that says "1 more" is no shorter than the line
    let shown = isCut ? limit : lines.count
    return LogLayout(hasTitle: !title.isEmpty, lines: shown, hidden: isCut ? lines.count - shown : 0)
  }

  /// By hand: all of it, or its first row where all of it is seen already.
  private func toggled(_ detail: LogDetail) -> Int {
    guard let limit = limit(detail) else { return .max - 1 }
    return lines.count > limit + 1 ? .max - 1 : title.isEmpty ? 1 : 0
  }

  /// How many lines are seen by themselves; nil: the entry is not seen at all.
  private func limit(_ detail: LogDetail) -> Int? {
    switch (detail, kind) {
    case (.full, _): .max - 1
    case (.summary, .text): 3
    case (.summary, .tool), (.summary, .file): 0
    case (.summary, .error): 5
    case (.summary, .result): isTrouble ? 3 : nil
    case (.summary, .thinking), (.summary, .usage), (.summary, .note): nil
    case (.normal, .text): .max - 1
    case (.normal, .thinking): 3
    case (.normal, .tool), (.normal, .file): 12
    case (.normal, .result): 5
    case (.normal, .error): 20
    case (.normal, .usage): 0
    case (.normal, .note): 1
    }
  }
}
