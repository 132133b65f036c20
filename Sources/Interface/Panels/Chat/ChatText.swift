import Canvas
import Domain

/// The small words of the chat.
enum ChatText {
  static func sign(_ session: SessionView, _ theme: Theme) -> String {
    switch session.state {
    case .running: theme.glyphs.running
    case .waiting: theme.glyphs.waiting
    case .idle, .removed: session.lastTurn?.state == .failed ? theme.glyphs.failed : theme.glyphs.bullet
    }
  }

  static func role(_ session: SessionView) -> Role {
    switch session.state {
    case .running: .stateRunning
    case .waiting: .stateWaiting
    case .idle, .removed: session.lastTurn?.state == .failed ? .stateFailed : .muted
    }
  }

  /// Who answers, how that stands, and what it cost so far.
  static func title(_ state: ChatState, _ theme: Theme) -> StyledText {
    guard let session = state.session else { return StyledText("new conversation, \(chosen(state))", theme[.muted]) }
    var text = StyledText("\(session.id) ", theme[.accent])
    text.append("\(session.service ?? "automatic")\(session.model.map { " " + $0 } ?? "")", theme[.title])
    switch session.state {
    case .running: text.append("\(seen(theme.glyphs.running, theme)) answers, Ctrl-C stops", theme[.stateRunning])
    case .waiting:
      let words = "waits for \(session.waiting?.for.rawValue ?? "you")"
      text.append("\(seen(theme.glyphs.waiting, theme)) \(words)", theme[.stateWaiting])
    case .idle, .removed: break
    }
    if session.queued > 0 { text.append(", \(session.queued) queued", theme[.muted]) }
    if session.usage != nil || session.cost != nil { text.append("  \(spent(session))", theme[.muted]) }
    return text
  }

  /// A sign before words that say the same; a reader of screens hears the words alone.
  private static func seen(_ sign: String, _ theme: Theme) -> String { theme.isAccessible ? "" : " \(sign)" }

  static func spent(_ session: SessionView?) -> String {
    guard let session else { return "no conversation is open" }
    let tokens = session.usage.map { "\(short($0.total)) tokens" } ?? "no tokens counted"
    guard let cost = session.cost, let amount = cost.amount else { return tokens }
    return "\(tokens), \(cost.basis == .subscription ? "≈" : "")\(amount) \(cost.currency)"
  }

  static func chosen(_ state: ChatState) -> String {
    let service = state.session?.service ?? state.service ?? "automatic"
    let model = state.session?.model ?? state.model
    return model.map { "\(service) \($0)" } ?? service
  }

  private static func short(_ count: Int) -> String {
    count < 10_000 ? "\(count)" : count < 10_000_000 ? "\(count / 1000)k" : "\(count / 1_000_000)M"
  }
}
