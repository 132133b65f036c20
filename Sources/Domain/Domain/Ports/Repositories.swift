package import Base

/// What the engine needs of git: trees to work in, commits of what was done, and the way back into the person's branch.
package protocol Repositories: Sendable {
  /// Begins to merge a branch into the task's, in its tree; goes on with one that is begun. Conflicts stay there.
  func startMerge(of branch: String, in tree: TreeFacts) async throws -> BaseMerged
  func push(_ tree: TreeFacts, title: String, pullRequest: Bool) async throws -> BranchPushed
  func makeTree(_ request: TreeRequest) async throws -> TreeMade
  /// Makes a tree whose folder somebody took away again, on its branch; nothing where it stands.
  func remake(_ tree: TreeFacts) async throws -> Bool
  /// Notes in git whose tree it is; nobody's where that is not settled yet.
  func name(_ tree: TreeFacts, after owner: TaskID?) async throws
  /// Commits what is uncommitted in the task's tree, and tells what the branch holds beyond the base then.
  /// With `merging` only a branch that holds that commit counts as work done.
  func commit(_ tree: TreeFacts, message: String, merging: String?) async throws -> TreeWork
  /// Makes the tree that a branch is to hold, under a private reference, and touches nothing else. Refused where something
  /// would be lost: what is not committed, or what git ignores and the tree has a file for.
  func prepareTrim(_ tree: TreeFacts, _ wish: TrimWish) async throws -> TrimTarget
  /// Puts that tree into the worktree and commits it; again after a crash it does the same. `seen` is the picture that was
  /// taken before: refused where it holds what no commit does.
  func trim(_ tree: TreeFacts, to trim: Trim, seen: String, message: String) async throws
  /// What the branch holds beyond the base; commits nothing.
  func measure(_ tree: TreeFacts) async throws -> TreeWork
  /// Keeps all that is in the tree under a private reference, and tells what is not in it.
  func snapshot(_ tree: TreeFacts, name: String) async throws -> SnapshotMade
  /// For the time of a proof: files stand in the tree as its base commit has them, in place of what the work made of them.
  /// Those that the base does not have stay, but for the ones that would be read instead of a rival that it has: they go
  /// away meanwhile. Answers which are not the work's own now. May be asked again after a crash.
  func lend(
    _ files: [String], hiding rivals: [String: [String]], to tree: TreeFacts, name: String
  ) async throws -> [String]
  /// Puts the work's own back, as `commit` has them. What the proof made of them is kept under a private reference.
  func takeBack(_ files: [String], in tree: TreeFacts, commit: String, name: String) async throws
  /// Puts the tree back to its base; all that goes is in the snapshot first.
  func reset(_ tree: TreeFacts, name: String) async throws -> WorktreeReset
  /// Throws in the middle when git does: half a difference is never taken for a whole one.
  func diff(_ tree: TreeFacts) async throws -> AsyncThrowingStream<[UInt8], any Error>
  /// Which of these files the tree has changed since its base, and where; committed or not.
  func touched(_ tree: TreeFacts, files: [String]) async throws -> [String: TouchedLines]
  /// The tree as it stands, as a commit that nothing names; nil when it is gone.
  func picture(_ tree: TreeFacts) async throws -> String?
  /// Tells each time files of the tree may have changed, not oftener than once a second.
  func watch(_ tree: TreeFacts) async throws -> AsyncThrowingStream<[UInt8], any Error>
  /// What a merge would do, without touching anything.
  func preview(_ tree: TreeFacts, into: String?) async throws -> MergePlan
  /// For reading: binary files by name only.
  func patch(_ comparison: TreeComparison) async throws -> AsyncThrowingStream<[UInt8], any Error>
  func changes(_ comparison: TreeComparison) async throws -> [ChangedFile]
  /// Again after a crash it answers the same; the tree stays until `tidy`.
  func merge(_ tree: TreeFacts, _ request: MergeRequest) async throws -> MergeMade
  /// Takes away what a merge that is written down has left: the tree to a folder of the trash, and, unless it is kept, the branch. What
  /// cannot be tidied stays where it is, and loses nothing.
  func tidy(_ tree: TreeFacts, folder: String, keepBranch: Bool) async
  /// Moves the whole tree to a folder of the trash; goes on with it after a crash.
  func moveToTrash(_ tree: TreeFacts, folder: String) async throws
  /// Brings a tree back; answers where it stands now.
  func restore(workspace: String, folder: String) async throws -> TreeMade
  /// How old what is known of a remote is that this base comes from or follows; nil where none counts.
  func freshness(of base: String?, in workspace: String) async throws -> BaseFreshness?
  /// What lies in this home: for an engine that comes after one that was killed.
  func found() async -> [FoundTree]
}

