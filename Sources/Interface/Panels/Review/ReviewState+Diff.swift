import Canvas
import DiffView
import Domain
import Widgets

/// Where things stand in the rows of the diff. Pure: the same state gives the same rows.
extension ReviewState {
  /// Rows anew, after the document, the width, a fold or a comment changed; the cursor stays at its line.
  mutating func layOut() {
    let kept = rows.rows.indices.contains(cursor) ? rows.rows[cursor] : nil
    let folded = Set(document.files.indices.filter { foldedFiles.contains(document.files[$0].path) })
    rows = DiffRows(document, layout, folded: folded, notes: noteLines)
    if let kept, rows.rows.indices.contains(cursor) ? rows.rows[cursor] != kept : true {
      cursor = rows.rows.firstIndex { $0.kind == kept.kind && $0.left == kept.left } ?? cursor
    }
    settle()
  }

  /// Another difference, as after an agent went on: one stays at the line of the file where one stood.
  mutating func take(_ new: DiffDocument) {
    let place = place
    let height = cursor - top
    document = new
    layOut()
    guard let place, let row = row(of: place) else { return }
    cursor = row
    top = row - height
    settle()
  }

  /// The file under the cursor and the line in it; without one at the file's own row.
  private var place: (path: String, line: Int32?)? {
    guard rows.rows.indices.contains(cursor), let file = documentFile(at: cursor) else { return nil }
    let row = rows.rows[cursor]
    let index = row.kind == .line ? max(row.left, row.right) : -1
    return (file.path, document.lines.indices.contains(Int(index)) ? document.lines[Int(index)].new : nil)
  }

  private func row(of place: (path: String, line: Int32?)) -> Int? {
    guard let index = document.files.firstIndex(where: { $0.path == place.path }) else { return nil }
    guard let line = place.line else { return rows.fileRows[index] }
    let lines = document.files[index].lines
    let found = lines.first { document.lines[$0].kind != .hunk && document.lines[$0].new >= line } ?? lines.last
    guard let found else { return rows.fileRows[index] }
    return rows.rows.firstIndex { $0.kind == .line && ($0.left == Int32(found) || $0.right == Int32(found)) }
  }

  /// Which comments stand below which line of the document.
  private var noteLines: [Int: [Int]] {
    var result: [Int: [Int]] = [:]
    for (number, comment) in notes.comments.enumerated() {
      guard let line = line(of: comment) else { continue }
      result[line, default: []].append(number)
    }
    return result
  }

  /// Comments whose lines have moved get their new numbers, which the agent is told too; true when one did. A line that is
  /// gone, or no more in the difference, leaves its comment where it was, with the words that it was about.
  mutating func followLines() -> Bool {
    var moved = false
    for (number, comment) in notes.comments.enumerated() {
      guard let line = whereItIsNow(comment), line != comment.line else { continue }
      notes.comments[number].line = line
      moved = true
    }
    return moved
  }

