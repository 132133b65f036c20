package import Base
package import Canvas
package import Domain

/// Facts about tasks in few words, the same everywhere.
package enum TaskText {
  /// `R40 claude, opus, succeeded, 3m05s, 4 files, 1500 tokens, $0.12`.
  package static func attempt(_ attempt: TaskRecord.Attempt) -> String {
    let outcome = attempt.outcome.map { $0.reason.isEmpty ? $0.kind.rawValue : "\($0.kind.rawValue): \($0.reason)" }
    var parts = ["\(attempt.run) \(attempt.service)", attempt.model, attempt.trim?.words, outcome ?? "under way"]
      .compactMap { $0 }
    if let end = attempt.finished { parts.append(end.since(attempt.started).short) }
    if let files = attempt.changedFiles { parts.append(files.count == 1 ? "1 file" : "\(files.count) files") }
    if let usage = attempt.usage { parts.append("\(usage.total) tokens") }
    if let cost = attempt.cost, let words = money(cost) { parts.append(words) }
    return parts.joined(separator: ", ")
  }

  /// What it cost; with ≈ where a subscription covers it; nil while unknown.
  package static func money(_ cost: Cost) -> String? {
    guard let amount = cost.amount else { return nil }
    let unit: Int64 = amount.billionths >= 100_000_000 ? 10_000_000 : 100_000
    let rounded = Money(billionths: (amount.billionths + unit / 2) / unit * unit)
    return cost.basis == .subscription ? "≈$\(rounded)" : "$\(rounded)"
  }

  /// A moment for people: no fractions, and in whose time it is.
  package static func moment(_ time: Timestamp) -> String { time.words }

  /// A span for cards: minutes at the finest, so that a quiet screen stays quiet.
  package static func span(_ duration: Duration) -> String {
    duration < .seconds(60)
      ? "<1m" : duration < .seconds(3600) ? "\(duration.components.seconds / 60)m" : duration.short
  }
}

extension StyledText {
  /// Rows for a pane: what does not fit stands below the first words, as far to the right.
  package func hanging(in columns: Int, by indent: Int) -> [StyledText] {
    guard !isEmpty else { return [self] }
    let hang = min(indent, max(0, columns / 2))
    return wrapped(to: max(1, columns), hang: hang).enumerated().map { row, text in
      row == 0 ? text : StyledText(String(repeating: " ", count: hang)) + text
    }
  }
}
