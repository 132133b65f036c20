import Canvas

/// Finds the words of one line. Linear, without regular expressions, and never wrong about where a line ends:
/// what it does not know stays plain.
struct SyntaxTokeniser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let rules: SyntaxRules
  private var offset = 0
  private var tokens: [SyntaxToken] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ rules: SyntaxRules) {
    (self.bytes, self.rules) = (bytes, rules)
  }

  mutating func run(_ state: inout SyntaxState) -> [SyntaxToken] {
    switch state.open {
    case .nothing: break
    case .comment(let depth): comment(from: 0, depth: depth, &state)
    case .string(let quote): longString(from: 0, quote: quote, &state)
    }
    while offset < bytes.count { step(&state) }
    return tokens
  }

  private mutating func step(_ state: inout SyntaxState) {
    let byte = bytes[offset]
    if byte == 0x20 || byte == 0x09 {
      offset += 1
    } else if rules.lineComments.contains(where: isAt), isCommentStart() {
      add(.comment, offset..<bytes.count)
      offset = bytes.count
    } else if let block = rules.blockComment, isAt(block.open) {
      let start = offset
      offset += block.open.count
      comment(from: start, depth: 1, &state)
    } else if let quote = rules.longQuotes.firstIndex(where: isAt) {
      let start = offset
      offset += rules.longQuotes[quote].count
      longString(from: start, quote: quote, &state)
    } else if rules.quotes.contains(byte), !isLifetime(byte) {
      shortString(byte)
    } else if (0x30...0x39).contains(byte) {
      number()
    } else if isLetter(byte) {
      word()
    } else if byte == rules.attributeMark || byte == rules.variableMark {
      marked()
    } else {
      offset += 1
    }
  }

  /// In shell and YAML a number sign inside of a word is a letter.
  private func isCommentStart() -> Bool {
    guard bytes[offset] == 0x23, offset > 0 else { return true }
    return bytes[offset - 1] == 0x20 || bytes[offset - 1] == 0x09 || bytes[offset - 1] == 0x3b
  }

  private func isLifetime(_ byte: UInt8) -> Bool {
    guard rules.quoteMayBeLifetime, byte == 0x27, offset + 2 < bytes.count else { return false }
    return isLetter(bytes[offset + 1]) && bytes[offset + 2] != 0x27 && bytes[offset + 1] < 0x80
  }

  private func isAt(_ word: [UInt8]) -> Bool {
    guard offset + word.count <= bytes.count else { return false }
    for index in 0..<word.count where bytes[offset + index] != word[index] { return false }
    return true
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || byte == 0x5f || byte >= 0x80
  }

  private func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || (0x30...0x39).contains(byte) }

  private mutating func add(_ kind: SyntaxToken.Kind, _ range: Range<Int>) {
    if !range.isEmpty { tokens.append(SyntaxToken(kind: kind, range: range)) }
  }
}

// MARK: - Comments and strings

extension SyntaxTokeniser {
  private mutating func comment(from start: Int, depth: Int, _ state: inout SyntaxState) {
    guard let block = rules.blockComment else { return }
    var depth = depth
    while offset < bytes.count, depth > 0 {
      if isAt(block.close) {
        depth -= 1
        offset += block.close.count
      } else if rules.nestsComments, isAt(block.open) {
        depth += 1
        offset += block.open.count
      } else {
        offset += 1
      }
    }
    state.open = depth > 0 ? .comment(depth: depth) : .nothing
    add(.comment, start..<offset)
  }

  private mutating func longString(from start: Int, quote: Int, _ state: inout SyntaxState) {
    let mark = rules.longQuotes[quote]
    let isRaw = mark == [0x27]
    state.open = .string(quote: quote)
    while offset < bytes.count {
      if bytes[offset] == 0x5c, !isRaw {
        offset = min(bytes.count, offset + 2)
      } else if isAt(mark) {
        offset += mark.count
        state.open = .nothing
        break
      } else {
        offset += 1
      }
    }
    addString(start..<offset)
  }

  private mutating func shortString(_ quote: UInt8) {
    let start = offset
    offset += 1
    while offset < bytes.count, bytes[offset] != quote {
      offset = min(bytes.count, offset + (bytes[offset] == 0x5c ? 2 : 1))
    }
    offset = min(bytes.count, offset + 1)
    addString(start..<offset)
  }

  private mutating func addString(_ range: Range<Int>) {
    add(isBeforeKeyMark() ? .key : .string, range)
  }

  private func isBeforeKeyMark() -> Bool {
    guard let mark = rules.keyMark else { return false }
    var index = offset
    while index < bytes.count, bytes[index] == 0x20 { index += 1 }
    return index < bytes.count && bytes[index] == mark
  }
}

// MARK: - Words and numbers

extension SyntaxTokeniser {
  private mutating func number() {
    let start = offset
    while offset < bytes.count, isWord(bytes[offset]) || bytes[offset] == 0x2e {
      // A range like `0..<5` is no fraction.
      if bytes[offset] == 0x2e, offset + 1 >= bytes.count || !(0x30...0x39).contains(bytes[offset + 1]) { break }
      offset += 1
    }
    add(.number, start..<offset)
  }

  private mutating func word() {
    let start = offset
    let isKeyLanguage = rules.keyMark != nil
    while offset < bytes.count,
      isWord(bytes[offset]) || (isKeyLanguage && (bytes[offset] == 0x2d || bytes[offset] == 0x2e))
    {
      offset += 1
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isBeforeKeyMark() {
      add(.key, start..<offset)
    } else if rules.keywords.contains(text) {
      add(.keyword, start..<offset)
    } else if offset < bytes.count, bytes[offset] == 0x28 {
      add(rules.hasTypes && (0x41...0x5a).contains(bytes[start]) ? .type : .function, start..<offset)
    } else if rules.hasTypes, (0x41...0x5a).contains(bytes[start]) {
      add(.type, start..<offset)
    }
  }

  private mutating func marked() {
    let start = offset
    offset += 1
    if offset < bytes.count, bytes[offset] == 0x7b || bytes[offset] == 0x5b {
      let close: UInt8 = bytes[offset] == 0x7b ? 0x7d : 0x5d
      while offset < bytes.count, bytes[offset] != close { offset += 1 }
      offset = min(bytes.count, offset + 1)
    } else {
      while offset < bytes.count, isWord(bytes[offset]) { offset += 1 }
    }
    if offset > start + 1 { add(.attribute, start..<offset) }
  }
}
