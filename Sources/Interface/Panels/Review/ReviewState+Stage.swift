import DiffView
import Domain
import Widgets

/// What is staged, and what a key would stage.
extension ReviewState {
  /// Marks that are on their way to the engine, one step at a time: two that change the same hunk must not overtake each
  /// other.
  struct Staging: Sendable {
    var isUnderWay = false
    /// What came meanwhile: true is staged.
    var next: [HunkID: Bool] = [:]
  }

  func stageCount(of path: String) -> StageCount {
    let own = hunks.hunks(of: path)
    return StageCount(staged: own.count { staged.contains($0) }, all: own.count)
  }

  /// The hunk under the cursor; all of the file, or of the folder, where the cursor stands on a name.
  var hunksHere: [HunkID] {
    switch pane {
    case .files:
      guard tree.rows.indices.contains(files.selected) else { return [] }
      switch tree.rows[files.selected].kind {
      case .folder(let path): return hunks.hunks(below: path)
      case .file(let index): return hunks.hunks(of: changes[index].path)
      }
    case .diff: return hunksAtCursor
    }
  }

  private var hunksAtCursor: [HunkID] {
    guard rows.rows.indices.contains(cursor), let file = documentFile(at: cursor) else { return [] }
    if let whole = hunks.whole(file.path) { return [whole] }
    guard let row = rows.rows[...cursor].lastIndex(where: { $0.kind == .file || isHeader($0) }) else { return [] }
    guard rows.rows[row].kind == .line else { return hunks.hunks(of: file.path) }
    return hunks.hunk(at: Int(rows.rows[row].left)).map { [$0] } ?? []
  }

  private func isHeader(_ row: DiffRows.Row) -> Bool {
    row.kind == .line && row.left >= 0 && document.lines[Int(row.left)].kind == .hunk
  }

  /// To what can be staged next, beyond what just was; a file without lines has its name alone.
  mutating func jumpStage(beyond ids: [HunkID]) {
    let done = Set(ids)
    let next = rows.rows.indices.dropFirst(cursor + 1).first { index in
      hunkBegun(by: rows.rows[index]).map { !done.contains($0) } ?? false
    }
    if let next { jump(to: next) }
  }

  private func hunkBegun(by row: DiffRows.Row) -> HunkID? {
    if isHeader(row) { return hunks.hunk(at: Int(row.left)) }
    guard row.kind == .file, document.files[Int(row.left)].lines.isEmpty else { return nil }
    return hunks.whole(document.files[Int(row.left)].path)
  }

  /// Marks them, or takes the marks away where all have one already; answers what is to be told to the engine now.
  mutating func toggle(_ ids: [HunkID]) -> (stage: [HunkID], unstage: [HunkID])? {
    // Those whose hunks have changed since are seen to be gone.
    let fallenOff = staged.subtracting(hunks.hunks.map(\.id))
    for id in fallenOff { staging.next[id] = false }
    staged.subtract(fallenOff)
    let isStaged = !ids.allSatisfy { staged.contains($0) }
    for id in ids { staging.next[id] = isStaged }
    if isStaged { staged.formUnion(ids) } else { staged.subtract(ids) }
    return nextStaging()
  }

  /// What waits, once nothing is under way.
  mutating func nextStaging() -> (stage: [HunkID], unstage: [HunkID])? {
    guard !staging.isUnderWay, !staging.next.isEmpty else { return nil }
    let next = staging.next
    (staging.isUnderWay, staging.next) = (true, [:])
    return (next.filter(\.value).keys.sorted(), next.filter { !$0.value }.keys.sorted())
  }

  /// What was kept elsewhere, or by this screen a moment ago.
  mutating func take(staged ids: [HunkID]?) {
    guard !staging.isUnderWay else { return }
    staged = Set(ids ?? [])
  }
}
