import Domain

/// The last thing that an agent said or did, as one line for its card.
struct LiveLine: Sendable {
  /// The end of a message that comes in pieces.
  private var partial = ""
  private(set) var words = ""

  mutating func take(_ events: [AgentEvent]) {
    for event in events { take(event.body) }
  }

  private mutating func take(_ body: AgentEventBody) {
    switch body {
    case .text(let text): add(text)
    case .thinking: words = "thinking"
    case .toolCall(let call): words = call.title ?? "\(call.name) \(call.input)"
    case .fileChange(let change): words = "\(change.change.rawValue) \(change.path)"
    case .approval(let request):
      words = "asks: \(AskWords.what(tool: request.tool, input: request.input, title: request.title))"
    case .question(let question): words = "asks: \(question.text)"
    case .retry(let retry): words = "waits to try again: \(retry.message)"
    case .error(let fault): words = fault.message
    case .raw(let line): if let last = Self.lastLine(line.text) { words = last }
    case .session, .toolResult, .usage, .rateLimit, .finished: break
    }
    if words.utf8.count > 400 { words = String(words.prefix(200)) }
  }

  private mutating func add(_ text: AgentText) {
    partial = text.isPartial ? String((partial + text.text).suffix(400)) : text.text
    if let last = Self.lastLine(partial) { words = last }
    if !text.isPartial { partial = "" }
  }

  private static func lastLine(_ text: String) -> String? {
    text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
  }
}

/// Lets a flood through as a few lines a second: the first waits a moment, and the newest goes.
actor LivePace {
  private var pending: String?

  /// True where nothing was waiting: whoever gets it takes the newest after the pause.
  func offer(_ line: String) -> Bool {
    defer { pending = line }
    return pending == nil
  }

  func take() -> String? {
    defer { pending = nil }
    return pending
  }
}
