import Base
package import Domain

/// What happened, summed up by hour, service and workspace as events come in: an event costs the same however many there
/// were, and memory grows with hours of activity, not with runs.
package struct MetricsFold: Hashable, Sendable {
  package struct Key: Hashable, Sendable {
    package let hour: Int
    package let service: String
    package let workspace: String
  }

  package struct Sums: Hashable, Sendable {
    package var runs = 0
    package var succeeded = 0
    package var failed = 0
    package var merged = 0
    package var tokensIn = 0
    package var tokensOut = 0
    package var money = Money.zero
    /// What a subscription covered, at list prices.
    package var covered = Money.zero
    package var durations = Histogram()

    package mutating func add(_ other: Sums) {
      runs += other.runs
      succeeded += other.succeeded
      failed += other.failed
      merged += other.merged
      tokensIn += other.tokensIn
      tokensOut += other.tokensOut
      money = money + other.money
      covered = covered + other.covered
      durations.add(other.durations)
    }

    /// Of those that ended by themselves; nil without any.
    package var successRate: Double? {
      succeeded + failed > 0 ? Double(succeeded) / Double(succeeded + failed) : nil
    }
  }

  private struct Run: Hashable {
    var service: String
    var started: Timestamp
  }

  package private(set) var sums: [Key: Sums] = [:]
  package private(set) var seq: Int64 = 0
  /// Where a task belongs, for what comes later about it.
  private var workspaces: [TaskID: String] = [:]
  private var services: [TaskID: String] = [:]
  private var live: [RunID: Run] = [:]

  package init() {}

  package mutating func apply(_ event: Event) {
    guard event.seq > seq else { return }
    seq = event.seq
    switch event.body {
    case .taskCreated(let data):
      if let task = event.task { workspaces[task] = Self.name(of: data.draft.workspace) }
    case .runStarted(let data): begin(data, event)
    case .usageBooked(let data):
      add(event) { sums in
        sums.tokensIn += data.usage.input + data.usage.cacheRead + data.usage.cacheWrite
        sums.tokensOut += data.usage.output
        guard let amount = data.cost.amount else { return }
        if data.cost.basis == .subscription {
          sums.covered = sums.covered + amount
        } else {
          sums.money = sums.money + amount
        }
      }
    case .runFinished(let data): end(data, event)
    case .taskMerged: add(event) { $0.merged += 1 }
    default: break  // the many events that change no number
    }
  }

  private mutating func begin(_ data: RunStarted, _ event: Event) {
    guard let run = event.run, let task = event.task else { return }
    live[run] = Run(service: data.service, started: event.time)
    services[task] = data.service
  }

  private mutating func end(_ data: RunFinished, _ event: Event) {
    guard let run = event.run, let begun = live.removeValue(forKey: run) else { return }
    add(event) { sums in
      sums.runs += 1
      if data.outcome.kind == .succeeded { sums.succeeded += 1 }
      if data.outcome.kind == .failed { sums.failed += 1 }
      sums.durations.add(event.time.since(begun.started).inSeconds)
    }
  }

  private mutating func add(_ event: Event, _ change: (inout Sums) -> Void) {
    guard let task = event.task else { return }
    let key = Key(
      hour: Int(event.time.microseconds / 3_600_000_000), service: services[task] ?? "unknown",
      workspace: workspaces[task] ?? "unknown")
    change(&sums[key, default: Sums()])
  }

  private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
