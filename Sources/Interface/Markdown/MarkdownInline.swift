import Canvas

/// Emphasis, code, links: one line of words as styled text. Linear: a mark that has no end is looked for once.
struct MarkdownInline {
  private let bytes: [UInt8]
  private let theme: Theme
  /// Marks that are known to have no end further on.
  private var endless: Set<[UInt8]> = []
  private var result = StyledText()
  private var plain: [UInt8] = []

  private init(_ bytes: [UInt8], _ theme: Theme) {
    (self.bytes, self.theme) = (bytes, theme)
  }

  static func styled(_ text: String, base: Style, theme: Theme) -> StyledText {
    styled(Array(text.utf8), base, theme, depth: 0)
  }

  private static func styled(_ bytes: [UInt8], _ base: Style, _ theme: Theme, depth: Int) -> StyledText {
    var parser = MarkdownInline(bytes, theme)
    var index = 0
    while index < bytes.count { index = parser.step(index, base, depth) }
    parser.flush(base)
    return parser.result
  }

  /// Handles what stands at an index and returns where to go on.
  private mutating func step(_ index: Int, _ base: Style, _ depth: Int) -> Int {
    switch bytes[index] {
    case 0x5c:
      if index + 1 < bytes.count, Self.isPunctuation(bytes[index + 1]) {
        plain.append(bytes[index + 1])
        return index + 2
      }
      if index + 1 == bytes.count || bytes[index + 1] == 0x0a { return index + 1 }
    case 0x60: if let next = code(index, base) { return next }
    case 0x2a, 0x5f, 0x7e: if depth < 6, let next = emphasis(index, base, depth) { return next }
    case 0x5b: if depth < 6, let next = link(index, base, depth) { return next }
    case 0x21 where index + 1 < bytes.count && bytes[index + 1] == 0x5b:
      if depth < 6, let next = link(index + 1, base, depth) { return next }
    case 0x3c: if let next = angle(index, base) { return next }
    case 0x68: if let next = address(index, base) { return next }
    default: break
    }
    plain.append(bytes[index])
    return index + 1
  }

  private mutating func flush(_ base: Style) {
    guard !plain.isEmpty else { return }
    result.append(String(decoding: plain, as: UTF8.self), base)
    plain = []
  }

  private mutating func emit(_ range: Range<Int>, _ style: Style, over base: Style) {
    flush(base)
    result.append(String(decoding: bytes[range], as: UTF8.self), style)
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    (0x21...0x2f).contains(byte) || (0x3a...0x40).contains(byte) || (0x5b...0x60).contains(byte)
      || (0x7b...0x7e).contains(byte)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte >= 0x80
  }

  private func run(_ byte: UInt8, at index: Int) -> Int {
    var end = index
    while end < bytes.count, bytes[end] == byte { end += 1 }
    return end - index
  }
}

// MARK: - Marks

extension MarkdownInline {
  private mutating func code(_ index: Int, _ base: Style) -> Int? {
    let count = run(0x60, at: index)
    let mark = [UInt8](repeating: 0x60, count: count)
    guard !endless.contains(mark) else { return skipRun(index, count) }
    var end = index + count
    while end < bytes.count {
      let length = run(0x60, at: end)
      if length == count {
        emit(index + count..<end, theme[.code].on(base.background), over: base)
        return end + count
      }
      end += max(1, length)
    }
    endless.insert(mark)
    return skipRun(index, count)
  }

  private mutating func skipRun(_ index: Int, _ count: Int) -> Int {
    plain.append(contentsOf: bytes[index..<index + count])
    return index + count
  }

  private mutating func emphasis(_ index: Int, _ base: Style, _ depth: Int) -> Int? {
    let byte = bytes[index]
    let length = min(run(byte, at: index), byte == 0x7e ? 2 : 3)
    guard byte != 0x7e || length == 2 else { return nil }
    let start = index + length
    guard start < bytes.count, bytes[start] != 0x20, bytes[start] != 0x0a else { return nil }
    if byte == 0x5f, index > 0, Self.isWord(bytes[index - 1]) { return nil }
    let mark = [UInt8](repeating: byte, count: length)
    guard !endless.contains(mark), let end = closing(byte, length, from: start) else {
      endless.insert(mark)
      return skipRun(index, length)
    }
    flush(base)
    let more: Attributes = byte == 0x7e ? .strikethrough : [.italic, .bold, [.bold, .italic]][length - 1]
    result.append(Self.styled(Array(bytes[start..<end]), base.adding(more), theme, depth: depth + 1))
    return end + length
  }

  /// The next run of the same mark that can end an emphasis: behind a word, of at least that length.
  private func closing(_ byte: UInt8, _ length: Int, from start: Int) -> Int? {
    var index = start
    while index < bytes.count {
      if bytes[index] == 0x5c {
        index += 2
        continue
      }
      guard bytes[index] == byte else {
        index += 1
        continue
      }
      let count = run(byte, at: index)
      let isInWord = byte == 0x5f && index + count < bytes.count && Self.isWord(bytes[index + count])
      if count == length || (count > length && count == 3), bytes[index - 1] != 0x20, !isInWord, index > start {
        return index + count - length
      }
      index += count
    }
    return nil
  }

  private mutating func link(_ index: Int, _ base: Style, _ depth: Int) -> Int? {
    guard !endless.contains([0x5b]) else { return nil }
    var end = index + 1
    var nested = 0
    while end < bytes.count, bytes[end] != 0x5d || nested > 0 {
      if bytes[end] == 0x5b { nested += 1 }
      if bytes[end] == 0x5d { nested -= 1 }
      end += 1
    }
    guard end < bytes.count else {
      endless.insert([0x5b])
      return nil
    }
    guard end + 1 < bytes.count, bytes[end + 1] == 0x28,
      let close = bytes[(end + 2)...].prefix(2_000).firstIndex(of: 0x29)
    else { return nil }
    flush(base)
    result.append(
      Self.styled(Array(bytes[index + 1..<end]), theme[.link].on(base.background), theme, depth: depth + 1))
    let target = String(decoding: bytes[end + 2..<close], as: UTF8.self)
    if Array(target.utf8) != Array(bytes[index + 1..<end]), !target.isEmpty {
      result.append(" (\(target))", theme[.muted].on(base.background))
    }
    return close + 1
  }

  private mutating func angle(_ index: Int, _ base: Style) -> Int? {
    guard let end = bytes[index...].prefix(500).firstIndex(of: 0x3e),
      Self.startsAddress(bytes[(index + 1)..<end])
    else { return nil }
    emit(index + 1..<end, theme[.link].on(base.background), over: base)
    return end + 1
  }

  private mutating func address(_ index: Int, _ base: Style) -> Int? {
    guard index == 0 || !Self.isWord(bytes[index - 1]), Self.startsAddress(bytes[index...]) else { return nil }
    var end = index
    while end < bytes.count, bytes[end] > 0x20, ![0x3c, 0x3e, 0x22, 0x29, 0x5d, 0x60, 0x2a].contains(bytes[end]) {
      end += 1
    }
    while [0x2e, 0x2c, 0x3b, 0x3a, 0x21, 0x3f].contains(bytes[end - 1]) { end -= 1 }
    emit(index..<end, theme[.link].on(base.background), over: base)
    return end
  }

  private static func startsAddress(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.starts(with: Array("https://".utf8)) || bytes.starts(with: Array("http://".utf8))
      || bytes.starts(with: Array("mailto:".utf8))
  }
}
