package import Domain

/// Why work cannot be merged, closed or thrown away now; nil where it can, as far as a card knows.
package enum TaskRefusal {
  package static func merge(_ task: TaskView) -> String? {
    switch task.state {
    case .review where task.badges.contains(Badge.noChange.rawValue):
      "\(task.id) changed nothing that could be merged; C closes it"
    case .review: nil
    case .todo: "\(task.id) has not run: only what waits for review is merged"
    case .running: "\(task.id) is running: only what waits for review is merged"
    case .failed: "\(task.id) has failed: only what waits for review is merged"
    case .done: "\(task.id) is done already"
    }
  }

  package static func close(_ task: TaskView) -> String? {
    task.state == .done ? "\(task.id) is done already" : discard(task)
  }

  package static func discard(_ task: TaskView) -> String? {
    task.workingSince.map { _ in "\(task.id) is running; cancel it first" }
  }
}
