import Base
import Domain

/// Sums attempts up under one key each. Pure.
struct StatsFold {
  private let request: StatsRequest
  private var rows: [String: StatsRow] = [:]
  private var seconds: [String: [Double]] = [:]
  private static let total = "total"

  init(_ request: StatsRequest) { self.request = request }

  /// What a conversation did before it became a task counts as its turns.
  mutating func add(_ record: TaskRecord) {
    for attempt in record.attempts where attempt.printed == nil {
      add(attempt, owner: record.id.description, workspace: record.draft.workspace)
    }
  }

  mutating func add(_ turn: TurnRecord, of session: SessionRecord) {
    guard var attempt = turn.attempt else { return }
    (attempt.outcome, attempt.finished) = (turn.outcome, turn.closed)
    add(attempt, owner: session.id.description, workspace: session.draft.workspace)
  }

  private mutating func add(_ attempt: TaskRecord.Attempt, owner: String, workspace: String) {
    guard request.since.map({ attempt.started.microseconds >= $0.microseconds }) ?? true else { return }
    let key =
      switch request.by {
      case .day: String(attempt.started.description.prefix(10))
      case .service: attempt.service
      case .workspace: workspace
      case .task: owner
      }
    add(attempt, under: key)
    add(attempt, under: Self.total)
  }

  private mutating func add(_ attempt: TaskRecord.Attempt, under key: String) {
    var row = rows[key] ?? StatsRow(key: key)
    row.runs += 1
    switch attempt.outcome?.kind {
    case .succeeded: row.succeeded += 1
    case .failed: row.failed += 1
    case .cancelled: row.cancelled += 1
    case nil: break
    }
    if let usage = attempt.usage { row.usage = row.usage + usage }
    if let cost = attempt.cost { row.spent.add(cost) }
    rows[key] = row
    if let finished = attempt.finished {
      seconds[key, default: []].append(Double(finished.microseconds - attempt.started.microseconds) / 1_000_000)
    }
  }

  /// Most runs first, days in their order; all together last. Empty when nothing ran.
  var answer: [StatsRow] {
    let all = rows.values.map(finished)
    guard let total = all.first(where: { $0.key == Self.total }) else { return [] }
    let parts = all.filter { $0.key != Self.total }
    let sorted =
      switch request.by {
      case .day: parts.sorted { $0.key < $1.key }
      case .service, .workspace, .task: parts.sorted { ($1.runs, $0.key) < ($0.runs, $1.key) }
      }
    return sorted + [total]
  }

  private func finished(_ row: StatsRow) -> StatsRow {
    var row = row
    let times = (seconds[row.key] ?? []).sorted()
    row.p50 = Self.percentile(times, 0.5)
    row.p95 = Self.percentile(times, 0.95)
    let ended = row.succeeded + row.failed
    row.success = ended > 0 ? Double(row.succeeded) / Double(ended) : nil
    return row
  }

  /// The smallest time that this share of all did not exceed.
  private static func percentile(_ sorted: [Double], _ share: Double) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let index = Int((Double(sorted.count) * share).rounded(.up)) - 1
    return sorted[min(max(0, index), sorted.count - 1)]
  }
}
