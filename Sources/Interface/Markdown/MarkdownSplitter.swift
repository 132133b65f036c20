import Canvas
import Syntax

/// Splits a growing text into blocks. A fold over lines: what is closed never changes, whatever comes.
struct MarkdownSplitter: Hashable, Sendable {
  enum Open: Hashable {
    /// Between blocks. Then: any.
    case nothing
    /// Lines that may go on. Then: `nothing`, or `table` when a line of dashes follows its first line.
    case paragraph(text: String, indent: Int, continues: Bool)
    case item(depth: Int, marker: String, text: String)
    case quote(text: String, continues: Bool)
    /// Inside of a fence until the same fence comes again. Then: `nothing`.
    case code(fence: UInt8, count: Int, language: SyntaxLanguage?, state: SyntaxState)
    case table(rows: [[String]], aligns: [Alignment])
  }

  /// A block that is longer is closed at the next line, so that the tail stays short.
  static let longest = 1_024

  private(set) var closed: [MarkdownBlock] = []
  private var open = Open.nothing

  var isInCode: Bool {
    if case .code = open { true } else { false }
  }

  /// The blocks as they are if nothing more comes.
  var openBlock: MarkdownBlock? { Self.block(open) }

  mutating func takeClosed() -> [MarkdownBlock] {
    defer { closed = [] }
    return closed
  }

  mutating func line(_ line: String) {
    let line = MarkdownLine(line)
    if case .code(let fence, let count, let language, let state) = open {
      return code(line, fence, count, language, state)
    }
    if line.isBlank { return close() }
    if let (fence, count, name) = line.fence { return openCode(fence, count, name) }
    if let (level, text) = line.heading { return single(.heading(level: level, text: text)) }
    if let level = line.underline, case .paragraph(let text, _, _) = open {
      open = .nothing
      return closed.append(.heading(level: level, text: text))
    }
    if line.isRule { return single(.rule) }
    if let (depth, marker, text) = line.item {
      close()
      return open = .item(depth: depth, marker: marker, text: text)
    }
    if let text = line.quote { return quote(text) }
    if table(line) { return }
    words(line)
  }

  private static func block(_ open: Open) -> MarkdownBlock? {
    switch open {
    case .nothing, .code, .paragraph("", _, continues: true), .quote("", continues: true): nil
    case .paragraph(let text, let indent, let continues): .paragraph(text: text, indent: indent, continues: continues)
    case .item(let depth, let marker, let text): .item(depth: depth, marker: marker, text: text)
    case .quote(let text, let continues): .quote(text: text, continues: continues)
    case .table(let rows, let aligns): .table(rows: rows, aligns: aligns)
    }
  }

  private mutating func close() {
    if let block = Self.block(open) { closed.append(block) }
    open = .nothing
  }

  private mutating func single(_ block: MarkdownBlock) {
    close()
    closed.append(block)
  }
}

// MARK: - Kinds of lines

extension MarkdownSplitter {
  private mutating func openCode(_ fence: UInt8, _ count: Int, _ name: String) {
    single(.codeStart(language: name))
    open = .code(fence: fence, count: count, language: SyntaxLanguage(named: name), state: SyntaxState())
  }

  private mutating func code(
    _ line: MarkdownLine, _ fence: UInt8, _ count: Int, _ language: SyntaxLanguage?, _ state: SyntaxState
  ) {
    if let end = line.fence, end.byte == fence, end.count >= count, end.name.isEmpty {
      closed.append(.codeEnd)
      return open = .nothing
    }
    var after = state
    if let language { _ = SyntaxColours.tokens(line.text, language, state: &after) }
    closed.append(.codeLine(text: line.text, language: language, before: state))
    open = .code(fence: fence, count: count, language: language, state: after)
  }

  /// A line of code that is not complete yet.
  func unfinishedCode(_ text: String) -> MarkdownBlock? {
    guard case .code(_, _, let language, let state) = open else { return nil }
    return .codeLine(text: text, language: language, before: state)
  }

  private mutating func quote(_ text: String) {
    guard case .quote(let old, let continues) = open else {
      close()
      return open = .quote(text: text, continues: false)
    }
    open = .quote(text: old + "\n" + text, continues: continues)
    guard old.utf8.count + text.utf8.count > Self.longest else { return }
    close()
    open = .quote(text: "", continues: true)
  }

  private mutating func table(_ line: MarkdownLine) -> Bool {
    guard line.text.utf8.contains(0x7c) else { return false }
    switch open {
    case .table(let rows, let aligns):
      open = .table(rows: rows + [line.cells], aligns: aligns)
      return true
    case .paragraph(let text, _, _):
      guard let aligns = line.aligns, !text.utf8.contains(0x0a) else { return false }
      let head = MarkdownLine(text).cells
      guard head.count == aligns.count else { return false }
      open = .table(rows: [head], aligns: aligns)
      return true
    case .nothing, .item, .quote, .code: return false
    }
  }

  /// Words go on with the block that is open, or begin a paragraph.
  private mutating func words(_ line: MarkdownLine) {
    let more = line.words
    switch open {
    case .paragraph(let text, let indent, let continues):
      open = .paragraph(text: text + "\n" + more, indent: indent, continues: continues)
      if text.utf8.count + more.utf8.count > Self.longest { goOn(indent) }
    case .item(let depth, let marker, let text):
      open = .item(depth: depth, marker: marker, text: text + "\n" + more)
      if text.utf8.count + more.utf8.count > Self.longest { goOn(2 * depth + Sanitiser.width(marker) + 1) }
    case .quote(let text, let continues):
      open = .quote(text: text + "\n" + more, continues: continues)
    case .nothing, .table, .code:
      close()
      open = .paragraph(text: more, indent: line.indent >= 2 ? min(8, line.indent) : 0, continues: false)
      if more.utf8.count > Self.longest { goOn(line.indent >= 2 ? min(8, line.indent) : 0) }
    }
  }

  private mutating func goOn(_ indent: Int) {
    close()
    open = .paragraph(text: "", indent: indent, continues: true)
  }
}
