/// What a task's branch is to hold.
package enum TrimWish: Sendable {
  /// The base with what is chosen of the work; the choice is made of the work as it stands at that moment, and may refuse.
  case keep(@Sendable (Patch) throws -> TreePlan)
  /// What it held at a commit, as long as it still stands at the one where it was left.
  case back(to: String, standing: String)
}

/// A tree that git has by now, and the commit that it was made for.
package struct TrimTarget: Hashable, Sendable {
  package var tree: String
  package var from: String
  /// What was chosen; nil where nothing was to be chosen.
  package var count: StageCount?

  package init(tree: String, from: String, count: StageCount?) {
    (self.tree, self.from, self.count) = (tree, from, count)
  }
}
