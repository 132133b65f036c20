package import Canvas

/// A text that is being written: caret, selection, undo, and the part of it that is seen. Pure: keys in, state out.
package struct EditorState: Hashable, Sendable {
  struct Edit: Hashable {
    var start: TextPosition
    var removed: String
    var inserted: String
    /// Typing goes on in the same step until something else happens.
    var isTyping: Bool
  }

  package let isSingleLine: Bool
  private(set) var buffer: TextBuffer
  package internal(set) var caret: TextPosition
  private(set) var anchor: TextPosition?
  /// Where the caret wants to stand while it goes up and down over shorter lines.
  private var wantedColumn: Int?
  package internal(set) var size: Size
  /// First visual row that is seen: a line, and which of its wrapped rows; in a single line the columns scrolled out.
  var top = ViewportState.Place(line: 0)
  private var undone: [Edit] = []
  private var done: [Edit] = []
  private static let mostEdits = 1_000

  package init(_ text: String = "", isSingleLine: Bool = false, size: Size = Size(columns: 40, rows: 1)) {
    self.isSingleLine = isSingleLine
    self.size = size
    buffer = TextBuffer(Self.harmless(text, isSingleLine))
    caret = buffer.end
    reveal()
  }

  package var text: String { buffer.text }
  package var isEmpty: Bool { buffer.isEmpty }
  package var lineCount: Int { buffer.lines.count }

  package var selection: Range<TextPosition>? {
    guard let anchor, anchor != caret else { return nil }
    return min(anchor, caret)..<max(anchor, caret)
  }

  package var selectedText: String? { selection.map { buffer.text($0) } }

  package mutating func fit(_ size: Size) {
    self.size = Size(columns: max(1, size.columns), rows: max(1, size.rows))
    reveal()
  }

  package mutating func setText(_ text: String) {
    replace(TextPosition(line: 0, byte: 0)..<buffer.end, with: Self.harmless(text, isSingleLine))
    anchor = nil
    reveal()
  }

  package mutating func perform(_ command: EditorCommand) {
    switch command {
    case .insert(let text): type(text)
    case .paste(let text): replaceSelection(with: Self.harmless(text, isSingleLine))
    case .newline: if !isSingleLine { replaceSelection(with: "\n") }
    case .move(let motion): move(motion, extends: false)
    case .extend(let motion): move(motion, extends: true)
    case .delete(let motion): delete(motion)
    case .selectAll: (anchor, caret) = (TextPosition(line: 0, byte: 0), buffer.end)
    case .cancelSelection: anchor = nil
    case .undo: undo()
    case .redo: redo()
    case .point(let column, let row):
      anchor = nil
      caret = position(column: column, row: row)
    }
    if !Self.goesVertically(command) { wantedColumn = nil }
    reveal()
  }

  private static func goesVertically(_ command: EditorCommand) -> Bool {
    switch command {
    case .move(.up), .move(.down), .extend(.up), .extend(.down), .move(.pageUp), .move(.pageDown): true
    default: false
    }
  }

  /// Line ends as line feeds, no other control but the tab; what a terminal must not see is the view's business.
  private static func harmless(_ text: String, _ isSingleLine: Bool) -> String {
    let isClean = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    if isClean { return text }
    var bytes: [UInt8] = []
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case 0x0a where previous == 0x0d: break
      case 0x0a, 0x0d: bytes.append(isSingleLine ? 0x20 : 0x0a)
      case 0x09: bytes.append(isSingleLine ? 0x20 : 0x09)
      case 0..<0x20, 0x7f: break
      default: bytes.append(byte)
      }
      previous = byte
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

// MARK: - Editing

extension EditorState {
  private mutating func type(_ text: String) {
    let text = Self.harmless(text, isSingleLine)
    guard !text.isEmpty else { return }
    let goesOn = selection == nil && undone.last.map { $0.isTyping && end(of: $0) == caret } ?? false
    if goesOn, let last = undone.indices.last, text != " " {
      caret = buffer.replace(caret..<caret, with: text)
      undone[last].inserted += text
      done = []
    } else {
      replaceSelection(with: text, isTyping: true)
    }
  }

  private mutating func delete(_ motion: TextMotion) {
    if selection == nil {
      let target = target(of: motion)
      replace(min(caret, target)..<max(caret, target), with: "")
    } else {
      replaceSelection(with: "")
    }
  }

  private mutating func replaceSelection(with text: String, isTyping: Bool = false) {
    replace(selection ?? caret..<caret, with: text, isTyping: isTyping)
  }

  private mutating func replace(_ range: Range<TextPosition>, with text: String, isTyping: Bool = false) {
    guard !range.isEmpty || !text.isEmpty else { return }
    let edit = Edit(
      start: range.lowerBound, removed: buffer.text(range), inserted: text, isTyping: isTyping && range.isEmpty)
    undone.append(edit)
    if undone.count > Self.mostEdits { undone.removeFirst() }
    done = []
    caret = buffer.replace(range, with: text)
    anchor = nil
  }

  private mutating func undo() {
    guard let edit = undone.popLast() else { return }
    anchor = nil
    caret = buffer.replace(edit.start..<end(of: edit), with: edit.removed)
    done.append(edit)
  }

  private mutating func redo() {
    guard var edit = done.popLast() else { return }
    anchor = nil
    caret = buffer.replace(edit.start..<Self.end(of: edit.removed, from: edit.start), with: edit.inserted)
    edit.isTyping = false
    undone.append(edit)
  }

  private func end(of edit: Edit) -> TextPosition { Self.end(of: edit.inserted, from: edit.start) }

  private static func end(of text: String, from start: TextPosition) -> TextPosition {
    let utf8 = text.utf8
    guard let last = utf8.lastIndex(of: 0x0a) else {
      return TextPosition(line: start.line, byte: start.byte + utf8.count)
    }
    let lines = utf8.reduce(0) { $0 + ($1 == 0x0a ? 1 : 0) }
    return TextPosition(line: start.line + lines, byte: utf8.distance(from: utf8.index(after: last), to: utf8.endIndex))
  }
}

// MARK: - Moving

extension EditorState {
  private mutating func move(_ motion: TextMotion, extends: Bool) {
    if extends {
      anchor = anchor ?? caret
    } else if let selection {
      anchor = nil
      if motion == .left { return caret = selection.lowerBound }
      if motion == .right { return caret = selection.upperBound }
    } else {
      anchor = nil
    }
    switch motion {
    case .up, .down, .pageUp, .pageDown:
      let column = wantedColumn ?? visualPlace(of: caret).column
      caret = target(of: motion, wanting: column)
      wantedColumn = column
    case .left, .right, .wordLeft, .wordRight, .lineStart, .lineEnd, .textStart, .textEnd:
      caret = target(of: motion)
    }
  }

  private func target(of motion: TextMotion, wanting column: Int = 0) -> TextPosition {
    switch motion {
    case .left: buffer.before(caret)
    case .right: buffer.after(caret)
    case .wordLeft: buffer.wordBefore(caret)
    case .wordRight: buffer.wordAfter(caret)
    case .lineStart: TextPosition(line: caret.line, byte: 0)
    case .lineEnd: TextPosition(line: caret.line, byte: buffer.lines[caret.line].count)
    case .textStart: TextPosition(line: 0, byte: 0)
    case .textEnd: buffer.end
    case .up: vertical(-1, column)
    case .down: vertical(1, column)
    case .pageUp: vertical(1 - size.rows, column)
    case .pageDown: vertical(size.rows - 1, column)
    }
  }

  private func vertical(_ rows: Int, _ column: Int) -> TextPosition {
    let place = visualPlace(of: caret).place
    let target = moved(place, by: rows)
    if target == place, rows < 0 { return TextPosition(line: 0, byte: 0) }
    if target == place, rows > 0 { return buffer.end }
    return position(at: target, column: column)
  }
}
