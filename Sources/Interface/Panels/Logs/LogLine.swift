import Canvas
import Domain

/// One line as it is seen: what it is, and its words.
package struct LogLine: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case text, thinking, tool, result, error, usage, note
  }

  package var kind: Kind
  package var text: String

  package init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}

/// From what agents say to lines. Texts that come in pieces are joined, so that a line is a line.
struct LogLines {
  private(set) var lines: [LogLine] = []

  mutating func add(_ event: AgentEvent) {
    switch event.body {
    case .text(let text): add(.text, text.text)
    case .thinking(let text): add(.thinking, text.text)
    case .toolCall(let call): add(.tool, "\(call.name) \(call.title ?? call.input)")
    case .toolResult(let result): add(result.isError ? .error : .result, result.output)
    case .error(let fault): add(.error, fault.message)
    case .raw(let line): add(.note, line.text)
    case .session, .fileChange, .usage, .approval, .question, .rateLimit, .retry, .finished: break
    }
  }

  private mutating func add(_ kind: LogLine.Kind, _ text: String) {
    let body = text.hasSuffix("\n") ? text.dropLast() : text[...]
    for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
      lines.append(LogLine(kind, String(line)))
    }
  }
}
