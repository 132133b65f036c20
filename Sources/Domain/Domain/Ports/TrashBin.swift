package import Base

/// Where discarded worktrees lie until they are too old.
package protocol TrashBin: Sendable {
  /// What came into the folder before a moment, oldest first.
  func old(in folder: String, before moment: Timestamp) async -> [TrashedTree]
  /// Takes it out of the world for good.
  func empty(_ tree: TrashedTree) async throws
}

package struct TrashedTree: Hashable, Sendable {
  package var folder: String
  package var task: TaskID?
  /// Where it was, and in which repository.
  package var worktree: String
  package var repository: String
  package var discarded: Timestamp

  package init(folder: String, task: TaskID?, worktree: String, repository: String, discarded: Timestamp) {
    self.folder = folder
    self.task = task
    self.worktree = worktree
    self.repository = repository
    self.discarded = discarded
  }
}
