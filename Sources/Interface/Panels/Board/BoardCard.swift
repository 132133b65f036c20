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

  private var body: Style {
    isSelected && isFocused ? theme[.selection] : isSelected ? theme[.selectionInactive] : theme[.text]
  }

  func draw(into canvas: inout Canvas, _ card: Rect) {
    canvas.fill(card, style: body)
    let (bar, rest) = card.splitLeft(1)
    if isSelected && isFocused { canvas.write(theme.glyphs.marker, style: theme[.accent], in: bar) }
    if isMarked { canvas.write(theme.glyphs.mark, style: theme[.marked], in: bar) }
    let (head, below) = rest.splitTop(1)
    drawHead(into: &canvas, head)
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

  private func drawHead(into canvas: inout Canvas, _ line: Rect) {
    var left = StyledText("\(Look.glyph(of: task.state, theme)) ", theme[Look.role(of: task.state)])
    left.append("\(task.id)", body.adding(.bold))
    if task.priority != 0 { left.append(" p\(task.priority)", theme[.badgeAccent]) }
    if showsWorkspace { left.append(" \(task.workspace.split(separator: "/").last ?? "")", theme[.muted]) }
    let isNarrow = line.columns < 14
    if let service = task.service, !isNarrow {
      left.append(" \(service)", theme[Look.role(ofService: service)])
      if let model = task.model { left.append("\(theme.glyphs.separator)\(model)", theme[.muted]) }
    }
    let right = StyledText(facts, theme[.muted])
    let fits = line.columns >= left.width + right.width + (isNarrow ? 0 : 1) || line.columns >= 24
    let (room, end) = line.splitRight(fits ? min(right.width, line.columns / 2) : 0)
    canvas.write(
      onCard(left), in: room.splitRight(fits && !right.isEmpty ? 1 : 0).rest, ellipsis: theme.glyphs.ellipsis)
    canvas.write(onCard(right), in: end, align: .trailing, ellipsis: theme.glyphs.ellipsis)
  }

  /// Money and time: how long it works, or worked, which needs no clock.
  private var facts: String {
    var parts: [String] = []
    if let cost = task.cost, let words = TaskText.money(cost) { parts.append(words) }
    if let now {
      if task.state == .running, let started = task.started { parts.append(TaskText.span(now.since(started))) }
    }
    if task.state != .running, let started = task.started, let ended = task.finished {
      parts.append(ended.since(started).short)
    }
    return parts.joined(separator: " ")
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
    for badge in task.badges where length == .short || !isSaid(badge) {
      let words = isShort ? Look.shortWords(ofBadge: badge) : " \(Look.words(ofBadge: badge)) "
      parts.append(StyledText(words, theme[Look.role(ofBadge: badge)]))
    }
    if parts.isEmpty, task.state == .running { parts.append(StyledText(live ?? "", theme[.muted])) }
    // What a badge has said already is not said twice.
    if let reason = task.reason, length != .short || !task.badges.contains(where: isSaid) {
      parts.append(StyledText(reason, theme[.error]))
    }
    if parts.isEmpty, task.state == .todo, !task.after.isEmpty {
      let names = task.after.map(\.description).joined(separator: ", ")
      parts.append(StyledText("after \(names)", theme[.muted]))
    }
    return StyledText.joined(parts.filter { !$0.isEmpty }, by: " ")
  }

  /// Whether the reason says this too, and more.
  private func isSaid(_ badge: String) -> Bool { task.reason?.hasPrefix(Look.words(ofBadge: badge)) ?? false }

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
