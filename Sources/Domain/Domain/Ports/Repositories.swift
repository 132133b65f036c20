/// What the engine needs of git: trees to work in, commits of what was done, and the way back into the person's branch.
package protocol Repositories: Sendable {
  func makeTree(_ request: TreeRequest) async throws -> TreeMade
  /// Commits what is uncommitted in the task's tree, and tells what the branch holds beyond the base then.
  func commit(_ tree: TreeFacts, message: String) async throws -> TreeWork
  func diff(_ tree: TreeFacts) async throws -> AsyncStream<[UInt8]>
  func merge(_ tree: TreeFacts, _ request: MergeRequest) async throws -> MergeMade
  /// Moves the whole tree to a new folder of the trash.
  func moveToTrash(_ tree: TreeFacts, folder: String) async throws
  /// Brings a tree back; answers where it stands now.
  func restore(workspace: String, folder: String) async throws -> TreeMade
}

package struct TreeRequest: Hashable, Sendable {
  package var task: TaskID
  package var workspace: String
  package var base: String?
  package var title: String
  /// Templates: `{number} {title}`, for the place also `{home} {name} {hash}`.
  package var branch: String
  package var worktree: String

  package init(
    task: TaskID, workspace: String, base: String?, title: String = "",
    branch: String = WorkspaceSettings().branch, worktree: String = WorkspaceSettings().worktree
  ) {
    self.title = title
    self.branch = branch
    self.worktree = worktree
    self.task = task
    self.workspace = workspace
    self.base = base
  }
}

package struct TreeMade: Hashable, Sendable {
  package var path: String
  package var branch: String
  package var base: String
  package var baseCommit: String

  package init(path: String, branch: String, base: String, baseCommit: String) {
    self.path = path
    self.branch = branch
    self.base = base
    self.baseCommit = baseCommit
  }
}

/// Where a task's work stands.
package struct TreeFacts: Hashable, Sendable {
  package var task: TaskID
  package var workspace: String
  /// Nil when the tree is gone; the branch may still be there.
  package var path: String?
  package var branch: String
  package var base: String
  package var baseCommit: String

  package init(task: TaskID, workspace: String, path: String?, branch: String, base: String, baseCommit: String) {
    self.task = task
    self.workspace = workspace
    self.path = path
    self.branch = branch
    self.base = base
    self.baseCommit = baseCommit
  }
}

package struct TreeWork: Hashable, Sendable {
  /// The tip of the branch.
  package var commit: String
  /// Everything that the branch changed since the base, by name.
  package var files: [String]
  /// What was there and is not in the commit.
  package var left: [String]

  package init(commit: String, files: [String], left: [String]) {
    self.commit = commit
    self.files = files
    self.left = left
  }
}

package struct MergeRequest: Hashable, Sendable {
  package var into: String?
  package var strategy: MergeStrategy
  package var message: String
  /// Where the tree goes once its work is merged.
  package var trash: String
  package var keepBranch: Bool

  package init(into: String?, strategy: MergeStrategy, message: String, trash: String, keepBranch: Bool = false) {
    self.keepBranch = keepBranch
    self.into = into
    self.strategy = strategy
    self.message = message
    self.trash = trash
  }
}

package struct MergeMade: Hashable, Sendable {
  package var into: String
  package var commit: String

  package init(into: String, commit: String) {
    self.into = into
    self.commit = commit
  }
}
