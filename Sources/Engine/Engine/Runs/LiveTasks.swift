import Domain
import Store

/// The tasks that are queued or under way. Only those that changed are read and decoded again, so a fact costs the same
/// whether ten tasks wait or a thousand.
struct LiveTasks {
  private var records: [TaskID: (changed: Int64, record: TaskRecord)] = [:]
  /// In the order of their numbers.
  private(set) var tasks: [TaskRecord] = []

  var known: [TaskID: Int64] { records.mapValues(\.changed) }

  mutating func take(_ found: [LiveTask]) {
    var now: [TaskID: (changed: Int64, record: TaskRecord)] = [:]
    now.reserveCapacity(found.count)
    for task in found {
      guard let record = task.record ?? records[task.id]?.record else { continue }
      now[task.id] = (task.changed, record)
    }
    records = now
    tasks = found.compactMap { now[$0.id]?.record }
  }
}
