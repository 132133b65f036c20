package import Canvas

/// A unified diff as rows, found in one pass over its bytes; texts of lines are cut out only when they are seen.
package struct DiffDocument: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable {
      case context, added, removed, hunk, note
    }

    package let kind: Kind
    /// Numbers in the old and the new file, from one; zero where the line is not there.
    package let old: Int32
    package let new: Int32
    fileprivate let start: Int32
    fileprivate let end: Int32
  }

  package struct File: Hashable, Sendable {
    package enum Change: Hashable, Sendable { case modified, added, deleted, renamed, binary }

    package var path: String
    package var oldPath: String
    package var change: Change
    package var lines: Range<Int>
    package var added: Int
    package var removed: Int
  }

  package internal(set) var files: [File] = []
  package internal(set) var lines: [Line] = []
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    lines.reserveCapacity(bytes.count / 40)
    var parser = DiffParser()
    bytes.withUnsafeBufferPointer { parser.run($0) { lines.append($0) } }
    files = parser.files
  }

  package init(_ text: String) { self.init(Array(text.utf8)) }

  /// The words of a line without its sign.
  package func text(_ index: Int) -> String {
    let line = lines[index]
    return String(decoding: bytes[Int(line.start)..<Int(line.end)], as: UTF8.self)
  }

  /// The lines with a hit, without making a text of any.
  package func lines(with search: TextSearch) -> [Int] {
    bytes.withUnsafeBufferPointer { all in
      lines.indices.filter { index in
        !search.ranges(in: UnsafeBufferPointer(rebasing: all[Int(lines[index].start)..<Int(lines[index].end)])).isEmpty
      }
    }
  }

  package func file(at line: Int) -> File? {
    var (low, high) = (0, files.count)
    while low < high {
      let middle = (low + high) / 2
      if files[middle].lines.upperBound <= line { low = middle + 1 } else { high = middle }
    }
    return low < files.count && files[low].lines.contains(line) ? files[low] : nil
  }
}

extension DiffDocument.Line {
  init(_ kind: Kind, old: Int, new: Int, _ range: Range<Int>) {
    (self.kind, self.old, self.new) = (kind, Int32(clamping: old), Int32(clamping: new))
    (start, end) = (Int32(clamping: range.lowerBound), Int32(clamping: range.upperBound))
  }
}
