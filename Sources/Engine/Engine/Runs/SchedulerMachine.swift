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
    /// What each task that may not start waits for, in words, where its card does not say so already.
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
    _ live: [QueuedTask], busy: Set<TaskID>, now: Timestamp = Timestamp(microseconds: .max),
    state: (TaskID) -> TaskState?
  ) -> Decision {
    var decision = Decision()
    var taken = Taken()
    for task in live where busy.contains(task.id) || task.isUnderWay { taken.add(task) }
    let lackOfRoom = lackOfRoom
    for task in live where task.isQueued && !busy.contains(task.id) {
      if let until = task.backAt, until > now {
        decision.wakeAt = min(decision.wakeAt ?? until, until)
      } else if task.needs == .budget {
        if task.backAt != nil { decision.release.append(task.id) }
      } else if let reason = Self.dependency(of: task, state) {
        if task.reason != reason { decision.wait[task.id] = .dependency(reason) }
      } else if let reason = slot(for: task, &taken) {
        if task.reason != reason { decision.wait[task.id] = .slot(reason) }
      } else if let reason = lackOfRoom {
        if task.reason != reason { decision.wait[task.id] = .slot(reason) }
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
    private(set) var total = 0
    /// Said of each that waits, which may be many.
    private(set) lazy var full = "\(total) runs are under way, as many as are allowed"
    var workspaces: [String: Int] = [:]
    var services: [String: Int] = [:]

    mutating func add(_ task: QueuedTask) {
      total += 1
      workspaces[task.workspace, default: 0] += 1
      if let service = task.service { services[service, default: 0] += 1 }
    }
  }

  private func slot(for task: QueuedTask, _ taken: inout Taken) -> String? {
    if taken.total >= limits.runs { return taken.full }
    let perWorkspace = limits.workspaces[task.workspace] ?? limits.runsPerWorkspace
    if taken.workspaces[task.workspace, default: 0] >= perWorkspace {
      return "\(perWorkspace) runs are under way in this workspace"
    }
    if let service = task.service, let most = limits.services[service],
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

  private static func dependency(of task: QueuedTask, _ state: (TaskID) -> TaskState?) -> String? {
    for id in task.after {
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
