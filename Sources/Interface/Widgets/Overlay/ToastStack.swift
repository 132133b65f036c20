package import Canvas

/// Short messages at the upper right that go by themselves; at most a few at once, newest below.
package struct ToastStack: Hashable, Sendable {
  package enum Kind: Hashable, Sendable { case info, success, warning, error }

  package struct Toast: Hashable, Sendable {
    package let id: Int
    package let kind: Kind
    package let text: String
    package let ends: Duration
  }

  package private(set) var toasts: [Toast] = []
  private var nextID = 1
  package static let most = 4

  package init() {}

  /// The same words again do not stack up, they stay longer. Time is counted from any fixed moment.
  @discardableResult
  package mutating func show(
    _ text: String, _ kind: Kind = .info, at now: Duration, for span: Duration = .seconds(4)
  ) -> Int {
    toasts.removeAll { $0.text == text && $0.kind == kind }
    toasts.append(Toast(id: nextID, kind: kind, text: Sanitiser.line(text, limit: 2_000), ends: now + span))
    if toasts.count > Self.most { toasts.removeFirst(toasts.count - Self.most) }
    defer { nextID += 1 }
    return nextID
  }

  package mutating func dismiss(_ id: Int) { toasts.removeAll { $0.id == id } }

  package mutating func dismissAll() { toasts = [] }

  package mutating func expire(at now: Duration) { toasts.removeAll { $0.ends <= now } }

  /// When the next one goes: what a timer waits for; nil needs no timer.
  package var nextEnd: Duration? { toasts.map(\.ends).min() }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    var row = area.row
    let room = max(1, min(60, area.columns - 2))
    for toast in toasts.reversed() {
      let look = Self.look(toast.kind, theme)
      let text = StyledText(look.glyph + " ", look.style.adding(.bold)) + StyledText(toast.text, theme[.overlay])
      let lines = text.wrapped(to: max(1, room - 4), limit: 8)
      let width = min(area.columns, (lines.map(\.width).max() ?? 0) + 4)
      guard row + lines.count + 2 <= area.endRow, width >= 6 else { return }
      let place = Rect(column: area.endColumn - width, row: row, columns: width, rows: lines.count + 2)
      canvas.fill(place, style: theme[.overlay])
      let inside = canvas.box(place, theme.glyphs.box, style: look.style).inset(horizontally: 1)
      canvas.writeWrapped(text, in: inside)
      row = place.endRow
    }
  }

  private static func look(_ kind: Kind, _ theme: Theme) -> (glyph: String, style: Style) {
    switch kind {
    case .info: (theme.glyphs.info, theme[.info])
    case .success: (theme.glyphs.success, theme[.success])
    case .warning: (theme.glyphs.warning, theme[.warning])
    case .error: (theme.glyphs.error, theme[.error])
    }
  }
}
