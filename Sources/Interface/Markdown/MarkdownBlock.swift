package import Canvas
package import Syntax

/// A piece of a document that is laid out for itself, from nothing but its own words.
package enum MarkdownBlock: Hashable, Sendable {
  case heading(level: Int, text: String)
  /// `continues` marks a further part of a paragraph that was too long to be laid out again with every chunk.
  case paragraph(text: String, indent: Int, continues: Bool)
  case item(depth: Int, marker: String, text: String)
  case quote(text: String, continues: Bool)
  case rule
  case codeStart(language: String)
  /// One line of code with what the lines before it left open, so that it never has to be coloured again.
  case codeLine(text: String, language: SyntaxLanguage?, before: SyntaxState)
  case codeEnd
  case table(rows: [[String]], aligns: [Alignment])

  /// Whether a blank row stands between two blocks.
  func isApart(from previous: MarkdownBlock) -> Bool {
    switch (previous, self) {
    case (.item, .item), (.codeStart, _), (.codeLine, .codeLine), (_, .codeEnd): false
    case (_, .paragraph(_, _, continues: true)), (_, .quote(_, continues: true)): false
    default: true
    }
  }
}
