package import Domain

/// What moving a card into another column means. A column is a fact about the task, so a card is never just put
/// somewhere: the move does what makes the fact true, or says why nothing can.
package enum BoardMove: Hashable, Sendable {
  case start, cancel, retry, merge, close
  case refused(String)

  package static func meaning(of task: TaskView, to column: TaskState) -> BoardMove {
    guard task.state != column else { return .refused("\(task.id) is there already") }
    switch task.state {
    case .todo: return fromTodo(task.id, column)
    case .running: return fromRunning(task.id, column)
    case .review: return fromReview(task, column)
    case .failed: return fromFailed(task.id, column)
    case .done: return .refused("\(task.id) is done; n makes a new task")
    }
  }

  private static func fromTodo(_ id: TaskID, _ column: TaskState) -> BoardMove {
    switch column {
    case .running: .start
    case .done: .close
    case .review: .refused("\(id) has no work to review yet; s starts it")
    case .failed: .refused("\(id) has not run; D discards it")
    case .todo: .refused("")
    }
  }

  private static func fromRunning(_ id: TaskID, _ column: TaskState) -> BoardMove {
    switch column {
    case .todo, .failed: .cancel
    case .review: .refused("\(id) goes to review by itself when its attempt ends")
    case .done: .refused("\(id) is running; x cancels it")
    case .running: .refused("")
    }
  }

  private static func fromReview(_ task: TaskView, _ column: TaskState) -> BoardMove {
    switch column {
    case .running: .retry
    case .done: task.badges.contains(Badge.noChange.rawValue) ? .close : .merge
    case .todo: .refused("\(task.id) has run already; c continues it, r tries again")
    case .failed: .refused("only an attempt can fail; D discards \(task.id)")
    case .review: .refused("")
    }
  }

  private static func fromFailed(_ id: TaskID, _ column: TaskState) -> BoardMove {
    switch column {
    case .running, .todo: .retry
    case .done: .close
    case .review: .refused("\(id) has failed; r tries again")
    case .failed: .refused("")
    }
  }
}
