package import Domain

/// The cards that are marked, as they were seen last: a key finds one of them without looking through all cards.
package struct MarkedCards: Sendable {
  private var tasks: [TaskID: TaskView] = [:]
  /// The one that was marked last.
  private var last: TaskID?

  package var isEmpty: Bool { tasks.isEmpty }
  package var count: Int { tasks.count }

  package func contains(_ id: TaskID) -> Bool { tasks[id] != nil }

  package mutating func toggle(_ task: TaskView) {
    guard tasks.removeValue(forKey: task.id) == nil else { return }
    tasks[task.id] = task
    last = task.id
  }

  package mutating func removeAll() { tasks = [:] }

  /// What is told of tasks holds for those that are marked; what left the board is marked no more.
  mutating func take(_ changed: [TaskView]) {
    guard !tasks.isEmpty else { return }
    for task in changed where tasks[task.id] != nil { tasks[task.id] = task.trashed ? nil : task }
  }

  /// The one that was marked last, else the oldest.
  var lead: TaskView? { last.flatMap { tasks[$0] } ?? tasks.keys.min().flatMap { tasks[$0] } }
}
