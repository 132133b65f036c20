import Base
package import Canvas
import Charts
import Domain
import PanelKit
import Widgets

/// Draws the cards of services, or everything about one.
package struct ServicesView {
  private let state: ServicesState
  private let theme: Theme

  package init(_ state: ServicesState, theme: Theme) {
    (self.state, self.theme) = (state, theme)
  }

  package static func fit(_ state: inout ServicesState, in area: Rect) {
    state.columns = area.columns >= 150 ? 3 : area.columns >= 76 ? 2 : 1
    let rows = max(1, area.rows / height(in: area))
    let line = state.selected / state.columns
    state.top = max(0, min(state.top, line))
    if line >= state.top + rows { state.top = line - rows + 1 }
    state.pageRows = max(1, state.isOpen ? area.rows - 2 : rows)
    guard let service = state.current else { return }
    let lines = ServicesView(state, theme: Theme()).all(service, detail(in: area).columns).count
    state.detailTop = max(0, min(state.detailTop, lines - (area.rows - 2)))
  }

  private static func detail(in area: Rect) -> Rect { area.inset(horizontally: 2, vertically: 1) }

  /// A row less where that shows one more row of cards.
  private static func height(in area: Rect) -> Int { area.rows / 7 > area.rows / 8 && area.rows < 40 ? 7 : 8 }

  /// The cards that are seen.
  package static func places(_ state: ServicesState, in area: Rect) -> [(index: Int, place: Rect)] {
    let height = height(in: area)
    let rows = max(1, area.rows / height)
    return (0..<rows).flatMap { row -> [(Int, Rect)] in
      let line = Rect(
        column: area.column, row: area.row + row * height, columns: area.columns - (scrolls(state, in: area) ? 1 : 0),
        rows: height
      ).intersection(area)
      let first = (state.top + row) * state.columns
      return line.columnsSplit(state.columns).enumerated().map { (first + $0.offset, $0.element) }
    }.filter { $0.0 < state.visible.count }
  }

  /// The bar stands beside the cards, not on their borders.
  private static func scrolls(_ state: ServicesState, in area: Rect) -> Bool {
    (state.visible.count + state.columns - 1) / state.columns > max(1, area.rows / height(in: area))
  }

  package func draw(into canvas: inout Canvas, area: Rect) {
    let services = state.visible
    guard !services.isEmpty else {
      let words =
        state.isLoading
        ? "looking for agents" : state.filter.isEmpty ? "no agent is known" : "nothing matches \(state.filter)"
      return canvas.drawEmpty(StyledText(words), area, theme)
    }
    if state.isOpen, let service = state.current { return drawAll(service, into: &canvas, area) }
    for (index, place) in Self.places(state, in: area) {
      draw(services[index], isSelected: index == state.selected, into: &canvas, place)
    }
    let rows = max(1, area.rows / Self.height(in: area))
    let lines = (services.count + state.columns - 1) / state.columns
    guard Self.scrolls(state, in: area), let last = Self.places(state, in: area).last?.place else { return }
    let bar = Rect(column: area.endColumn - 1, row: area.row, columns: 1, rows: max(0, last.endRow - area.row))
    Scrollbar(total: lines, top: state.top, rows: rows).draw(into: &canvas, area: bar, theme: theme)
  }

  private func draw(_ service: ServiceView, isSelected: Bool, into canvas: inout Canvas, _ area: Rect) {
    let box = isSelected ? theme.glyphs.focusBox : theme.glyphs.box
    let title = StyledText(service.name, theme[Look.role(ofService: service.name)].adding(.bold))
    let inside = canvas.box(area, box, style: theme[isSelected ? .focusBorder : .border], title: title)
      .inset(horizontally: 1)
    let lines = lines(service, inside.columns)
    // Where a row is missing, what has nothing to say gives way.
    let shown = lines.count > inside.rows ? lines.filter { !$0.isEmpty } : lines
    for (row, line) in shown.prefix(inside.rows).enumerated() {
      let place = Rect(column: inside.column, row: inside.row + row, columns: inside.columns, rows: 1)
      canvas.write(line, in: place, ellipsis: theme.glyphs.ellipsis)
    }
  }

  private func lines(_ service: ServiceView, _ columns: Int) -> [StyledText] {
    [
      health(service), reason(service), facts(service), quota(service), today(service),
      ServiceTrend(service, theme, columns: columns).line,
    ]
  }

  private func health(_ service: ServiceView) -> StyledText {
    let (glyph, role) = Self.look(service.health.state, theme)
    // A reader of screens has words for signs, and those of tasks mean something else.
    var text = StyledText("\(theme.isAccessible ? "" : glyph + " ")\(service.health.state.words)", theme[role])
    if state.testing.contains(service.name) { text.append("  testing", theme[.accent]) }
    if let since = service.health.since, let now = state.now {
      text.append("  \(TaskText.span(now.since(since))) ago", theme[.muted])
    }
    if let until = service.health.until, let now = state.now, until > now {
      text.append("  again in \(TaskText.span(until.since(now)))", theme[.stateWaiting])
    }
    if service.isUnproven, service.health.state != .missing { text.append("  not tried out here", theme[.muted]) }
    return text
  }

  private func reason(_ service: ServiceView) -> StyledText { StyledText(service.health.reason, theme[.muted]) }

  private func facts(_ service: ServiceView) -> StyledText {
    var parts: [String] = []
    if let version = service.version { parts.append(version) }
    parts.append(models(service))
    return StyledText(parts.joined(separator: "  "), theme[.text])
  }

  /// The chosen one first; without a choice the agent takes its own.
  private func models(_ service: ServiceView) -> String {
    let others = service.models.filter { $0 != service.model }.joined(separator: ", ")
    guard let chosen = service.model else { return others.isEmpty ? "its own model" : others }
    return others.isEmpty ? "\(theme.glyphs.marker)\(chosen)" : "\(theme.glyphs.marker)\(chosen), \(others)"
  }

  /// Each window with what of it is gone and when it is whole again.
  private func quota(_ service: ServiceView) -> StyledText {
    let words = service.quotas.map { quota in
      var words = quota.window
      if let used = quota.used { words += " \(Int((used * 100).rounded())) %" }
      if let resets = quota.resetsAt, let now = state.now, resets > now {
        words += " (\(TaskText.span(resets.since(now))))"
      }
      return words
    }
    return words.isEmpty ? "" : StyledText("quota " + words.joined(separator: ", "), theme[.stateWaiting])
  }

  private func today(_ service: ServiceView) -> StyledText {
    var parts = ["running \(service.running.count)"]
    if let spent = state.spent[service.name] {
      if let words = TaskText.money(Cost(amount: spent.amount, basis: .reported)), spent.amount > .zero {
        parts.append("\(words) today")
      }
      if spent.covered > .zero, let words = TaskText.money(Cost(amount: spent.covered, basis: .subscription)) {
        parts.append("\(words) today")
      }
    }
    return StyledText(parts.joined(separator: "  "), theme[service.running.isEmpty ? .muted : .stateRunning])
  }

  private static func look(_ health: ServiceHealth.State, _ theme: Theme) -> (String, Role) {
    switch health {
    case .healthy: (theme.glyphs.success, .success)
    case .unknown: (theme.glyphs.question, .muted)
    case .degraded, .probing: (theme.glyphs.warning, .warning)
    case .down: (theme.glyphs.error, .error)
    case .disabled: (theme.glyphs.waiting, .muted)
    case .missing: (theme.glyphs.todo, .muted)
    case .loggedOut: (theme.glyphs.warning, .muted)
    }
  }
}

