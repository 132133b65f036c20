import Base
import Domain

/// The end of what an agent said and did, from its log. Pure, and of a bounded size whatever the log's.
struct LogDigest: Equatable {
  private static let most = (actions: 15, words: 1500)

  private(set) var words = ""
  private(set) var actions: [String] = []
  private(set) var skipped = 0
  /// The log could not be read to its end.
  var isCut = false

  mutating func add(_ body: AgentEventBody) {
    switch body {
    case .text(let text) where text.parent == nil:
      words = String((words + text.text + (text.isPartial ? "" : "\n")).suffix(Self.most.words))
    case .toolCall(let call) where call.parent == nil:
      actions.append("\(call.name): \((call.title ?? call.input).prefix(160))")
      guard actions.count > Self.most.actions else { return }
      actions.removeFirst()
      skipped += 1
    default: break  // the rest is in the log
    }
  }
}

/// What the new one is told: what was asked, who worked on it, what they did and changed, and what is wanted now.
enum HandoverText {
  private static let mostFiles = 60

  static func text(_ record: TaskRecord, _ digest: LogDigest, _ changes: [ChangedFile]?, prompt: String?) -> String {
    var parts = [
      "You take over a task that another agent has begun in this folder.", "The task was:\n\(record.draft.prompt)",
    ]
    let asked = record.attempts.filter { $0.isFollowUp != true && $0.isHandover != true }.compactMap(\.prompt)
    if !asked.isEmpty { parts.append("Later was asked for:\n" + asked.map { "- \($0)" }.joined(separator: "\n")) }
    parts += record.attempts.map { story($0) }
    if !digest.actions.isEmpty { parts.append(actions(digest)) }
    let words = digest.words.trimmed
    if !words.isEmpty { parts.append("Their last words were:\n\(words)") }
    parts.append(work(record, changes))
    parts.append(
      "What is asked of you now:\n\(prompt ?? "Look at what is there, then go on from it and finish the task.")")
    return parts.joined(separator: "\n\n")
  }

  private static func story(_ attempt: TaskRecord.Attempt) -> String {
    guard let outcome = attempt.outcome else { return "\(attempt.service) was in the middle of it." }
    let why = outcome.reason.isEmpty ? "" : ": \(outcome.reason)"
    let proof = attempt.verified.map { $0 ? "; verify passed" : "; verify failed" } ?? ""
    return "\(attempt.service) \(outcome.kind.rawValue)\(why)\(proof)."
  }

  private static func actions(_ digest: LogDigest) -> String {
    let before = digest.skipped == 0 ? "" : " (the last of \(digest.skipped + digest.actions.count))"
    return "What they did\(before):\n" + digest.actions.map { "- \($0)" }.joined(separator: "\n")
  }

  private static func work(_ record: TaskRecord, _ changes: [ChangedFile]?) -> String {
    guard let changes else { return "What they changed could not be listed; look with git." }
    guard !changes.isEmpty else { return "Nothing was changed so far." }
    let lines = changes.prefix(mostFiles).map { file in
      let size = file.added.flatMap { added in file.removed.map { " (+\(added) -\($0))" } } ?? ""
      return "- \(file.path) \(file.kind.rawValue)\(size)"
    }
    let rest = changes.count > mostFiles ? "\nand \(changes.count - mostFiles) more" : ""
    let base = record.baseCommit.map { "; `git diff \($0.prefix(12))` shows it" } ?? ""
    return "What was changed since the base\(base):\n" + lines.joined(separator: "\n") + rest
  }
}
