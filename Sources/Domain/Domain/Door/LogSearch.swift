package import Base

/// What is looked for in a run's output, a stretch at a time, so that a long log neither is loaded nor holds anybody up.
package struct LogSearch: Hashable, Sendable, Codable {
  package enum What: Hashable, Sendable, Codable {
    /// Small letters match both cases, a capital only itself.
    case text(String)
    /// Where something went wrong: what the agent calls an error, or failed tools; in plain output lines that say so.
    case errors
  }

  package var run: RunID
  /// Whose words the output is in; nil is plain text.
  package var service: String?
  package var what: What
  /// Where to begin, at the start of a line.
  package var from: Int64
  /// How many bytes to look at.
  package var span: Int64

  package init(run: RunID, service: String?, what: What, from: Int64 = 0, span: Int64 = 64 << 20) {
    self.run = run
    self.service = service
    self.what = what
    self.from = from
    self.span = span
  }
}

/// The lines of a log on which something was found, in order.
package struct LogHits: Hashable, Sendable, Codable {
  /// Where each line begins.
  package var offsets: [Int64]
  /// How many hits there are on those lines.
  package var count: Int
  /// Where the next stretch begins; nil at the end of what there is.
  package var next: Int64?
  /// How long the log is now.
  package var end: Int64

  package init(offsets: [Int64] = [], count: Int = 0, next: Int64? = nil, end: Int64 = 0) {
    self.offsets = offsets
    self.count = count
    self.next = next
    self.end = end
  }
}

/// When a stretch of a log was written: everything from `offset` to the next one's.
package struct LogTime: Hashable, Sendable, Codable {
  package var offset: Int64
  package var time: Timestamp

  package init(offset: Int64, time: Timestamp) {
    self.offset = offset
    self.time = time
  }
}

extension AgentEventBody {
  /// The words that a person sees of it, and so what a search looks through.
  package var words: [String] {
    switch self {
    case .text(let text), .thinking(let text): [text.text]
    case .toolCall(let call): [call.name, call.title, call.input].compactMap { $0 }
    case .toolResult(let result): [result.output]
    case .fileChange(let change): [change.path, change.diff].compactMap { $0 }
    case .approval(let request): [request.tool, request.title, request.input, request.reason].compactMap { $0 }
    case .question(let question): [question.text] + question.options.map(\.name)
    case .retry(let retry): [retry.message]
    case .error(let fault): [fault.message]
    case .finished(let end): [end.message, end.reason].compactMap { $0 }
    case .raw(let line): [line.text]
    case .session, .usage, .rateLimit: []
    }
  }

  /// Whether something went wrong here.
  package var isTrouble: Bool {
    switch self {
    case .error, .retry: true
    case .toolResult(let result): result.isError || (result.exitCode ?? 0) != 0
    case .finished(let end): end.outcome == .failed
    case .rateLimit(let limit): limit.status == .rejected
    case .session, .text, .thinking, .toolCall, .fileChange, .usage, .approval, .question, .raw: false
    }
  }
}
