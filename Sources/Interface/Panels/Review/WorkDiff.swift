package import DiffView
package import Domain

/// A difference as it is looked at, with the hunks in it that can be staged. Made beside the loop: names take a moment.
package struct WorkDiff: Sendable {
  package let document: DiffDocument
  package let hunks: HunkIndex

  /// Of one that is not whole yet the last hunk would have a wrong name: it has none.
  package init(_ bytes: [UInt8], isWhole: Bool = true) {
    document = DiffDocument(bytes)
    hunks = isWhole ? HunkIndex(Patch(bytes), in: document) : HunkIndex()
  }

  package init(_ text: String) { self.init(Array(text.utf8)) }
}

/// Which hunk stands where in a difference.
package struct HunkIndex: Sendable {
  package private(set) var hunks: [Hunk] = []
  /// By the line with its `@@`.
  private var lines: [Int: HunkID] = [:]
  private var paths: [String: [HunkID]] = [:]
  private var whole: [String: HunkID] = [:]

  init() {}

  /// Both read the same bytes, so their files and hunks come in the same order; where they do not, nothing can be staged.
  init(_ patch: Patch, in document: DiffDocument) {
    guard patch.sections.count == document.files.count else { return }
    for (section, file) in zip(patch.sections, document.files) {
      let headers = file.lines.filter { document.lines[$0].kind == .hunk }
      for (line, hunk) in zip(headers, section.hunks) { lines[line] = hunk }
      if let hunk = section.whole { whole[file.path] = hunk }
      // As the screen writes it, which is not the same where git puts a name into quotes.
      paths[file.path] = section.whole.map { [$0] } ?? section.hunks
    }
    hunks = patch.hunks
    for (path, own) in Dictionary(grouping: hunks, by: \.path) { paths[path] = own.map(\.id) }
  }

  package var isEmpty: Bool { hunks.isEmpty }
  func hunk(at line: Int) -> HunkID? { lines[line] }
  func hunks(of path: String) -> [HunkID] { paths[path] ?? [] }
  /// The one name of a file that is taken or left as it is.
  func whole(_ path: String) -> HunkID? { whole[path] }

  func hunks(below folder: String) -> [HunkID] {
    hunks.filter { $0.path.hasPrefix(folder + "/") }.map(\.id)
  }

  func count(_ staged: Set<HunkID>) -> StageCount {
    StageCount(staged: hunks.count { staged.contains($0.id) }, all: hunks.count)
  }
}
