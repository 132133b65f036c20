/// How the lines of a diff stand in rows: one below the other, or old beside new. Found once, without any text.
package struct DiffRows: Hashable, Sendable {
  package enum Layout: Hashable, Sendable {
    case unified, split

    /// Side by side from 120 columns on.
    package init(columns: Int) { self = columns < 120 ? .unified : .split }
  }

  package struct Row: Hashable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable {
      /// The name of a file; `left` is its index.
      case file
      case line
      /// What was written beside the line above; `left` is its number.
      case note
    }

    package let kind: Kind
    /// Indices of lines; -1 where nothing stands. In a unified row both are the same or the partner for word changes.
    package let left: Int32
    package let right: Int32
  }

  package let layout: Layout
  package private(set) var rows: [Row] = []
  /// The row of each file.
  package private(set) var fileRows: [Int] = []
  /// Columns of the widest line number, the same for the whole diff so that nothing jumps while it scrolls.
  let numberWidth: Int
  private let notes: [Int: [Int]]

  /// Folded files show their name only.
  /// Notes stand by the index of the line that they follow.
  package init(_ document: DiffDocument, _ layout: Layout, folded: Set<Int> = [], notes: [Int: [Int]] = [:]) {
    self.notes = notes
    self.layout = layout
    numberWidth = max(4, String(document.lines.reduce(0) { max($0, $1.old, $1.new) }).utf8.count)
    rows.reserveCapacity(document.lines.count + document.files.count)
    for (index, file) in document.files.enumerated() {
      fileRows.append(rows.count)
      rows.append(Row(kind: .file, left: Int32(index), right: -1))
      if !folded.contains(index) { append(document.lines, file.lines) }
    }
  }

  private mutating func append(_ lines: [DiffDocument.Line], _ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      guard lines[index].kind == .removed || lines[index].kind == .added else {
        append(left: Int32(index), right: Int32(index))
        index += 1
        continue
      }
      var middle = index
      while middle < range.upperBound, lines[middle].kind == .removed { middle += 1 }
      var end = middle
      while end < range.upperBound, lines[end].kind == .added { end += 1 }
      append(removed: index..<middle, added: middle..<end)
      index = end
    }
  }

  private mutating func append(left: Int32, right: Int32) {
    rows.append(Row(kind: .line, left: left, right: right))
    guard !notes.isEmpty else { return }
    let sides = layout == .unified || left == right ? [left] : [left, right]
    for side in sides {
      for note in notes[Int(side)] ?? [] { rows.append(Row(kind: .note, left: Int32(note), right: -1)) }
    }
  }

  /// A block of removed lines and the added ones that stand for them; the n-th belongs to the n-th.
  private mutating func append(removed: Range<Int>, added: Range<Int>) {
    func old(_ step: Int) -> Int32 { step < removed.count ? Int32(removed.lowerBound + step) : -1 }
    func new(_ step: Int) -> Int32 { step < added.count ? Int32(added.lowerBound + step) : -1 }
    switch layout {
    case .split:
      for step in 0..<max(removed.count, added.count) {
        append(left: old(step), right: new(step))
      }
    case .unified:
      for step in 0..<removed.count { append(left: old(step), right: new(step)) }
      for step in 0..<added.count { append(left: new(step), right: old(step)) }
    }
  }
}
