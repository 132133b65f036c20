import Base
import Domain

/// One line for each event, as people read a transcript.
enum DecodeText {
  static func line(_ event: AgentEvent) -> String {
    let (glyph, text) = words(event.body)
    return "\(glyph) \(event.kind.rawValue.padded(to: 11))\(flat(text))"
  }

  private static func words(_ body: AgentEventBody) -> (String, String) {
    switch body {
    case .session(let session): ("○", join(session.id, session.model, session.version))
    case .text(let text): ("›", text.text)
    case .thinking(let text): ("…", text.text)
    case .toolCall(let call): ("▸", join(call.name, call.title, call.input))
    case .toolResult(let result): (result.isError ? "✗" : "◂", result.output)
    case .fileChange(let change): ("±", join(change.change.rawValue, change.path))
    case .usage(let report): ("Σ", tokens(report.usage, report.cost))
    case .approval(let request): ("?", join(request.tool, request.title, request.input))
    case .question(let question): ("?", question.text)
    case .rateLimit(let limit): ("!", join(limit.status.rawValue, limit.window, limit.resetsAt.map { "until \($0)" }))
    case .retry(let retry): ("↻", join(retry.errorClass.rawValue, retry.message))
    case .error(let fault): ("!", join(fault.errorClass.rawValue, fault.message))
    case .finished(let finished): (glyph(finished.outcome), ending(finished))
    case .raw(let line): ("·", line.text)
    }
  }

  private static func glyph(_ outcome: AgentOutcome) -> String {
    switch outcome {
    case .success: "✓"
    case .failed, .cancelled: "✗"
    }
  }

  private static func ending(_ finished: AgentFinished) -> String {
    join(
      finished.outcome.rawValue, finished.errorClass?.rawValue, finished.usage.map { tokens($0, finished.cost) },
      finished.message)
  }

  private static func tokens(_ usage: Usage, _ cost: Cost?) -> String {
    let money = cost?.amount.map { " $\($0)" } ?? ""
    return "\(usage.input) in, \(usage.output) out, \(usage.cacheRead) cached\(money)"
  }

  private static func join(_ parts: String?...) -> String {
    parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// A line stays a line: its own ends become blanks.
  private static func flat(_ text: String) -> String {
    String(decoding: text.utf8.lazy.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self).trimmed
  }
}
