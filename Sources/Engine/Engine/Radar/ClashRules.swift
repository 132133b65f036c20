import Domain

/// Which tasks are in each other's way. Pure.
enum ClashRules {
  /// At most so many others are looked at for one change; those that changed last go first.
  static let most = 50

  /// Whose work may meet the work of `task`: in the same repository, at the same time, and not merged yet. One that began
  /// later began where the other's work could have been seen. Those who race change the same on purpose.
  static func others(of task: TaskRecord, among all: [TaskRecord]) -> [TaskRecord] {
    guard isOpen(task) else { return [] }
    return Array(
      all.filter {
        $0.id != task.id && task.race?.tasks.contains($0.id) != true && $0.draft.workspace == task.draft.workspace
          && isOpen($0)
          && overlap($0, task)
      }.prefix(most))
  }

  private static func overlap(_ one: TaskRecord, _ other: TaskRecord) -> Bool {
    guard let first = one.lastAttempt, let second = other.lastAttempt else { return false }
    let firstEndsEarlier = first.finished.map { $0 < second.started } ?? false
    let secondEndsEarlier = second.finished.map { $0 < first.started } ?? false
    return !firstEndsEarlier && !secondEndsEarlier
  }

  static func isOpen(_ task: TaskRecord) -> Bool {
    guard task.trashed == nil, task.worktree != nil else { return false }
    return task.state == .running || task.state == .review
  }

  /// What both changed; nil when nothing.
  static func clash(_ one: [String: TouchedLines], _ other: [String: TouchedLines]) -> (files: [String], isHot: Bool)? {
    let files = one.keys.filter { other[$0] != nil }.sorted()
    guard !files.isEmpty else { return nil }
    let isHot = files.contains { file in one[file].flatMap { lines in other[file].map(lines.meets) } ?? false }
    return (files, isHot)
  }

  /// What is known of a task's files without looking at its worktree; nil: nothing yet.
  static func files(of task: TaskRecord) -> [String]? {
    let known = task.lastAttempt?.changedFiles ?? task.lastAttempt?.touched
    return known.map { Array($0.prefix(500)) }
  }
}
