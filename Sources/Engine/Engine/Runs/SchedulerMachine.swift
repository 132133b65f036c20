import Domain

/// Which of the queued tasks may start now, and what the others wait for. Pure; woken by facts.
package struct SchedulerMachine {
  package struct Limits: Equatable, Sendable {
    package var runs: Int
    package var runsPerWorkspace: Int

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
  }

  enum Wait: Equatable {
    case dependency(String)
    case slot(String)
  }

  let limits: Limits

  /// Higher priority first, then who waits longest. A dependency releases only when it is done: one that failed or is
  /// gone never does, and says so.
  func decide(_ live: [TaskRecord], busy: Set<TaskID>, state: (TaskID) -> TaskState?) -> Decision {
    var decision = Decision()
    let running = live.filter { busy.contains($0.id) || $0.activeAttempt != nil }
    var perWorkspace = Dictionary(grouping: running, by: \.draft.workspace).mapValues(\.count)
    var total = running.count
    let queued = live.filter {
      $0.startAsked != nil && $0.activeAttempt == nil && !busy.contains($0.id) && $0.trashed == nil
    }
    for task in queued.sorted(by: Self.goesFirst) {
      if let reason = Self.dependency(of: task, state) {
        decision.wait[task.id] = .dependency(reason)
      } else if total >= limits.runs {
        decision.wait[task.id] = .slot("\(total) runs are under way, as many as are allowed")
      } else if perWorkspace[task.draft.workspace, default: 0] >= limits.runsPerWorkspace {
        decision.wait[task.id] = .slot("\(limits.runsPerWorkspace) runs are under way in this workspace")
      } else {
        decision.start.append(task.id)
        perWorkspace[task.draft.workspace, default: 0] += 1
        total += 1
      }
    }
    return decision
  }

  private static func goesFirst(_ left: TaskRecord, _ right: TaskRecord) -> Bool {
    if left.draft.priority != right.draft.priority { return left.draft.priority > right.draft.priority }
    guard let one = left.startAsked, let other = right.startAsked, one != other else { return left.id < right.id }
    return one < other
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
