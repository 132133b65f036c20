package import Canvas

/// A document that grows at its end, as answers of models do, and its lines for a width.
///
/// Everything before the last open block is laid out once; a chunk costs the tail. What is shown is at every moment
/// what a fresh document of the same text shows.
package struct MarkdownStream: LineSource, Hashable, Sendable {
  private var splitter = MarkdownSplitter()
  /// The line that is not complete yet.
  private var unfinished: [UInt8] = []
  package private(set) var blocks: [MarkdownBlock] = []
  private var columns = 0
  private var theme = Theme()
  /// Lines of the first `laidOut` blocks.
  private var stable: [StyledText] = []
  private var laidOut = 0
  private var tailLines: [StyledText] = []

  package init() {}

  package init(_ text: String) { append(text) }

  package mutating func append(_ chunk: String) {
    for byte in chunk.utf8 {
      if byte == 0x0a {
        finishLine()
      } else {
        unfinished.append(byte)
        if byte == 0x20, unfinished.count > MarkdownSplitter.longest, !splitter.isInCode { finishLine() }
      }
    }
    blocks += splitter.takeClosed()
  }

  /// The blocks with the open one, as they are if nothing more comes.
  package var shownBlocks: [MarkdownBlock] { blocks + tail }

  private mutating func finishLine() {
    if unfinished.last == 0x0d { unfinished.removeLast() }
    splitter.line(String(decoding: unfinished, as: UTF8.self))
    unfinished.removeAll(keepingCapacity: true)
  }

  private var tail: [MarkdownBlock] {
    if unfinished.isEmpty { return splitter.openBlock.map { [$0] } ?? [] }
    let text = String(decoding: unfinished, as: UTF8.self)
    if splitter.isInCode, MarkdownLine(text).fence == nil { return splitter.unfinishedCode(text).map { [$0] } ?? [] }
    var probe = splitter
    probe.line(text)
    return probe.closed + (probe.openBlock.map { [$0] } ?? [])
  }
}

// MARK: - Lines

extension MarkdownStream {
  /// Brings the lines up to date; lays out only what is new since the last call with the same width and theme.
  package mutating func layOut(columns: Int, theme: Theme) {
    if columns != self.columns || theme != self.theme {
      (self.columns, self.theme) = (columns, theme)
      (stable, laidOut) = ([], 0)
    }
    let renderer = MarkdownRenderer(columns: columns, theme: theme)
    for index in laidOut..<blocks.count {
      stable += renderer.lines(blocks[index], after: index > 0 ? blocks[index - 1] : nil)
    }
    laidOut = blocks.count
    var previous = blocks.last
    tailLines.removeAll(keepingCapacity: true)
    for block in tail {
      tailLines += renderer.lines(block, after: previous)
      previous = block
    }
  }

  /// As of the last `layOut`.
  package var lineCount: Int { stable.count + tailLines.count }

  package var lines: Range<Int> { 0..<lineCount }

  package func line(_ index: Int) -> StyledText {
    index < stable.count ? stable[index] : tailLines[index - stable.count]
  }

  /// All lines for a width, for what is short or written once.
  package mutating func lines(columns: Int, theme: Theme) -> [StyledText] {
    layOut(columns: columns, theme: theme)
    return stable + tailLines
  }

  /// The last lines only: what a new width costs while the rest is out of view.
  package func lastLines(_ count: Int, columns: Int, theme: Theme) -> [StyledText] {
    let renderer = MarkdownRenderer(columns: columns, theme: theme)
    let shown = tail
    var parts: [[StyledText]] = []
    var found = 0
    for index in (0..<blocks.count + shown.count).reversed() where found < count {
      let block = index < blocks.count ? blocks[index] : shown[index - blocks.count]
      let previous = index == 0 ? nil : index - 1 < blocks.count ? blocks[index - 1] : shown[index - 1 - blocks.count]
      parts.append(renderer.lines(block, after: previous))
      found += parts[parts.count - 1].count
    }
    return Array(parts.reversed().joined().suffix(count))
  }
}
