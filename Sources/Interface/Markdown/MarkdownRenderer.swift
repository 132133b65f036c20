package import Canvas
import Syntax

/// Lays one block out as lines for a width; knows nothing of the blocks beside it.
package struct MarkdownRenderer: Sendable {
  package var columns: Int
  package var theme: Theme

  package init(columns: Int, theme: Theme) {
    (self.columns, self.theme) = (max(4, columns), theme)
  }

  /// The rows of a block behind another one.
  package func lines(_ block: MarkdownBlock, after previous: MarkdownBlock?) -> [StyledText] {
    let gap = previous.map { block.isApart(from: $0) } ?? false
    return (gap ? [StyledText()] : []) + lines(block)
  }

  private func lines(_ block: MarkdownBlock) -> [StyledText] {
    switch block {
    case .heading(let level, let text):
      let mark = StyledText(String(repeating: "#", count: level) + " ", theme[.muted])
      return wrapped(mark + MarkdownInline.styled(text, base: theme[.heading], theme: theme), first: "", rest: "")
    case .paragraph(let text, let indent, _):
      let space = StyledText(String(repeating: " ", count: indent))
      return words(text, theme[.text]).flatMap { wrapped($0, first: space, rest: space) }
    case .item(let depth, let marker, let text): return item(depth, marker, text)
    case .quote(let text, _):
      let bar = StyledText(theme.glyphs.quoteBar + " ", theme[.muted])
      return words(text, theme[.quote]).flatMap { wrapped($0, first: bar, rest: bar) }
    case .rule:
      let dash = theme.glyphs.box == .rounded ? "─" : "-"
      return [StyledText(theme.isAccessible ? "" : String(repeating: dash, count: min(columns, 40)), theme[.border])]
    case .codeStart(let language): return language.isEmpty ? [] : [StyledText("  " + language, theme[.muted])]
    case .codeLine(let text, let language, let before): return code(text, language, before)
    case .codeEnd: return []
    case .table(let rows, let aligns): return MarkdownTable(rows, aligns, columns, theme).lines
    }
  }

  /// Lines end where the author wanted it; other line ends are blanks.
  private func words(_ text: String, _ base: Style) -> [StyledText] {
    var lines: [String] = [""]
    for bytes in text.utf8.split(separator: 0x0a) {
      let line = Substring(bytes)
      let last = lines.count - 1
      lines[last] += (lines[last].isEmpty ? "" : " ") + (bytes.last == 0x5c ? Substring(bytes.dropLast()) : line)
      if bytes.last == 0x5c { lines.append("") }
    }
    if lines.count > 1, lines.last == "" { lines.removeLast() }
    return lines.map { MarkdownInline.styled($0, base: base, theme: theme) }
  }

  private func item(_ depth: Int, _ marker: String, _ text: String) -> [StyledText] {
    let space = String(repeating: " ", count: min(2 * depth, columns / 2))
    var (mark, words) = (marker == "-" ? theme.glyphs.bullet : marker, text)
    for (box, glyph) in [
      ("[ ] ", theme.glyphs.unchecked), ("[x] ", theme.glyphs.checked), ("[X] ", theme.glyphs.checked),
    ]
    where text.hasPrefix(box) {
      (mark, words) = (glyph, String(text.dropFirst(4)))
    }
    let first = StyledText(space) + StyledText(mark + " ", theme[.accent])
    let rest = StyledText(String(repeating: " ", count: first.width))
    let lines = self.words(words, theme[.text])
    return lines.enumerated().flatMap { wrapped($1, first: $0 == 0 ? first : rest, rest: rest) }
  }

  private func code(_ text: String, _ language: SyntaxLanguage?, _ before: SyntaxState) -> [StyledText] {
    var state = before
    let clean = Sanitiser.line(text)
    let styled =
      language.map { SyntaxColours.styled(clean, $0, state: &state, theme: theme) }
      ?? StyledText(clean, theme[.codeBlock])
    return wrapped(styled, first: "  ", rest: "  ")
  }

  private func wrapped(_ text: StyledText, first: StyledText, rest: StyledText) -> [StyledText] {
    let room = max(2, columns - max(first.width, rest.width))
    return text.wrapped(to: room).enumerated().map { ($0 == 0 ? first : rest) + $1 }
  }
}
