import Domain
import PanelKit

/// Why a verb can do nothing for a card: what the engine would say, before anything is asked. Where a card cannot know, the
/// engine has the word.
enum BoardRefusal {
  static func of(_ action: BoardAction, _ task: TaskView) -> String? {
    switch action {
    case .start: start(task)
    case .cancel: isOver(task) ? "\(task.id) is not running" : nil
    case .retry: retry(task)
    case .merge: TaskRefusal.merge(task)
    case .close: TaskRefusal.close(task)
    case .discard: TaskRefusal.discard(task)
    case .continue: goOn(task)
    default: nil  // the others change nothing, or ask the engine first
    }
  }

  private static func isOver(_ task: TaskView) -> Bool {
    switch task.state {
    case .review, .done, .failed: true
    case .todo, .running: false
    }
  }

  private static func start(_ task: TaskView) -> String? {
    switch task.state {
    case .todo, .failed: nil
    // One that waits for a quota or a retry goes on now.
    case .running: task.workingSince.map { _ in "\(task.id) is running already" }
    case .review: "\(task.id) waits for your review; r runs it again"
    case .done: "\(task.id) is done; n makes a new task"
    }
  }

  private static func retry(_ task: TaskView) -> String? {
    switch task.state {
    case .review, .failed: nil
    case .todo: "\(task.id) has not run yet; s starts it"
    case .running: "\(task.id) is running; x cancels it"
    case .done: "\(task.id) is done; n makes a new task"
    }
  }

  private static func goOn(_ task: TaskView) -> String? {
    if task.service == "command" { return "\(task.id) runs a command, which takes no prompt; r runs it again" }
    return switch task.state {
    case .done: "\(task.id) is done; n makes a new task"
    case .todo, .running, .review, .failed: nil
    }
  }
}
