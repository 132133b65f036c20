/// The lines of a hunk and where they stand in the old file. Applied here and not by `git apply`: that one looks for the
/// place by the lines around it, and where others of the file's hunks are left out it may find an equal place nearby.
package struct HunkText: Hashable, Sendable {
  let oldStart: Int
  let oldCount: Int
  let body: [UInt8]

  package init(oldStart: Int, oldCount: Int, body: [UInt8]) {
    (self.oldStart, self.oldCount, self.body) = (oldStart, oldCount, body)
  }

  /// The old content with these hunks, in the order of the file, byte for byte; nil where it is not what they were made from.
  package static func applied(_ hunks: [HunkText], to old: [UInt8]) -> [UInt8]? {
    let lines = lines(of: old)
    var (result, next): ([UInt8], Int) = ([], 0)
    for hunk in hunks {
      // Git names the line before where nothing is taken away.
      let start = hunk.oldCount == 0 ? hunk.oldStart : hunk.oldStart - 1
      guard start >= next, start + hunk.oldCount <= lines.count else { return nil }
      for line in lines[next..<start] { result += old[line] }
      next = start
      for change in hunk.changes {
        if change.sign != 0x2B {
          guard next < lines.count, old[lines[next]].elementsEqual(change.text) else { return nil }
          next += 1
        }
        if change.sign != 0x2D { result += change.text }
      }
    }
    for line in lines[next...] { result += old[line] }
    return result
  }

  /// With their line ends; the last one of a file may have none.
  private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
    var (found, start): ([Range<Int>], Int) = ([], 0)
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
      found.append(start..<end)
      start = end
    }
    return found
  }

  private struct Change {
    let sign: UInt8
    var text: [UInt8]
  }

  private var changes: [Change] {
    var found: [Change] = []
    for line in Self.lines(of: body) {
      switch body[line.lowerBound] {
      case 0x5C: if found.last?.text.last == 0x0A { found[found.count - 1].text.removeLast() }
      case 0x0A: found.append(Change(sign: 0x20, text: [0x0A]))
      default: found.append(Change(sign: body[line.lowerBound], text: Array(body[line].dropFirst())))
      }
    }
    return found
  }
}
