import Base
import Domain
import PanelKit

/// What the kinds of events look like in a log: a title, and lines below it.
enum LogWords {
  static func entry(_ body: AgentEventBody, id: LogEntry.ID, end: Int64) -> LogEntry? {
    switch body {
    case .text, .thinking: return nil
    case .toolCall(let call): return tool(call, id, end)
    case .toolResult(let result): return self.result(result, id, end)
    case .fileChange(let change): return file(change, id, end)
    case .usage(let report): return LogEntry(id, .usage, title: words(report), end: end)
    case .error(let fault):
      var entry = LogEntry(id, .error, text: fault.message, end: end)
      entry.isTrouble = true
      return entry
    case .retry(let retry):
      let wait = retry.seconds.map { ", again in \(Duration.seconds($0).short)" } ?? ""
      return LogEntry(id, .error, title: "tries again: \(retry.message)\(wait)", end: end)
    case .approval(let request):
      return LogEntry(
        id, .tool,
        title: "asks to use \(AskWords.what(tool: request.tool, input: request.input, title: request.title))",
        text: request.reason ?? "", end: end)
    case .question(let question): return LogEntry(id, .tool, title: "asks: \(question.text)", end: end)
    case .rateLimit(let limit): return self.limit(limit, id, end)
    case .session(let session):
      let words = ["session", session.model, session.version].compactMap { $0 }.joined(separator: " ")
      return LogEntry(id, .usage, title: words, end: end)
    case .finished(let finished): return self.finished(finished, id, end)
    case .raw(let line): return LogEntry(id, .note, text: line.text, end: end)
    }
  }

  private static func tool(_ call: ToolCall, _ id: LogEntry.ID, _ end: Int64) -> LogEntry {
    let text = ToolText(call)
    var entry = LogEntry(id, .tool, title: text.title, end: end)
    entry.lines = text.lines
    entry.isDiff = text.isDiff
    return entry
  }

  private static func result(_ result: ToolResult, _ id: LogEntry.ID, _ end: Int64) -> LogEntry {
    let isTrouble = result.isError || (result.exitCode ?? 0) != 0
    let title = result.exitCode.flatMap { $0 == 0 ? nil : "exit \($0)" } ?? ""
    var entry = LogEntry(id, isTrouble ? .error : .result, title: title, text: result.output, end: end)
    if result.cutBytes > 0 { entry.lines.append("(\(result.cutBytes) bytes more in the raw log)") }
    if entry.lines.isEmpty, title.isEmpty { entry.lines = ["(nothing)"] }
    entry.isTrouble = isTrouble
    return entry
  }

  private static func file(_ change: FileChange, _ id: LogEntry.ID, _ end: Int64) -> LogEntry {
    var entry = LogEntry(
      id, .file, title: "\(change.change.rawValue) \(change.path)", text: change.diff ?? "", end: end)
    entry.isDiff = true
    return entry
  }

  private static func limit(_ limit: RateLimit, _ id: LogEntry.ID, _ end: Int64) -> LogEntry? {
    guard limit.status != .allowed else { return nil }
    let window = limit.window.map { " \($0)" } ?? ""
    let used = limit.used.map { " \(Int($0 * 100)) % used" } ?? ""
    let reset = limit.resetsAt.map { ", resets \($0)" } ?? ""
    var entry = LogEntry(id, .error, title: "limit\(window)\(used)\(reset)", end: end)
    entry.isTrouble = limit.status == .rejected
    return entry
  }

  private static func finished(_ finished: AgentFinished, _ id: LogEntry.ID, _ end: Int64) -> LogEntry {
    let failed = finished.outcome == .failed
    let cost = finished.cost.map { " \(words($0))" } ?? ""
    var entry = LogEntry(
      id, failed ? .error : .usage,
      title: "\(finished.outcome == .success ? "finished" : finished.outcome.rawValue)\(cost)",
      text: failed ? finished.message ?? "" : "", end: end)
    entry.isTrouble = failed
    return entry
  }

  private static func words(_ report: UsageReport) -> String {
    let usage = report.usage
    let cache = usage.cacheRead + usage.cacheWrite
    return "\(usage.input) in, \(usage.output) out\(cache > 0 ? ", \(cache) cached" : "")\(words(report.cost))"
  }

  private static func words(_ cost: Cost) -> String {
    cost.amount.map { ", \(cost.basis == .subscription ? "≈" : "")\($0) \(cost.currency)" } ?? ""
  }
}
