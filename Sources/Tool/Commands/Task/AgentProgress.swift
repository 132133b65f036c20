import Base
import Domain

/// What an agent does, as people read it while it happens: its words as they come, a line for each tool, errors.
struct AgentProgress {
  /// Whether words stand on a line that goes on.
  private(set) var isInLine = false
  private let showsAll: Bool
  /// What went wrong last: its ending says the same words again.
  private var fault: String?

  /// With `showsAll` also its thoughts, the output of its tools, and what no rule knows.
  init(showsAll: Bool = false) { self.showsAll = showsAll }

  /// The text to print now, line ends included; empty for what is not shown.
  mutating func text(_ event: AgentEvent) -> String {
    switch event.body {
    case .text(let said): say(said)
    case .thinking(let thought): showsAll && !thought.isPartial ? line("… \(brief(thought.text))") : ""
    case .toolCall(let call): line("▸ \(join(call.name, call.title ?? brief(call.input)))")
    case .toolResult(let result): tool(result)
    case .fileChange(let change): line("± \(change.change.rawValue) \(change.path)")
    case .rateLimit(let limit):
      limit.status == .rejected ? line("! quota used up\(limit.resetsAt.map { " until \($0)" } ?? "")") : ""
    case .retry(let retry): line("↻ \(join(retry.errorClass.rawValue, brief(retry.message)))")
    case .error(let fault): say(fault)
    case .finished(let finished): ending(finished)
    case .raw(let raw): showsAll ? line("· \(brief(raw.text))") : ""
    case .approval(let request): showsAll ? line("? \(join(request.tool, brief(request.input)))") : ""
    case .question(let question): showsAll ? line("? \(brief(question.text))") : ""
    case .session, .usage: ""
    }
  }

  /// Ends the line that goes on.
  mutating func lineEnd() -> String {
    defer { isInLine = false }
    return isInLine ? "\n" : ""
  }

  mutating func line(_ text: String) -> String { lineEnd() + text + "\n" }

  private mutating func say(_ said: AgentText) -> String {
    guard said.isPartial else {
      defer { isInLine = false }
      return said.text.isEmpty && !isInLine ? "" : said.text + "\n"
    }
    isInLine = said.text.isEmpty ? isInLine : said.text.last?.isNewline != true
    return said.text
  }

  private mutating func say(_ fault: AgentFault) -> String {
    self.fault = fault.message
    return line("! \(join(fault.errorClass.rawValue, brief(fault.message)))")
  }

  private mutating func tool(_ result: ToolResult) -> String {
    guard result.isError || showsAll else { return "" }
    let lines = result.output.split(whereSeparator: \.isNewline)
    let shown = lines.prefix(showsAll ? 20 : 3).map { "  \(result.isError ? "✗" : "◂") \(brief(String($0)))" }
    let more = lines.count - shown.count
    let text = (shown + (more > 0 ? ["    … \(more) more lines"] : [])).joined(separator: "\n")
    return text.isEmpty ? "" : line(text)
  }

  private mutating func ending(_ finished: AgentFinished) -> String {
    switch finished.outcome {
    case .success: lineEnd()
    case .failed where finished.message != nil && finished.message == fault: lineEnd()
    case .failed, .cancelled: line("✗ \(join(finished.errorClass?.rawValue, finished.message.map(brief)))")
    }
  }

  private func join(_ parts: String?...) -> String {
    parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func brief(_ text: String) -> String {
    let line = String(decoding: text.utf8.lazy.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self).trimmed
    return line.count > 160 ? line.prefix(160) + "…" : line
  }
}
