package import Canvas

/// Lines that are asked for when they are seen and never loaded whole: a log, a transcript, a diff.
package protocol LineSource {
  /// Which lines there are. Both ends only grow: old lines may go, new ones may come.
  var lines: Range<Int> { get }
  func line(_ index: Int) -> StyledText
}

/// Lines in memory, for what is short.
package struct LinesInMemory: LineSource {
  package var texts: [StyledText]
  package init(_ texts: [StyledText]) { self.texts = texts }
  package var lines: Range<Int> { 0..<texts.count }
  package func line(_ index: Int) -> StyledText { texts[index] }
}
