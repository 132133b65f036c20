package import Canvas
import Domain
import Widgets

/// One conversation as lines. What is closed is laid out once; a chunk of a streaming answer costs its tail.
package struct Conversation: LineSource, Sendable {
  struct Turn: Sendable {
    var view: TurnView
    var parts: [ChatPart]
    /// Where each part begins, and behind them where the turn ends.
    var starts: [Int] = [0]
    /// Its output is being read, or was.
    var isRead = false
    var count: Int { starts.last ?? 0 }
  }

  private(set) var turns: [Turn] = []
  private var starts: [Int] = [0]
  var viewport = ViewportState(wraps: false)
  private(set) var columns = 0
  private(set) var theme = Theme()
  private(set) var showsTools = false

  package var lines: Range<Int> { 0..<(starts.last ?? 0) }

  package func line(_ index: Int) -> StyledText {
    let turn = Self.place(of: index, in: starts)
    guard turns.indices.contains(turn) else { return "" }
    let row = index - starts[turn]
    let part = Self.place(of: row, in: turns[turn].starts)
    guard turns[turn].parts.indices.contains(part) else { return "" }
    let line = row - turns[turn].starts[part]
    // A blank row stands before every part but tools that follow each other.
    let gap = Self.gap(before: part, in: turns[turn], isFirst: turn == 0)
    return line < gap ? "" : turns[turn].parts[part].line(line - gap)
  }

  private static func place(of line: Int, in starts: [Int]) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= line { low = middle } else { high = middle }
    }
    return low
  }

  private static func gap(before part: Int, in turn: Turn, isFirst: Bool) -> Int {
    if part == 0 { return isFirst ? 0 : 1 }
    let quiet: Set<ChatPart.Kind> = [.tool, .thinking, .note]
    return quiet.contains(turn.parts[part].kind) && quiet.contains(turn.parts[part - 1].kind) ? 0 : 1
  }
}

// MARK: - What comes

extension Conversation {
  /// The turns as the engine has them; what was said stays where it is.
  mutating func load(_ views: [TurnView]) {
    var known: [TurnID: Turn] = [:]
    for turn in turns { known[turn.view.id] = turn }
    turns = views.map { view in
      var turn = known[view.id] ?? Turn(view: view, parts: [ChatPart(.question, text: view.text)])
      if turn.view.state != view.state, view.state == .failed || view.state == .stopped {
        turn.parts.append(ChatPart(.error, text: view.reason ?? (view.state == .stopped ? "stopped" : "failed")))
      }
      turn.view = view
      return turn
    }
    layOut()
  }

  mutating func markRead(_ id: TurnID) {
    if let index = index(of: id) { turns[index].isRead = true }
  }

  /// What an agent said in a turn, in order.
  mutating func add(_ events: [AgentEvent], to id: TurnID) {
    guard let turn = index(of: id) else { return }
    for event in events { add(event.body, to: turn) }
    measure(from: turn)
  }

  private mutating func add(_ body: AgentEventBody, to turn: Int) {
    switch body {
    case .text(let text) where text.parent == nil: say(.answer, text, turn)
    case .thinking(let text) where text.parent == nil: say(.thinking, text, turn)
    case .toolCall(let call) where call.parent == nil: append(ChatPart(call), to: turn)
    case .toolResult(let result):
      guard let part = turns[turn].parts.lastIndex(where: { $0.kind == .tool && $0.id == result.id }) else { return }
      turns[turn].parts[part].finish(result)
    case .error(let fault): append(ChatPart(.error, text: fault.message), to: turn)
    case .retry(let retry): append(ChatPart(.note, text: "tries again: \(retry.message)"), to: turn)
    case .approval(let request):
      let what = AskWords.what(tool: request.tool, input: request.input, title: request.title)
      append(ChatPart(.note, text: "asks to use \(what); it waits in the inbox"), to: turn)
    case .question(let question):
      append(ChatPart(.note, text: "asks: \(AskWords.flat(question.text)); it waits in the inbox"), to: turn)
    case .text, .thinking, .toolCall, .session, .fileChange, .usage, .rateLimit, .finished, .raw: break
    }
  }

  private mutating func say(_ kind: ChatPart.Kind, _ text: AgentText, _ turn: Int) {
    let last = turns[turn].parts.count - 1
    let goesOn = turns[turn].parts[last].kind == kind && turns[turn].parts[last].id == (text.message ?? "")
    if !goesOn { append(ChatPart(kind, id: text.message ?? ""), to: turn) }
    turns[turn].parts[turns[turn].parts.count - 1].append(text.text)
  }

  private mutating func append(_ part: ChatPart, to turn: Int) {
    var part = part
    part.layOut(columns: columns, theme: theme, showsTools: showsTools)
    turns[turn].parts.append(part)
  }

  private func index(of id: TurnID) -> Int? { turns.lastIndex { $0.view.id == id } }

  /// What was said last by the agent, as it wrote it.
  var lastAnswer: String? {
    for turn in turns.reversed() {
      let words = turn.parts.filter { $0.kind == .answer }.map(\.text).joined(separator: "\n\n")
      if !words.isEmpty { return words }
    }
    return nil
  }
}

// MARK: - Layout

extension Conversation {
  mutating func layOut(columns: Int, theme: Theme, showsTools: Bool) {
    guard columns != self.columns || theme != self.theme || showsTools != self.showsTools else { return }
    (self.columns, self.theme, self.showsTools) = (columns, theme, showsTools)
    layOut()
  }

  private mutating func layOut() {
    for turn in turns.indices {
      for part in turns[turn].parts.indices {
        turns[turn].parts[part].layOut(columns: columns, theme: theme, showsTools: showsTools)
      }
    }
    starts = [0]
    for turn in turns.indices { measure(turn) }
  }

  private mutating func measure(from first: Int) {
    starts.removeLast(starts.count - first - 1)
    for turn in first..<turns.count { measure(turn) }
  }

  private mutating func measure(_ turn: Int) {
    var next = 0
    turns[turn].starts = [0]
    for part in turns[turn].parts.indices {
      next += turns[turn].parts[part].count + Self.gap(before: part, in: turns[turn], isFirst: turn == 0)
      turns[turn].starts.append(next)
    }
    starts.append(starts[turn] + next)
  }
}
