import Base
import Domain

/// Which of the queued tasks may start now, and what the others wait for. Pure; woken by facts.
package struct SchedulerMachine {
  package struct Limits: Equatable, Sendable {
    package var runs: Int
    package var runsPerWorkspace: Int
    /// For workspaces that have a limit of their own.
    package var workspaces: [String: Int] = [:]
    package var services: [String: Int] = [:]
    /// In bytes; less than this left, nothing starts.
    package var freeMemory: Int64 = 0
    package var freeDisk: Int64 = 0

    /// None by default: a fixed cap on the number of runs is nobody's wish.
    package init(runs: Int = .max, runsPerWorkspace: Int = .max) {
      self.runs = runs
      self.runsPerWorkspace = runsPerWorkspace
    }
  }

  struct Decision: Equatable {
    var start: [TaskID] = []
    /// What each task that may not start waits for, in words.
    var wait: [TaskID: Wait] = [:]
    /// Something waits for memory or disk, which no fact announces: the driver looks again after a while.
    var waitsForRoom = false
    /// The day whose money they waited for is over: their wait ends, then they are looked at again.
    var release: [TaskID] = []
    /// When the next wait for a quota or a retry is over.
    var wakeAt: Timestamp?
  }

  enum Wait: Equatable {
    case dependency(String)
    case slot(String)
  }

  let limits: Limits
  var room = Room()

  /// Higher priority first, then who waits longest. A dependency releases only when it is done: one that failed or is
  /// gone never does, and says so.
  func decide(
    _ live: [TaskRecord], busy: Set<TaskID>, now: Timestamp = Timestamp(microseconds: .max),
    state: (TaskID) -> TaskState?
  ) -> Decision {
    var decision = Decision()
    var taken = Taken()
    for task in live where busy.contains(task.id) || task.activeAttempt != nil { taken.add(task) }
    let queued = live.filter {
      $0.startAsked != nil && $0.activeAttempt == nil && !busy.contains($0.id) && $0.trashed == nil
        && ($0.waiting?.needs == nil || $0.waiting?.needs == .budget)
    }
    for task in Self.inTurn(queued) {
      if let until = Self.backAt(task), until > now {
        decision.wakeAt = min(decision.wakeAt ?? until, until)
      } else if task.waiting?.needs == .budget {
        if task.waiting?.until != nil { decision.release.append(task.id) }
      } else if let reason = Self.dependency(of: task, state) {
        decision.wait[task.id] = .dependency(reason)
      } else if let reason = slot(for: task, taken) {
        decision.wait[task.id] = .slot(reason)
      } else if let reason = lackOfRoom {
        decision.wait[task.id] = .slot(reason)
        decision.waitsForRoom = true
      } else {
        decision.start.append(task.id)
        taken.add(task)
      }
    }
    return decision
  }

  /// What runs, counted each way that a limit counts.
  private struct Taken {
    var total = 0
    var workspaces: [String: Int] = [:]
    var services: [String: Int] = [:]

    mutating func add(_ task: TaskRecord) {
      total += 1
      workspaces[task.draft.workspace, default: 0] += 1
      if let service = SchedulerMachine.service(of: task) { services[service, default: 0] += 1 }
    }
  }

  private static func service(of task: TaskRecord) -> String? { task.activeAttempt?.service ?? task.draft.service }

  private func slot(for task: TaskRecord, _ taken: Taken) -> String? {
    if taken.total >= limits.runs { return "\(taken.total) runs are under way, as many as are allowed" }
    let perWorkspace = limits.workspaces[task.draft.workspace] ?? limits.runsPerWorkspace
    if taken.workspaces[task.draft.workspace, default: 0] >= perWorkspace {
      return "\(perWorkspace) runs are under way in this workspace"
    }
    if let service = Self.service(of: task), let most = limits.services[service],
      taken.services[service, default: 0] >= most
    {
      return "\(most) runs of \(service) are under way, as many as are allowed"
    }
    return nil
  }

  private var lackOfRoom: String? {
    if let memory = room.memory, memory < limits.freeMemory {
      return "only \(memory >> 20) MiB of memory are free; limits.freeMemory asks for \(limits.freeMemory >> 20) MiB"
    }
    if let disk = room.disk, disk < limits.freeDisk {
      return "only \(disk >> 20) MiB of disk are free; limits.freeDisk asks for \(limits.freeDisk >> 20) MiB"
    }
    return nil
  }

  /// Until when a quota or a back-off keeps it.
  private static func backAt(_ task: TaskRecord) -> Timestamp? {
    guard let waiting = task.waiting, [.quota, .retry].contains(waiting.for) || waiting.needs == .budget else {
      return nil
    }
    return waiting.until
  }

  /// Who waits longest first among those of one priority. Sorted by small keys: records are large, and may be thousands.
  private static func inTurn(_ queued: [TaskRecord]) -> [TaskRecord] {
    let keys = queued.enumerated().map { index, task in
      (-task.draft.priority, task.startAsked?.microseconds ?? 0, task.id.number, index)
    }
    return keys.sorted { $0 < $1 }.map { queued[$0.3] }
  }

  private static func dependency(of task: TaskRecord, _ state: (TaskID) -> TaskState?) -> String? {
    for id in task.draft.after {
      switch state(id) {
      case .done: continue
      case .failed: return "\(id) failed"
      case nil: return "\(id) is not there any more"
      case .todo, .running, .review: return "\(id) is not done yet"
      }
    }
    return nil
  }
}
