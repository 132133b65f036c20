import Domain

/// Finds out when a task wants its person: it is done, it failed, it needs an answer. Once for each time it comes to that.
struct Callings: Sendable {
  private enum Situation: Hashable {
    case calm, needsYou, ready, failed
  }

  private var seen: [TaskID: Situation] = [:]

  /// What is there already calls nobody.
  mutating func load(_ tasks: [TaskView]) {
    for task in tasks { seen[task.id] = Self.situation(of: task) }
  }

  /// The words for each task that has come to something, in their order.
  mutating func changed(_ tasks: [TaskView]) -> [String] {
    tasks.compactMap { task in
      let now = Self.situation(of: task)
      let before = seen.updateValue(now, forKey: task.id)
      guard now != before, !task.trashed else { return nil }
      switch now {
      case .calm: return nil
      case .needsYou: return "\(task.id) needs you: \(task.waiting?.reason ?? task.title)"
      case .ready: return "\(task.id) is ready for review: \(task.title)"
      case .failed: return "\(task.id) failed: \(task.reason ?? task.title)"
      }
    }
  }

  private static func situation(of task: TaskView) -> Situation {
    switch task.state {
    case .review: return .ready
    case .failed: return task.reason == "cancelled" ? .calm : .failed
    case .done: return .calm
    case .todo, .running:
      let isForPerson = task.waiting?.for == .approval || task.waiting?.for == .answer || task.waiting?.needs != nil
      return isForPerson ? .needsYou : .calm
    }
  }
}
