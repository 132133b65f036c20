package import Canvas

/// Colours code line by line; what a line leaves open is a small value that the caller keeps.
package enum SyntaxColours {
  /// Lines longer than this stay plain: nobody reads them, and a minified file must not stall a frame.
  package static let longestLine = 4_000

  package static func tokens(
    _ line: String, _ language: SyntaxLanguage, state: inout SyntaxState
  ) -> [SyntaxToken] {
    if language == .diff { return diff(line) }
    guard line.utf8.count <= longestLine else { return [] }
    return Sanitiser.withBytes(line) { bytes in
      var tokeniser = SyntaxTokeniser(bytes, language.rules)
      return tokeniser.run(&state)
    }
  }

  /// The line with the styles of its words over a base style.
  package static func styled(
    _ line: String, _ language: SyntaxLanguage, state: inout SyntaxState, theme: Theme, base: Style? = nil
  ) -> StyledText {
    let base = base ?? theme[.codeBlock]
    let tokens = tokens(line, language, state: &state)
    guard !tokens.isEmpty else { return StyledText(line, base) }
    var result = StyledText()
    var end = 0
    let utf8 = line.utf8
    var index = utf8.startIndex
    func piece(to offset: Int) -> String {
      let next = utf8.index(index, offsetBy: offset - end)
      defer { (index, end) = (next, offset) }
      return String(line[index..<next])
    }
    for token in tokens {
      if token.range.lowerBound > end { result.append(piece(to: token.range.lowerBound), base) }
      let look = theme[role(token.kind)]
      let style = base.background == .standard ? look : look.on(base.background)
      result.append(piece(to: token.range.upperBound), style)
    }
    result.append(String(line[index...]), base)
    return result
  }

  package static func role(_ kind: SyntaxToken.Kind) -> Role {
    switch kind {
    case .keyword: .syntaxKeyword
    case .string: .syntaxString
    case .number: .syntaxNumber
    case .comment: .syntaxComment
    case .type: .syntaxType
    case .function: .syntaxFunction
    case .attribute: .syntaxAttribute
    case .key: .syntaxKey
    case .added: .diffAdded
    case .removed: .diffRemoved
    case .hunk: .diffHunk
    case .header: .diffHeader
    }
  }

  private static func diff(_ line: String) -> [SyntaxToken] {
    let kind: SyntaxToken.Kind? =
      if line.hasPrefix("@@") {
        .hunk
      } else if line.hasPrefix("+++") || line.hasPrefix("---") || line.hasPrefix("diff ") || line.hasPrefix("index ") {
        .header
      } else if line.hasPrefix("+") {
        .added
      } else if line.hasPrefix("-") {
        .removed
      } else {
        nil
      }
    return kind.map { [SyntaxToken(kind: $0, range: 0..<line.utf8.count)] } ?? []
  }
}
