import Base
import Canvas
package import Domain

/// A moment of this machine.
package struct MachineSample: Hashable, Sendable {
  /// Time that the processors worked and time in all, since the start of the machine.
  package var busy: UInt64
  package var total: UInt64
  package var memoryUsed: Int64
  package var memoryTotal: Int64
  /// Of the file system that the home is on.
  package var diskUsed: Int64
  package var diskTotal: Int64

  package init(
    busy: UInt64, total: UInt64, memoryUsed: Int64, memoryTotal: Int64, diskUsed: Int64, diskTotal: Int64
  ) {
    (self.busy, self.total, self.memoryUsed, self.memoryTotal) = (busy, total, memoryUsed, memoryTotal)
    (self.diskUsed, self.diskTotal) = (diskUsed, diskTotal)
  }
}

/// What the numbers are shown for, and what they are.
package struct MetricsState: Sendable {
  package enum Span: String, Hashable, Sendable, CaseIterable {
    case day = "24 hours"
    case week = "7 days"
    case month = "30 days"
    case quarter = "90 days"

    var hours: Int {
      switch self {
      case .day: 24
      case .week: 7 * 24
      case .month: 30 * 24
      case .quarter: 90 * 24
      }
    }

    /// Hours that one point of a plot stands for.
    var step: Int {
      switch self {
      case .day: 1
      case .week: 4
      case .month: 24
      case .quarter: 48
      }
    }
  }

  package enum Section: Int, Hashable, Sendable, CaseIterable {
    case now, throughput, durations, tokens, money, services, workspaces, budgets, machine
  }

  package internal(set) var fold = MetricsFold()
  package internal(set) var counts: [String: Int] = [:]
  package internal(set) var services: [ServiceTally] = []
  package internal(set) var budgets: [BudgetView] = []
  package internal(set) var span = Span.week
  package internal(set) var focused = Section.now
  package internal(set) var isZoomed = false
  package internal(set) var isLoading = true
  var isCounting = false
  var isCountDirty = false
  /// The hour that it is, from the last sample or event: the right end of every plot.
  var hour = 0
  var now: Timestamp?
  var samples: [MachineSample] = []
  /// How many samples came in all: the plot moves by whole columns.
  var sampleCount = 0
  static let mostSamples = 240
  /// How many panes stand beside each other, and the first row that is seen of them.
  package internal(set) var columns = 1
  var top = 0
  /// Rows and columns that the panes are seen in.
  var size = Size(columns: 80, rows: 22)

  package init() {}

  mutating func reach(_ time: Timestamp) {
    now = max(now ?? time, time)
    hour = max(hour, Int(time.microseconds / 3_600_000_000))
  }

  mutating func turnSpan(_ step: Int) {
    let all = Span.allCases
    let index = (all.firstIndex(of: span) ?? 0) + step
    if all.indices.contains(index) { span = all[index] }
  }

  mutating func move(by step: Int) {
    if let next = Section(rawValue: focused.rawValue + step) { focused = next }
  }

  /// Moves the window; where all is seen, or one pane alone, the focus moves instead.
  mutating func scroll(by rows: Int) {
    let layout = MetricsLayout(seenIn: size)
    let wanted = max(0, min(top + rows, layout.height - size.rows))
    guard wanted != top, !isZoomed else { return move(by: rows > 0 ? columns : -columns) }
    focused = layout.focus(from: focused, top: wanted, rows: size.rows, isDown: rows > 0)
    top = layout.top(showing: focused, from: wanted, rows: size.rows)
  }

  mutating func add(_ sample: MachineSample) {
    samples.append(sample)
    sampleCount += 1
    if samples.count > Self.mostSamples { samples.removeFirst(samples.count - Self.mostSamples) }
  }

  /// Work of the processors between two samples, in percent.
  var load: [Double] {
    zip(samples, samples.dropFirst()).map { before, after in
      let total = Double(after.total &- before.total)
      return total > 0 ? 100 * Double(after.busy &- before.busy) / total : 0
    }
  }
}

/// How many agents are known, how many are on this machine, how many may be used, how many work.
package struct ServiceTally: Hashable, Sendable {
  package var name: String
  package var isFound: Bool
  package var isEnabled: Bool
  package var isHealthy: Bool

  package init(name: String, isFound: Bool = true, isEnabled: Bool, isHealthy: Bool) {
    (self.name, self.isFound, self.isEnabled, self.isHealthy) = (name, isFound, isEnabled, isHealthy)
  }
}

// MARK: - Sums of a span

extension MetricsState {
  func selected(_ isWanted: (MetricsFold.Key) -> Bool = { _ in true }) -> MetricsFold.Sums {
    var result = MetricsFold.Sums()
    let first = hour - span.hours + 1
    for (key, sums) in fold.sums where key.hour >= first && isWanted(key) { result.add(sums) }
    return result
  }

  /// A value for each point of a plot, oldest first.
  func points(_ value: (MetricsFold.Sums) -> Double) -> [Double] {
    let step = span.step
    let count = span.hours / step
    let last = hour / step
    var points = [Double](repeating: 0, count: count)
    for (key, sums) in fold.sums {
      let index = count - 1 - (last - key.hour / step)
      if points.indices.contains(index) { points[index] += value(sums) }
    }
    return points
  }

  /// By service or workspace, dearest and busiest first.
  func table(_ name: (MetricsFold.Key) -> String) -> [(name: String, sums: MetricsFold.Sums)] {
    var result: [String: MetricsFold.Sums] = [:]
    let first = hour - span.hours + 1
    for (key, sums) in fold.sums where key.hour >= first { result[name(key), default: .init()].add(sums) }
    return result.map { ($0.key, $0.value) }.sorted { left, right in
      (right.sums.money, right.sums.runs, left.name) < (left.sums.money, left.sums.runs, right.name)
    }
  }
}
