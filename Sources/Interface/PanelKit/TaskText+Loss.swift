package import Domain

/// What becomes of work that is closed or thrown away, the same wherever that is asked.
extension TaskText {
  /// Where it stays.
  package static func whatClosingLeaves(_ tasks: [TaskView]) -> String {
    let isOne = tasks.count == 1
    let made = tasks.filter { $0.branch != nil || $0.worktree != nil }
    guard !made.isEmpty else { return "Nothing was made for \(isOne ? "it" : "them"), and nothing is lost." }
    let branches = list(made.compactMap(\.branch))
    let branch = branches.isEmpty ? "" : " on \(made.count == 1 ? "branch" : "branches") \(branches)"
    let trees = made.compactMap(\.worktree)
    let tree = trees.isEmpty ? "" : trees.count == 1 ? ", in \(trees[0])" : ", in their worktrees"
    return "What \(isOne ? "it" : "they") changed is not merged. It stays\(branch)\(tree)."
  }

  /// What leaves its place.
  package static func whatDiscardingTakes(_ tasks: [TaskView]) -> String {
    let isOne = tasks.count == 1
    guard tasks.contains(where: { $0.worktree != nil }) else {
      return "Nothing was made for \(isOne ? "it" : "them") yet."
    }
    let files = tasks.compactMap(\.changedFiles).reduce(0, +)
    let count = files == 0 ? "" : files == 1 ? ": 1 changed file" : ": \(files) changed files"
    return isOne
      ? "Its worktree goes to the trash, whole\(count)." : "Their worktrees go to the trash, whole\(count)."
  }

  /// What no commit has; nil where all is committed, or nobody looked.
  package static func uncommitted(_ list: ChangeList) -> String? {
    guard let count = list.uncommitted?.count, count > 0 else { return nil }
    return count == 1 ? "1 file is not committed" : "\(count) files are not committed"
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(6).joined(separator: ", ")
    return names.count > 6 ? "\(shown) and \(names.count - 6) more" : shown
  }
}
