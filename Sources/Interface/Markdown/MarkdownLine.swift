import Base
import Canvas

/// What one line of markdown says about itself.
struct MarkdownLine {
  let text: String
  let indent: Int
  private let body: Substring

  init(_ text: String) {
    self.text = text
    indent = text.utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count
    body = text[text.utf8.index(text.utf8.startIndex, offsetBy: indent)...]
  }

  var isBlank: Bool { body.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d } }

  var fence: (byte: UInt8, count: Int, name: String)? {
    guard let first = body.utf8.first, first == 0x60 || first == 0x7e else { return nil }
    let count = body.utf8.prefix { $0 == first }.count
    guard count >= 3 else { return nil }
    let name = String(body.dropFirst(count)).trimmed
    return name.utf8.contains(0x60) ? nil : (first, count, name)
  }

  var heading: (level: Int, text: String)? {
    let level = body.utf8.prefix { $0 == 0x23 }.count
    guard (1...6).contains(level) else { return nil }
    let rest = body.dropFirst(level)
    guard rest.isEmpty || rest.utf8.first == 0x20 else { return nil }
    let words = String(rest).trimmed
    let marks = words.utf8.reversed().prefix { $0 == 0x23 }.count
    return (level, marks > 0 ? String(words.dropLast(marks)).trimmed : words)
  }

  /// The level of the heading that this line makes of the words above it.
  var underline: Int? {
    let marks = String(body).trimmed
    guard let first = marks.utf8.first, marks.utf8.allSatisfy({ $0 == first }) else { return nil }
    return first == 0x3d ? 1 : first == 0x2d && marks.utf8.count >= 3 ? 2 : nil
  }

  var isRule: Bool {
    guard let first = body.utf8.first, first == 0x2d || first == 0x2a || first == 0x5f else { return false }
    guard body.utf8.allSatisfy({ $0 == first || $0 == 0x20 }) else { return false }
    return body.utf8.reduce(0) { $0 + ($1 == first ? 1 : 0) } >= 3
  }

  var item: (depth: Int, marker: String, text: String)? {
    let depth = min(6, indent / 2)
    let digits = body.utf8.prefix { (0x30...0x39).contains($0) }.count
    let rest = body.dropFirst(digits)
    guard let mark = rest.utf8.first, digits < 10 else { return nil }
    let isNumbered = digits > 0 && (mark == 0x2e || mark == 0x29)
    let isBullet = digits == 0 && (mark == 0x2d || mark == 0x2a || mark == 0x2b)
    let after = rest.dropFirst()
    guard isNumbered || isBullet, after.isEmpty || after.utf8.first == 0x20 else { return nil }
    return (depth, isNumbered ? String(body.prefix(digits + 1)) : "-", String(after).trimmed)
  }

  var quote: String? {
    guard body.utf8.first == 0x3e else { return nil }
    return String(body.dropFirst()).trimmed
  }

  /// The words without what surrounds them; a wanted line break is kept as a final backslash.
  var words: String {
    let wantsBreak = body.utf8.count > 2 && (body.hasSuffix("  ") || body.hasSuffix("\\"))
    let words = String(body).trimmed
    return wantsBreak && !words.hasSuffix("\\") ? words + "\\" : words
  }

  /// Cells of a row of a table; a bar behind a backslash is text.
  var cells: [String] {
    var row = String(body).trimmed
    if row.hasPrefix("|") { row.removeFirst() }
    if row.hasSuffix("|"), !row.hasSuffix("\\|") { row.removeLast() }
    var cells: [String] = []
    var cell: [UInt8] = []
    var isEscaped = false
    for byte in row.utf8 {
      if byte == 0x7c, !isEscaped {
        cells.append(String(decoding: cell, as: UTF8.self).trimmed)
        cell = []
      } else {
        if byte == 0x7c { cell.removeLast() }
        cell.append(byte)
      }
      isEscaped = byte == 0x5c && !isEscaped
    }
    return cells + [String(decoding: cell, as: UTF8.self).trimmed]
  }

  /// The alignments of a line of dashes; nil where it is none.
  var aligns: [Alignment]? {
    var aligns: [Alignment] = []
    for cell in cells {
      guard cell.utf8.contains(0x2d), cell.utf8.allSatisfy({ $0 == 0x2d || $0 == 0x3a }) else { return nil }
      switch (cell.hasPrefix(":"), cell.hasSuffix(":")) {
      case (true, true): aligns.append(.centre)
      case (false, true): aligns.append(.trailing)
      case (_, false): aligns.append(.leading)
      }
    }
    return aligns
  }
}
