/// Reads what `git diff` writes into sections, one a file, without copying any of it. The counts of a hunk rule over what
/// its lines look like, so that a removed line that begins with dashes is no header.
struct PatchReader {
  struct Lines {
    /// The whole `@@` line, then everything below it with its line ends.
    let header: Range<Int>
    var body: Range<Int>
    let oldStart: Int
    let oldCount: Int
    var added = 0
    var removed = 0
  }

  struct Section {
    var path = ""
    var oldPath: String?
    var kind = Hunk.Kind.lines
    /// What stands between the first line and the first hunk; it names the content on both sides.
    var header: Range<Int>
    var lines: [Lines] = []
    var isNew = false
    var mode: Substring?
  }

  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var sections: [Section] = []
  private var place = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func run() {
    while let line = nextLine() {
      let text = text(line)
      if text.hasPrefix("diff --git ") {
        open(text.dropFirst("diff --git ".count), at: place)
      } else if text.hasPrefix("@@ "), !sections.isEmpty {
        readLines(header: line, text)
      } else if !sections.isEmpty, sections[last].lines.isEmpty {
        sections[last].header = sections[last].header.lowerBound..<place
        sections[last].read(text)
      }
    }
    for index in sections.indices { sections[index].settle() }
  }

  private var last: Int { sections.count - 1 }

  private mutating func open(_ names: Substring, at start: Int) {
    sections.append(Section(path: PatchPath.ofBoth(names), header: start..<start))
  }

  private mutating func nextLine() -> Range<Int>? {
    guard place < bytes.count else { return nil }
    let start = place
    let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
    place = min(end + 1, bytes.count)
    return start..<end
  }

  private func text(_ line: Range<Int>) -> Substring { String(decoding: bytes[line], as: UTF8.self)[...] }

  private mutating func readLines(header: Range<Int>, _ text: Substring) {
    let numbers = HunkNumbers(text)
    var lines = Lines(
      header: header, body: place..<place, oldStart: numbers.oldStart, oldCount: numbers.oldCount)
    var (old, new) = (numbers.oldCount, numbers.newCount)
    while place < bytes.count, let sign = sign(old, new) {
      _ = nextLine()
      switch sign {
      case 0x2B: (new, lines.added) = (new - 1, lines.added + 1)
      case 0x2D: (old, lines.removed) = (old - 1, lines.removed + 1)
      case 0x5C: break
      default: (old, new) = (old - 1, new - 1)
      }
    }
    lines.body = lines.body.lowerBound..<place
    sections[last].lines.append(lines)
  }

  /// What the next line of a hunk is; nil where it is none. Some settings leave the blank of an empty line away.
  private func sign(_ old: Int, _ new: Int) -> UInt8? {
    let sign = bytes[place] == 0x0A ? 0x20 : bytes[place]
    switch sign {
    case 0x5C: return sign
    case 0x2B where new > 0: return sign
    case 0x2D where old > 0: return sign
    case 0x20 where old > 0 && new > 0: return sign
    default: return nil
    }
  }
}

/// The numbers of `@@ -1,4 +1,6 @@`.
struct HunkNumbers {
  private(set) var oldStart = 0
  private(set) var oldCount = 1
  private(set) var newCount = 1

  init(_ text: Substring) {
    for word in text.dropFirst(3).split(separator: " ").prefix(2) {
      let numbers = word.dropFirst().split(separator: ",").map { Int($0) ?? 0 }
      let count = numbers.count > 1 ? max(0, numbers[1]) : 1
      if word.hasPrefix("-") { (oldStart, oldCount) = (max(0, numbers.first ?? 0), count) }
      if word.hasPrefix("+") { newCount = count }
    }
  }
}

extension PatchReader.Section {
  fileprivate mutating func read(_ text: Substring) {
    func behind(_ word: String) -> Substring? { text.hasPrefix(word) ? text.dropFirst(word.count) : nil }
    if let mode = behind("new file mode ") { (isNew, self.mode) = (true, mode) }
    if let mode = behind("deleted file mode ") { (kind, self.mode) = (.deleted, mode) }
    if let mode = behind("new mode ") { (kind, self.mode) = (.mode, mode) }
    if let from = behind("rename from ") { (kind, oldPath) = (.renamed, PatchPath.plain(from)) }
    if let to = behind("rename to ") { path = PatchPath.plain(to) }
    if let words = behind("index "), let mode = words.split(separator: " ").dropFirst().first { self.mode = mode }
    if let name = behind("+++ "), let found = PatchPath.prefixed(name) { path = found }
    if let name = behind("--- "), isNew == false, kind == .deleted, let found = PatchPath.prefixed(name) {
      path = found
    }
    if text.hasPrefix("Binary files ") || text == "GIT binary patch" { kind = kind == .lines ? .binary : kind }
  }

  /// What can only be told once the whole header was read.
  fileprivate mutating func settle() {
    if mode == "160000" {
      kind = .submodule
    } else if mode == "120000" {
      kind = .link
    } else if kind == .lines, lines.isEmpty {
      kind = .empty
    }
  }
}
