/// One piece of a task's work that can be staged: lines that changed together, or a file that only makes sense whole.
package struct Hunk: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case lines
    // What follows is taken or left as a whole file.
    case binary, deleted, renamed, mode, empty, link, typeChanged, submodule
  }

  package let id: HunkID
  package let path: String
  /// Where the file was before, when it was renamed.
  package let oldPath: String?
  package let kind: Kind
  /// Lines; nil where git shows none.
  package let added: Int?
  package let removed: Int?
  /// Git's own `@@ … @@` line, or what happened to the whole file.
  package let header: String
}

/// How much of a work is staged.
package struct StageCount: Hashable, Sendable {
  package let staged: Int
  package let all: Int

  package init(staged: Int, all: Int) { (self.staged, self.all) = (staged, all) }

  package var isNone: Bool { staged == 0 }
  package var isAll: Bool { staged == all }
  /// Some are, and some are not: only then there is anything to trim.
  package var isPart: Bool { !isNone && !isAll }
  package var words: String { "\(staged) of \(all) staged" }
}
