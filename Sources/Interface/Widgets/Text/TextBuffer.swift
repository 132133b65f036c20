import Canvas

/// A place in a text: a line, and a byte of it between two characters.
package struct TextPosition: Hashable, Sendable, Comparable {
  package var line: Int
  package var byte: Int

  package init(line: Int, byte: Int) {
    (self.line, self.byte) = (line, byte)
  }

  package static func < (left: TextPosition, right: TextPosition) -> Bool {
    left.line == right.line ? left.byte < right.byte : left.line < right.line
  }
}

/// Text as lines of UTF-8: an edit costs its line, not the text.
struct TextBuffer: Hashable, Sendable {
  private(set) var lines: [[UInt8]] = [[]]

  init(_ text: String = "") {
    lines = Self.split(Array(text.utf8))
  }

  var text: String { String(decoding: Array(lines.joined(separator: [0x0a])), as: UTF8.self) }

  var isEmpty: Bool { lines.count == 1 && lines[0].isEmpty }

  var end: TextPosition { TextPosition(line: lines.count - 1, byte: lines[lines.count - 1].count) }

  func text(_ range: Range<TextPosition>) -> String {
    let (start, end) = (range.lowerBound, range.upperBound)
    if start.line == end.line { return String(decoding: lines[start.line][start.byte..<end.byte], as: UTF8.self) }
    var parts: [ArraySlice<UInt8>] = [lines[start.line][start.byte...]]
    for line in start.line + 1..<end.line { parts.append(lines[line][...]) }
    parts.append(lines[end.line][..<end.byte])
    return String(decoding: Array(parts.joined(separator: [0x0a])), as: UTF8.self)
  }

  /// Puts a text in the place of a range; returns where it ends.
  mutating func replace(_ range: Range<TextPosition>, with text: String) -> TextPosition {
    let (start, end) = (range.lowerBound, range.upperBound)
    if start.line == end.line, !text.utf8.contains(0x0a) {
      lines[start.line].replaceSubrange(start.byte..<end.byte, with: text.utf8)
      return TextPosition(line: start.line, byte: start.byte + text.utf8.count)
    }
    var fresh = Self.split(Array(text.utf8))
    let tail = lines[end.line][end.byte...]
    fresh[0] = lines[start.line][..<start.byte] + fresh[0]
    let last = fresh.count - 1
    let stop = TextPosition(line: start.line + last, byte: fresh[last].count)
    fresh[last] += tail
    lines.replaceSubrange(start.line...end.line, with: fresh)
    return stop
  }

  private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
    bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0) }
  }
}

// MARK: - Characters and words

extension TextBuffer {
  func before(_ position: TextPosition) -> TextPosition {
    if position.byte == 0 {
      guard position.line > 0 else { return position }
      return TextPosition(line: position.line - 1, byte: lines[position.line - 1].count)
    }
    // A character with all its followers is at most a few dozen bytes; start at a safe place behind it.
    let line = lines[position.line]
    var from = max(0, position.byte - 64)
    while from > 0, line[from] & 0xc0 == 0x80 { from -= 1 }
    var last = from
    for glyph in glyphs(position.line, from: from) {
      if glyph.end >= position.byte {
        return TextPosition(line: position.line, byte: max(last, min(glyph.start, position.byte - 1)))
      }
      last = glyph.end
    }
    return TextPosition(line: position.line, byte: last < position.byte ? last : from)
  }

  func after(_ position: TextPosition) -> TextPosition {
    let line = lines[position.line]
    if position.byte >= line.count {
      return position.line + 1 < lines.count ? TextPosition(line: position.line + 1, byte: 0) : position
    }
    let next = line.withUnsafeBufferPointer { bytes in
      var scanner = GlyphScanner(bytes, from: position.byte)
      return scanner.nextGlyph()?.end ?? bytes.count
    }
    return TextPosition(line: position.line, byte: next)
  }

  func wordBefore(_ position: TextPosition) -> TextPosition {
    var place = position
    while place > TextPosition(line: 0, byte: 0), !isWord(before(place)) { place = before(place) }
    while place.byte > 0, isWord(before(place)) { place = before(place) }
    return place
  }

  func wordAfter(_ position: TextPosition) -> TextPosition {
    var place = position
    while place < end, !isWord(place) { place = after(place) }
    while place.byte < lines[place.line].count, isWord(place) { place = after(place) }
    return place
  }

  /// Letters, digits, the low line, and all beyond ASCII.
  private func isWord(_ position: TextPosition) -> Bool {
    let line = lines[position.line]
    guard position.byte < line.count else { return false }
    switch line[position.byte] {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x80...0xff: return true
    default: return false
    }
  }

  private func glyphs(_ line: Int, from byte: Int) -> [Glyph] {
    lines[line].withUnsafeBufferPointer { bytes in
      var scanner = GlyphScanner(bytes, from: byte)
      var glyphs: [Glyph] = []
      while glyphs.count < 80, let glyph = scanner.nextGlyph() { glyphs.append(glyph) }
      return glyphs
    }
  }
}
