/// What one line leaves open for the next: the whole memory of the tokeniser.
package struct SyntaxState: Hashable, Sendable {
  enum Open: Hashable {
    case nothing
    /// A block comment and how deep it nests. Then: `nothing`.
    case comment(depth: Int)
    /// A long string, by its index among the long quotes of the language. Then: `nothing`.
    case string(quote: Int)
  }

  var open = Open.nothing

  package init() {}
}

package struct SyntaxToken: Hashable, Sendable {
  package enum Kind: Hashable, Sendable, CaseIterable {
    case keyword, string, number, comment, type, function, attribute, key, added, removed, hunk, header
  }

  package let kind: Kind
  /// Bytes of the line.
  package let range: Range<Int>
}
