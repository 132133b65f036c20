import Glibc

/// Reads what `git diff` writes, line by line. Counts of a hunk rule over what its lines look like, so that a removed
/// line that begins with dashes is no header.
struct DiffParser {
  private(set) var files: [DiffDocument.File] = []
  private var count = 0
  private var old = 0
  private var new = 0
  /// Lines that the hunk still owes.
  private var oldLeft = 0
  private var newLeft = 0

  mutating func run(_ bytes: UnsafeBufferPointer<UInt8>, emit: (DiffDocument.Line) -> Void) {
    guard let base = bytes.baseAddress else { return }
    var start = 0
    while start < bytes.count {
      let found = memchr(base + start, 0x0a, bytes.count - start)
      var end = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? bytes.count
      let next = end + 1
      if end > start, bytes[end - 1] == 0x0d { end -= 1 }
      if let line = line(bytes, start..<end) {
        emit(line)
        count += 1
      }
      start = next
    }
    closeFile()
  }

  private mutating func line(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> DiffDocument.Line? {
    let first = range.isEmpty ? 0x20 : bytes[range.lowerBound]
    let body = min(range.lowerBound + 1, range.upperBound)..<range.upperBound
    if oldLeft > 0 || newLeft > 0 {
      switch first {
      case 0x2b where newLeft > 0: return added(body)
      case 0x2d where oldLeft > 0: return removed(body)
      case 0x5c: return DiffDocument.Line(.note, old: 0, new: 0, body)
      case 0x20: return context(body)
      default: (oldLeft, newLeft) = (0, 0)
      }
    }
    if first == 0x5c, !files.isEmpty { return DiffDocument.Line(.note, old: 0, new: 0, body) }
    return header(bytes, range)
  }

  private mutating func added(_ body: Range<Int>) -> DiffDocument.Line {
    defer { (new, newLeft) = (new + 1, newLeft - 1) }
    files[files.count - 1].added += 1
    return DiffDocument.Line(.added, old: 0, new: new, body)
  }

  private mutating func removed(_ body: Range<Int>) -> DiffDocument.Line {
    defer { (old, oldLeft) = (old + 1, oldLeft - 1) }
    files[files.count - 1].removed += 1
    return DiffDocument.Line(.removed, old: old, new: 0, body)
  }

  private mutating func context(_ body: Range<Int>) -> DiffDocument.Line {
    defer { (old, new, oldLeft, newLeft) = (old + 1, new + 1, oldLeft - 1, newLeft - 1) }
    return DiffDocument.Line(.context, old: old, new: new, body)
  }
}

// MARK: - Headers

extension DiffParser {
  private mutating func header(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> DiffDocument.Line? {
    let text = String(decoding: bytes[range], as: UTF8.self)
    if text.hasPrefix("diff ") {
      openFile(path: Self.pathOfHeader(text))
    } else if text.hasPrefix("--- ") {
      if files.isEmpty || files[files.count - 1].lines.lowerBound < count { openFile(path: "") }
      if let path = Self.path(text) { files[files.count - 1].oldPath = path }
    } else if text.hasPrefix("@@ "), !files.isEmpty {
      return hunk(text, range)
    } else if !files.isEmpty {
      describe(text)
    }
    return nil
  }

  private mutating func describe(_ text: String) {
    let file = files.count - 1
    if text.hasPrefix("+++ ") {
      if let path = Self.path(text) { files[file].path = path }
    } else if text.hasPrefix("new file") {
      files[file].change = .added
    } else if text.hasPrefix("deleted file") {
      files[file].change = .deleted
    } else if text.hasPrefix("rename from ") {
      (files[file].change, files[file].oldPath) = (.renamed, String(text.dropFirst(12)))
    } else if text.hasPrefix("rename to ") {
      files[file].path = String(text.dropFirst(10))
    } else if text.hasPrefix("Binary files ") || text == "GIT binary patch" {
      if files[file].change != .renamed { files[file].change = .binary }
    }
  }

  private mutating func hunk(_ text: String, _ range: Range<Int>) -> DiffDocument.Line {
    let numbers = text.split(separator: "@").first.map { $0.split { $0 == " " || $0 == "," } } ?? []
    func number(_ sign: Character) -> (start: Int, count: Int) {
      guard let index = numbers.firstIndex(where: { $0.first == sign }) else { return (1, 0) }
      // Behind a count that is left out, since it is one, stands the other side with its sign.
      let next = index + 1 < numbers.count && numbers[index + 1].first != "+" ? Int(numbers[index + 1]) : nil
      let most = 1 << 30
      return (min(most, Int(numbers[index].dropFirst()) ?? 1), next.map { max(0, min(most, $0)) } ?? 1)
    }
    (old, oldLeft) = number("-")
    (new, newLeft) = number("+")
    return DiffDocument.Line(.hunk, old: old, new: new, range)
  }

  private mutating func openFile(path: String) {
    closeFile()
    files.append(
      DiffDocument.File(
        path: path, oldPath: path, change: .modified, lines: count..<count, added: 0, removed: 0))
  }

  private mutating func closeFile() {
    guard let last = files.indices.last else { return }
    files[last].lines = files[last].lines.lowerBound..<count
  }

  /// `--- a/path` without its prefix; nil for the null device.
  private static func path(_ text: String) -> String? {
    var path = text.dropFirst(4)
    if let tab = path.firstIndex(of: "\t") { path = path[..<tab] }
    if path == "/dev/null" { return nil }
    if path.hasPrefix("\""), path.hasSuffix("\""), path.count > 1 { path = path.dropFirst().dropLast() }
    return String(path.hasPrefix("a/") || path.hasPrefix("b/") ? path.dropFirst(2) : path)
  }

  private static func pathOfHeader(_ text: String) -> String {
    text.behindLast(" b/") ?? ""
  }
}

extension String {
  /// What stands behind the last occurrence of a word.
  fileprivate func behindLast(_ word: String) -> String? {
    let (all, wanted) = (Array(utf8), Array(word.utf8))
    guard all.count >= wanted.count else { return nil }
    for start in (0...all.count - wanted.count).reversed() where all[start...].starts(with: wanted) {
      return String(decoding: all[(start + wanted.count)...], as: UTF8.self)
    }
    return nil
  }
}