  /// The nearest line with the same words; nil where it stands as it did, or nowhere. Brackets alone tell nothing.
  private func whereItIsNow(_ comment: ReviewComment) -> Int? {
    guard
      comment.quote.unicodeScalars.contains(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil }),
      let file = document.files.first(where: { $0.path == comment.path || $0.oldPath == comment.path })
    else { return nil }
    var nearest: Int?
    for index in file.lines where isOnSide(of: comment, index) && document.text(index) == comment.quote {
      let line = Int(comment.isOld ? document.lines[index].old : document.lines[index].new)
      if nearest.map({ abs(line - comment.line) < abs($0 - comment.line) }) ?? true { nearest = line }
    }
    return nearest
  }

  private func isOnSide(of comment: ReviewComment, _ index: Int) -> Bool {
    let kind = document.lines[index].kind
    return comment.isOld ? kind == .removed : kind == .added || kind == .context
  }

  /// The line that a comment was written beside; where that is gone, the first line of its file.
  private func line(of comment: ReviewComment) -> Int? {
    guard let file = document.files.first(where: { $0.path == comment.path || $0.oldPath == comment.path })
    else { return nil }
    let found = file.lines.first { index in
      let line = document.lines[index]
      return comment.isOld
        ? line.kind == .removed && line.old == comment.line
        : line.kind != .removed && line.kind != .hunk && line.new == comment.line
    }
    return found ?? file.lines.first
  }

  mutating func settle() {
    cursor = max(0, min(cursor, rows.rows.count - 1))
    let height = max(1, size.rows)
    top = max(0, min(top, rows.rows.count - height))
    if cursor < top { top = cursor }
    if cursor >= top + height { top = cursor - height + 1 }
  }

  mutating func moveCursor(to row: Int) {
    cursor = row
    settle()
    followInTree()
  }

  /// As a wheel does: the cursor moves only when it would leave the pane.
  mutating func scroll(by distance: Int) {
    top = max(0, min(top + distance, rows.rows.count - max(1, size.rows)))
    cursor = max(top, min(cursor, top + max(1, size.rows) - 1))
    settle()
  }

  /// Jumps leave some rows above, so that one sees where one came to.
  mutating func jump(to row: Int) {
    guard rows.rows.indices.contains(row) else { return }
    cursor = row
    if row < top || row >= top + size.rows { top = row - size.rows / 4 }
    settle()
    followInTree()
  }

  mutating func jump(toFile path: String) {
    guard let index = document.files.firstIndex(where: { $0.path == path }) else { return }
    cursor = rows.fileRows[index]
    top = cursor
    settle()
  }

  mutating func jumpFile(_ step: Int) {
    let here = rows.fileRows.lastIndex { $0 <= cursor } ?? 0
    guard let target = rows.fileRows.indices.contains(here + step) ? rows.fileRows[here + step] : nil else { return }
    (cursor, top) = (target, target)
    settle()
    followInTree()
  }

  mutating func jumpHunk(_ step: Int) {
    let found =
      step > 0
      ? rows.rows.indices.dropFirst(cursor + 1).first(where: isHunk)
      : rows.rows.indices.prefix(cursor).last(where: isHunk)
    if let found { jump(to: found) }
  }

  private func isHunk(_ index: Int) -> Bool {
    let row = rows.rows[index]
    return row.kind == .line && row.left >= 0 && document.lines[Int(row.left)].kind == .hunk
  }

  /// The tree shows which file the diff is in.
  private mutating func followInTree() {
    guard let path = documentFile(at: cursor)?.path, let index = changes.firstIndex(where: { $0.path == path }),
      let row = tree.row(of: index)
    else { return }
    files.select(row)
  }

  /// The line under the cursor that a comment would belong to: the new one where there is one.
  var anchor: Anchor? {
    guard pane == .diff, rows.rows.indices.contains(cursor), rows.rows[cursor].kind == .line,
      let file = documentFile(at: cursor)
    else { return nil }
    let row = rows.rows[cursor]
    let index = rows.layout == .split && row.right >= 0 ? row.right : row.left
    guard index >= 0 else { return nil }
    let line = document.lines[Int(index)]
    guard line.kind != .hunk, line.kind != .note else { return nil }
    let isOld = line.kind == .removed
    return Anchor(
      path: isOld ? file.oldPath : file.path, line: Int(isOld ? line.old : line.new), isOld: isOld,
      quote: document.text(Int(index)))
  }

  /// The number of the comment under the cursor.
  var commentHere: Int? {
    guard pane == .diff, rows.rows.indices.contains(cursor) else { return nil }
    let row = rows.rows[cursor]
    if row.kind == .note { return Int(row.left) }
    guard let anchor else { return nil }
    return notes.comments.lastIndex {
      $0.path == anchor.path && $0.line == anchor.line && $0.isOld == anchor.isOld
    }
  }
}

// MARK: - Search

extension ReviewState {
  mutating func find(_ words: String) {
    search = words.isEmpty ? nil : TextSearch(words)
    hits = search.map { document.lines(with: $0) } ?? []
  }

  /// The next line with a hit, from the cursor on, around the end.
  mutating func jumpHit(_ step: Int) {
    guard !hits.isEmpty else { return }
    let lines = Set(hits.map(Int32.init))
    let count = rows.rows.count
    for distance in 1...count {
      let row = ((cursor + step * distance) % count + count) % count
      let item = rows.rows[row]
      let sides = rows.layout == .unified ? [item.left] : [item.left, item.right]
      if item.kind == .line, sides.contains(where: lines.contains) { return jump(to: row) }
    }
  }
}