// MARK: - Everything about one

extension ServicesView {
  private func drawAll(_ service: ServiceView, into canvas: inout Canvas, _ area: Rect) {
    let title = StyledText(service.name, theme[.title])
    canvas.box(area, theme.glyphs.focusBox, style: theme[.focusBorder], title: title)
    let inside = Self.detail(in: area)
    let lines = all(service, inside.columns)
    let first = min(state.detailTop, max(0, lines.count - inside.rows))
    for (row, line) in lines.dropFirst(first).prefix(inside.rows).enumerated() {
      canvas.write(line, at: Point(column: inside.column, row: inside.row + row), clip: inside)
    }
    guard lines.count > inside.rows else { return }
    let bar = Rect(column: inside.endColumn, row: inside.row, columns: 1, rows: inside.rows)
    Scrollbar(total: lines.count, top: first, rows: inside.rows).draw(into: &canvas, area: bar, theme: theme)
  }

  private func all(_ service: ServiceView, _ columns: Int) -> [StyledText] {
    (lines(service, columns) + more(service)).filter { !$0.isEmpty }.flatMap { $0.wrapped(to: max(1, columns)) }
  }

  private func more(_ service: ServiceView) -> [StyledText] {
    var facts: [(String, String?)] = [
      ("program", service.program ?? "not found on the PATH"), ("enabled", service.isEnabled ? "yes" : "no"),
      ("proven", service.isUnproven ? "no: what Drover knows of it is its documentation" : "with the real program"),
      ("logged in", service.isLoggedIn.map { $0 ? "yes" : "no" } ?? "not to be seen from outside"),
      ("permissions", service.permissions.map(\.rawValue).joined(separator: ", ")),
      ("goes on", service.resumes ? "yes, it remembers its sessions" : "no, each attempt begins anew"),
      ("running", service.running.map(\.description).joined(separator: ", ")),
      ("turns", "\(service.successes) went well, \(service.failures) did not"),
    ]
    if let test = service.test {
      facts.append(("last test", "\(test.passed ? "passed" : "failed") in \(Duration.seconds(test.seconds).short)"))
      facts.append(("it said", test.message))
    }
    facts += service.models.map { ("model", $0 == service.model ? "\($0) (chosen: O takes another)" : $0) }
    return facts.compactMap { name, value in
      guard let value, !value.isEmpty else { return nil }
      return StyledText(name + String(repeating: " ", count: max(1, 12 - name.count)), theme[.muted])
        + StyledText(value, theme[.text])
    }
  }
}
