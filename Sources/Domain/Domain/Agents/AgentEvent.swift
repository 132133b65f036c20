/// One thing that an agent said or did. Several may come from one line; they share its end.
package struct AgentEvent: Hashable, Sendable {
  /// Where its line ends in the output, so that "consumed up to here" is this number.
  package var offset: Int64
  package var body: AgentEventBody

  package init(offset: Int64, body: AgentEventBody) {
    self.offset = offset
    self.body = body
  }

  package var kind: AgentEventKind { body.kind }
}

/// The words of the contract.
package enum AgentEventKind: String, Hashable, Sendable, Codable, CaseIterable {
  case session, text, thinking, toolCall, toolResult, fileChange, usage, approval, question, rateLimit, retry, error
  case finished, raw
}

package enum AgentEventBody: Hashable, Sendable {
  case session(AgentSession)
  case text(AgentText)
  case thinking(AgentText)
  case toolCall(ToolCall)
  case toolResult(ToolResult)
  case fileChange(FileChange)
  case usage(UsageReport)
  case approval(ApprovalRequest)
  case question(AgentQuestion)
  case rateLimit(RateLimit)
  case retry(AgentRetry)
  case error(AgentFault)
  case finished(AgentFinished)
  case raw(RawLine)

  package var kind: AgentEventKind {
    switch self {
    case .session: .session
    case .text: .text
    case .thinking: .thinking
    case .toolCall: .toolCall
    case .toolResult: .toolResult
    case .fileChange: .fileChange
    case .usage: .usage
    case .approval: .approval
    case .question: .question
    case .rateLimit: .rateLimit
    case .retry: .retry
    case .error: .error
    case .finished: .finished
    case .raw: .raw
    }
  }

  private var payload: any Encodable {
    switch self {
    case .session(let value): value
    case .text(let value), .thinking(let value): value
    case .toolCall(let value): value
    case .toolResult(let value): value
    case .fileChange(let value): value
    case .usage(let value): value
    case .approval(let value): value
    case .question(let value): value
    case .rateLimit(let value): value
    case .retry(let value): value
    case .error(let value): value
    case .finished(let value): value
    case .raw(let value): value
    }
  }
}

// MARK: - Codable

/// One flat object: `offset`, `kind`, and the keys of the kind.
extension AgentEvent: Codable {
  private enum Key: String, CodingKey { case offset, kind }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    offset = try container.decode(Int64.self, forKey: .offset)
    body = try AgentEventBody(container.decode(AgentEventKind.self, forKey: .kind), from: decoder)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(offset, forKey: .offset)
    try container.encode(kind, forKey: .kind)
    try body.encodePayload(to: encoder)
  }
}

extension AgentEventBody {
  fileprivate func encodePayload(to encoder: any Encoder) throws { try payload.encode(to: encoder) }

  fileprivate init(_ kind: AgentEventKind, from decoder: any Decoder) throws {
    self =
      switch kind {
      case .session: .session(try AgentSession(from: decoder))
      case .text: .text(try AgentText(from: decoder))
      case .thinking: .thinking(try AgentText(from: decoder))
      case .toolCall: .toolCall(try ToolCall(from: decoder))
      case .toolResult: .toolResult(try ToolResult(from: decoder))
      case .fileChange: .fileChange(try FileChange(from: decoder))
      case .usage: .usage(try UsageReport(from: decoder))
      case .approval: .approval(try ApprovalRequest(from: decoder))
      case .question: .question(try AgentQuestion(from: decoder))
      case .rateLimit: .rateLimit(try RateLimit(from: decoder))
      case .retry: .retry(try AgentRetry(from: decoder))
      case .error: .error(try AgentFault(from: decoder))
      case .finished: .finished(try AgentFinished(from: decoder))
      case .raw: .raw(try RawLine(from: decoder))
      }
  }
}
