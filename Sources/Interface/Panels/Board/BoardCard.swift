import Base
import Canvas
import Domain
import PanelKit

/// One card: who works on it and for how long, what it is, and what is to be said about it now.
struct BoardCard: Equatable, Sendable {
  // What a key changes is compared first.
  var isSelected = false
  var isFocused = false
  var isMarked = false
  /// Only where cards of several workspaces stand beside each other.
  var showsWorkspace = false
  var live: String?
  var now: Timestamp?
  let theme: Theme
  let task: TaskView

  var body: Style {
    isSelected && isFocused ? theme[.selection] : isSelected ? theme[.selectionInactive] : theme[.text]
  }

  func draw(into canvas: inout Canvas, _ card: Rect) {
    canvas.fill(card, style: body)
    let (bar, rest) = card.splitLeft(1)
    if isSelected && isFocused { canvas.write(theme.glyphs.marker, style: theme[.accent], in: bar) }
    if isMarked { canvas.write(theme.glyphs.mark, style: theme[.marked], in: bar) }
    let (line, below) = rest.splitTop(1)
    let head = CardHead(self, columns: line.columns)
    canvas.write(onCard(head.left), at: Point(column: line.column, row: line.row), clip: line)
    canvas.write(onCard(head.right), in: line, align: .trailing, ellipsis: "")
    let whole = stateLine(.whole)
    let state = whole.width <= below.columns ? whole : stateLine(below.columns < 20 ? .short : .shortBadges)
    let titleRows = max(1, below.rows - (state.isEmpty ? 0 : 1))
    let lines = StyledText(task.title, body).wrapped(to: max(1, below.columns), limit: titleRows + 1)
    for (row, line) in lines.prefix(min(titleRows, below.rows)).enumerated() {
      let isCut = row == titleRows - 1 && lines.count > titleRows
      let shown = isCut ? line.marked(asCutTo: below.columns, theme.glyphs.ellipsis) : line
      canvas.write(shown, at: Point(column: below.column, row: below.row + row), clip: below)
    }
    let last = below.splitTop(min(lines.count, titleRows)).rest
    canvas.write(onCard(state), in: last, ellipsis: theme.glyphs.ellipsis)
    let room = last.columns - (state.isEmpty ? 0 : state.width + 1)
    guard let rest = head.rest.first(where: { $0.width <= room }) else { return }
    canvas.write(onCard(rest), in: last, align: .trailing, ellipsis: "")
  }

  private func onCard(_ text: StyledText) -> StyledText {
    guard isSelected else { return text }
    // Where a selection is nothing but reversed, words in other colours would tear holes into it.
    let isReversed = body.attributes.contains(.reverse)
    return text.restyled { style in
      guard style.background == .standard, !style.attributes.contains(.reverse) else { return style }
      return isReversed ? (style.attributes.contains(.bold) ? body.adding(.bold) : body) : style.on(body.background)
    }
  }

  /// How much is said where there is less and less room.
  private enum Length { case whole, shortBadges, short }

  /// What it waits for, what is special about it, why it failed, what its agent says.
  private func stateLine(_ length: Length) -> StyledText {
    var parts: [StyledText] = []
    let isShort = length != .whole
    if let waiting = task.waiting {
      parts.append(StyledText(words(of: waiting, isShort: isShort), theme[role(of: waiting)]))
    }
    let badges = task.badges.map(Look.look)
    for badge in badges where length == .short || !isSaid(badge) {
      parts.append(StyledText(isShort ? badge.shortWords : " \(badge.words) ", theme[badge.role]))
    }
    if parts.isEmpty, task.state == .running { parts.append(StyledText(live ?? "", theme[.muted])) }
    // What a badge has said already is not said twice.
    if let reason = task.reason, length != .short || !badges.contains(where: isSaid) {
      parts.append(StyledText(reason, theme[.error]))
    }
    if parts.isEmpty, task.state == .todo, !task.after.isEmpty {
      let names = task.after.map(\.description).joined(separator: ", ")
      parts.append(StyledText("after \(names)", theme[.muted]))
    }
    return StyledText.joined(parts.filter { !$0.isEmpty }, by: " ")
  }

  /// Whether the reason says this too, and more.
  private func isSaid(_ badge: BadgeLook) -> Bool { task.reason?.hasPrefix(badge.words) ?? false }

  private func words(of waiting: Waiting, isShort: Bool) -> String {
    let subject = isShort ? Look.shortWords(of: waiting.for) : waiting.for.rawValue
    let name = waiting.needs == .budget ? "budget" : subject
    let after = task.after.map(\.description).joined(separator: ", ")
    let head = "\(theme.glyphs.waiting) \(waiting.for == .dependency && !after.isEmpty ? "after \(after)" : name)"
    guard let until = waiting.until, let now, until > now else { return head }
    return "\(head) \(TaskText.span(until.since(now)))"
  }

  private func role(of waiting: Waiting) -> Role {
    switch waiting.for {
    case .approval, .answer: .badgeWarning
    case .quota, .retry, .dependency, .slot: .stateWaiting
    }
  }
}

extension StyledText {
  /// Says that more follows, also where the line itself would just fit.
  fileprivate func marked(asCutTo columns: Int, _ ellipsis: String) -> StyledText {
    let room = max(0, columns - Sanitiser.width(ellipsis))
    return truncated(to: room, ellipsis: "") + StyledText(ellipsis, runs.last?.style ?? .plain)
  }
}