package struct BaseFreshness: Hashable, Sendable {
  package var base: String
  /// What it is compared with; the base itself where that is a remote's branch.
  package var upstream: String
  package var behind: Int
  /// Nil when nothing was fetched since the repository was cloned.
  package var fetched: Timestamp?

  package init(base: String, upstream: String, behind: Int, fetched: Timestamp?) {
    self.base = base
    self.upstream = upstream
    self.behind = behind
    self.fetched = fetched
  }

  package var words: String {
    let seen = fetched.map { "as fetched \($0.words)" } ?? "as it was when the repository was cloned"
    guard base != upstream else { return "its base \(base) is taken \(seen)" }
    guard behind > 0 else { return "its base \(base) holds all of \(upstream), \(seen)" }
    return "its base \(base) is \(behind) \(behind == 1 ? "commit" : "commits") behind \(upstream), \(seen)"
  }
}

/// A tree of a task as it lies on the disk, whatever the log says of it.
package struct FoundTree: Hashable, Sendable {
  package var task: TaskID
  /// Where it stands, or stood before it went to the trash.
  package var path: String
  /// Its folder in the trash; nil while it stands.
  package var trash: String?

  package init(task: TaskID, path: String, trash: String?) {
    self.task = task
    self.path = path
    self.trash = trash
  }
}

package struct TreeRequest: Hashable, Sendable {
  package var task: TaskID
  package var workspace: String
  package var base: String?
  package var title: String
  /// Templates: `{number} {title}`, for the place also `{home} {name} {hash}`.
  package var branch: String
  package var worktree: String
  /// The task that a race is named after: the trees of all who race carry its number and their service.
  package var race: TaskID?
  package var service: String?
  /// It is a conversation's, and no task's.
  package var session: SessionID?

  package init(
    task: TaskID, workspace: String, base: String?, title: String = "",
    branch: String = WorkspaceSettings().branch, worktree: String = WorkspaceSettings().worktree,
    race: TaskID? = nil, service: String? = nil
  ) {
    (self.race, self.service) = (race, service)
    self.title = title
    self.branch = branch
    self.worktree = worktree
    self.task = task
    self.workspace = workspace
    self.base = base
  }
}

extension TreeRequest {
  /// A conversation's own tree.
  package init(session: SessionID, workspace: String, worktree: String) {
    self.init(
      task: TaskID(number: 0), workspace: workspace, base: nil, branch: "session-{number}",
      worktree: worktree)
    self.session = session
  }

  /// Whose it is, in a word.
  package var owner: String { session?.description ?? task.description }
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
  /// It is a conversation's, and no task's.
  package var session: SessionID?

  /// Whose it is, in a word.
  package var owner: String { session?.description ?? task.description }

  package init(task: TaskID, workspace: String, path: String?, branch: String, base: String, baseCommit: String) {
    self.task = task
    self.workspace = workspace
    self.path = path
    self.branch = branch
    self.base = base
    self.baseCommit = baseCommit
  }
}

/// Two states of a task's work that are to be compared.
package struct TreeComparison: Hashable, Sendable {
  package var workspace: String
  package var from: String
  package var to: String
  /// All files where none are named.
  package var paths: [String]

  package init(workspace: String, from: String, to: String, paths: [String] = []) {
    (self.workspace, self.from, self.to, self.paths) = (workspace, from, to, paths)
  }
}

package struct TreeWork: Hashable, Sendable {
  /// The tip of the branch.
  package var commit: String
  /// Everything that the branch changed since the base, by name.
  package var files: [String]
  /// What was there and is not in the commit.
  package var left: [String]
  /// Files that the base has changed too, so that a merge would need somebody.
  package var conflicts: [String]
  /// Lines that came and went; nil where nobody counted.
  package var lines: Int?

  package init(commit: String, files: [String], left: [String], conflicts: [String] = [], lines: Int? = nil) {
    self.lines = lines
    self.conflicts = conflicts
    self.commit = commit
    self.files = files
    self.left = left
  }
}

package struct MergeRequest: Hashable, Sendable {
  package var into: String?
  package var strategy: MergeStrategy
  package var message: String

  package init(into: String?, strategy: MergeStrategy, message: String) {
    self.into = into
    self.strategy = strategy
    self.message = message
  }
}

/// What a merge would do.
package struct MergePlan: Hashable, Sendable {
  package struct Conflict: Hashable, Sendable {
    package var path: String
    /// As git names it, like `content` or `modify/delete`.
    package var kind: String

    package init(path: String, kind: String) {
      self.path = path
      self.kind = kind
    }
  }

  package var into: String
  package var conflicts: [Conflict]

  package init(into: String, conflicts: [Conflict]) {
    self.into = into
    self.conflicts = conflicts
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
