package import Canvas
package import DiffView
package import Domain
package import PanelKit
package import Widgets

/// What is reviewed, and where one stands in it.
package struct ReviewState: Sendable {
  package enum Pane: Hashable, Sendable { case files, diff }

  package enum Tab: Hashable, Sendable {
    /// All of the work against its base.
    case all
    /// What one attempt added to the one before.
    case attempt(RunID)
    /// What the verify command printed.
    case verify(RunID)
    /// What is proven, and what is not.
    case facts
  }

  /// What has the keys above the panes.
  package enum Input: Sendable {
    case comment(PromptSheet, at: Anchor)
    case send(PromptSheet)
    case copy(Menu)
  }

  /// A line that a comment belongs to.
  package struct Anchor: Hashable, Sendable {
    let path: String
    let line: Int
    let isOld: Bool
    let quote: String
  }

  package internal(set) var task: TaskID?
  package internal(set) var detail: TaskDetail?
  package internal(set) var tab = Tab.all
  package internal(set) var changes: [ChangedFile] = []
  package internal(set) var tree = FileTree()
  package internal(set) var files = ListState()
  var foldedFolders: Set<String> = []
  package internal(set) var document = DiffDocument([])
  package internal(set) var rows = DiffRows(DiffDocument([]), .unified)
  var foldedFiles: Set<String> = []
  /// Set by hand; else the width decides.
  var chosenLayout: DiffRows.Layout?
  package internal(set) var cursor = 0
  package internal(set) var top = 0
  var indent = 0
  package internal(set) var pane = Pane.files
  package internal(set) var isZoomed = false
  package internal(set) var notes = ReviewNotes()
  /// The hunks of all of the work; empty while they are not known.
  package internal(set) var hunks = HunkIndex() { didSet { countStaged() } }
  package internal(set) var staged: Set<HunkID> = [] { didSet { countStaged() } }
  /// Counted once, since every row that is drawn asks; nil where the whole difference is not in memory.
  package private(set) var stageCount: StageCount?
  var staging = Staging()
  /// Files with something in them that no commit has yet; nil where only commits are shown.
  package internal(set) var uncommitted: Set<String>?
  /// The commit, or the picture of the worktree, that is shown.
  var shownCommit: String?
  /// Something happened to the task while another view was in front.
  var isStale = false
  /// Files changed while the diff was on its way.
  var isTouched = false
  /// What was typed as a comment and not kept, so that it is not lost.
  var draft = ""
  package internal(set) var search: TextSearch?
  var hits: [Int] = []
  package internal(set) var input: Input?
  package internal(set) var isLoading = false
  /// The diff was longer than is kept in memory.
  package internal(set) var isCut = false
  /// Only these files are loaded; all where it is empty.
  var loadedPaths: [String] = []
  package internal(set) var problem: DroverError?
  /// What the verify command printed, and where one stands in it.
  var output = LinesInMemory([])
  var outputView = ViewportState(follows: true, wraps: true)
  var factsTop = 0
  /// The row where one stood when the screen went away, until the diff has come.
  var recalledRow: Int?
  /// Rows and columns of the pane with the diff.
  var size = Size(columns: 80, rows: 20)

  package init() {}

  private mutating func countStaged() { stageCount = hunks.isEmpty ? nil : hunks.count(staged) }

  /// While a text is written every printable key belongs to it.
  package var isWriting: Bool { input != nil }

  package var tabs: [Tab] {
    guard let detail else { return [.all] }
    let made = detail.attempts.filter { $0.commit != nil }.map(\.run)
    let verified = detail.attempts.filter { $0.verified != nil }.map(\.run)
    return [.all] + (made.count > 1 ? made.map(Tab.attempt) : []) + verified.suffix(3).map(Tab.verify) + [.facts]
  }

  package var isDiff: Bool {
    switch tab {
    case .all, .attempt: true
    case .verify, .facts: false
    }
  }

  var layout: DiffRows.Layout { chosenLayout ?? DiffRows.Layout(columns: size.columns) }

  package func isViewed(_ file: ChangedFile) -> Bool { notes.viewed[file.path] == file.content }

  /// It was seen, and has changed since.
  package func isStale(_ file: ChangedFile) -> Bool {
    notes.viewed[file.path].map { $0 != file.content } ?? false
  }

  package var viewedCount: Int { changes.count(where: isViewed) }

  /// The change under the cursor of the pane that has the focus.
  var currentFile: ChangedFile? {
    switch pane {
    case .files:
      guard tree.rows.indices.contains(files.selected), case .file(let index) = tree.rows[files.selected].kind
      else { return nil }
      return changes[index]
    case .diff:
      guard let path = documentFile(at: cursor)?.path else { return nil }
      return changes.first { $0.path == path }
    }
  }

  func documentFile(at row: Int) -> DiffDocument.File? {
    let index = rows.fileRows.lastIndex { $0 <= row }
    return index.map { document.files[$0] }
  }
}
