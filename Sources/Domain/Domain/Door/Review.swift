/// Which part of a task's work: all of it against the base, or what one attempt added; of all files, or of some.
package struct DiffRequest: Hashable, Sendable, Codable {
  package var task: TaskID
  package var run: RunID?
  package var paths: [String]
  /// When the work is shown as it stands in the worktree, with what is not committed; nil is never.
  package enum Standing: String, Hashable, Sendable, Codable {
    case always
    /// While an attempt is under way.
    case running
  }

  package var standing: Standing?
  /// The moment of the worktree that an answer named: what is asked now is of the same one.
  package var picture: String?

  package init(
    task: TaskID, run: RunID? = nil, paths: [String] = [], standing: Standing? = nil, picture: String? = nil
  ) {
    (self.task, self.run, self.paths) = (task, run, paths)
    (self.standing, self.picture) = (standing, picture)
  }
}

package struct ChangeList: Hashable, Sendable, Codable {
  package var from: String
  package var to: String
  package var files: [ChangedFile]
  /// Which of them hold what no commit has yet; nil where only commits were compared.
  package var uncommitted: [String]?

  package init(from: String, to: String, files: [ChangedFile], uncommitted: [String]? = nil) {
    (self.from, self.to, self.files, self.uncommitted) = (from, to, files, uncommitted)
  }
}

package struct ChangedFile: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable { case added, modified, deleted, renamed, copied, typeChanged }

  package var path: String
  package var oldPath: String?
  package var kind: Kind
  /// Lines; nil in a binary file.
  package var added: Int?
  package var removed: Int?
  /// The name that git gives to exactly this content: a mark on it holds as long as nothing changes.
  package var content: String

  package init(path: String, oldPath: String? = nil, kind: Kind, added: Int?, removed: Int?, content: String) {
    (self.path, self.oldPath, self.kind) = (path, oldPath, kind)
    (self.added, self.removed, self.content) = (added, removed, content)
  }
}

/// What a person has seen of a task's work, what he wrote beside its lines and has not sent yet, and what he staged.
package struct ReviewNotes: Hashable, Sendable, Codable {
  /// Files by path, with the content that was seen.
  package var viewed: [String: String]
  package var comments: [ReviewComment]
  /// The hunks that are to be kept, in the order of their names; nil when none. One that the work has no more counts for
  /// nothing, and counts again when it comes back.
  package var staged: [HunkID]?

  package init(viewed: [String: String] = [:], comments: [ReviewComment] = [], staged: [HunkID]? = nil) {
    (self.viewed, self.comments, self.staged) = (viewed, comments, staged)
  }

  package var isEmpty: Bool { viewed.isEmpty && comments.isEmpty && staged?.isEmpty != false }

  package var stagedHunks: Set<HunkID> {
    get { Set(staged ?? []) }
    set { staged = newValue.isEmpty ? nil : newValue.sorted() }
  }
}

package struct ReviewComment: Hashable, Sendable, Codable {
  package var path: String
  /// From one; of the old content where the line is gone.
  package var line: Int
  package var isOld: Bool
  /// The line as it was commented on.
  package var quote: String
  package var text: String

  package init(path: String, line: Int, isOld: Bool, quote: String, text: String) {
    (self.path, self.line, self.isOld, self.quote, self.text) = (path, line, isOld, quote, text)
  }
}

/// Everything about one task, for those who look closer.
package struct TaskDetail: Hashable, Sendable, Codable {
  package var task: TaskView
  package var attempts: [TaskRecord.Attempt]
  package var explanation: Explanation
  package var notes: ReviewNotes

  package init(task: TaskView, attempts: [TaskRecord.Attempt], explanation: Explanation, notes: ReviewNotes) {
    (self.task, self.attempts, self.explanation, self.notes) = (task, attempts, explanation, notes)
  }
}
