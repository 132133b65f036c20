/// What is looked for, with the operators of fzf: `'exact ^prefix suffix$ !not`, parted by blanks, `|` for either.
///
/// Small letters match both cases, a capital letter only itself.
package struct FuzzyPattern: Hashable, Sendable {
  enum Kind: Hashable { case fuzzy, exact, prefix, suffix, equal }

  struct Term: Hashable {
    var kind: Kind
    var isNegated: Bool
    var bytes: [UInt8]
    var ignoresCase: Bool
    /// Which letters must occur, a bit each: most items are refused by one comparison.
    var letters: UInt64
  }

  /// Every group must match, in each group one term.
  let groups: [[Term]]
  package let text: String

  package init(_ text: String) {
    self.text = text
    var groups: [[Term]] = []
    var joins = false
    for word in text.split(separator: " ") {
      if word == "|" {
        joins = !groups.isEmpty
        continue
      }
      guard let term = Self.term(word) else { continue }
      if joins, let last = groups.indices.last { groups[last].append(term) } else { groups.append([term]) }
      joins = false
    }
    self.groups = groups
  }

  package var isEmpty: Bool { groups.isEmpty }

  /// Whether everything that this matches was matched by an earlier one: then its matches are all that need a look.
  package func narrows(_ earlier: FuzzyPattern) -> Bool {
    guard text.hasPrefix(earlier.text), groups.count >= earlier.groups.count else { return false }
    return zip(earlier.groups, groups).allSatisfy { old, new in
      if old == new { return true }
      guard old.count == 1, new.count == 1, !old[0].isNegated, !new[0].isNegated else { return false }
      return old[0].kind == new[0].kind && [.fuzzy, .exact, .prefix].contains(old[0].kind)
        && new[0].bytes.starts(with: old[0].bytes) && (old[0].ignoresCase || !new[0].ignoresCase)
    }
  }

  private static func term(_ word: Substring) -> Term? {
    var word = word
    var term = Term(kind: .fuzzy, isNegated: false, bytes: [], ignoresCase: true, letters: 0)
    if word.hasPrefix("!") {
      (term.isNegated, term.kind) = (true, .exact)
      word = word.dropFirst()
    }
    if word.hasPrefix("'") {
      term.kind = term.isNegated ? .fuzzy : .exact
      word = word.dropFirst()
    } else if word.hasPrefix("^") {
      term.kind = .prefix
      word = word.dropFirst()
    }
    if word.hasSuffix("$"), word.utf8.count > 1 {
      term.kind = term.kind == .prefix ? .equal : .suffix
      word = word.dropLast()
    }
    guard !word.isEmpty else { return nil }
    term.bytes = Array(word.utf8)
    term.ignoresCase = !term.bytes.contains { (0x41...0x5a).contains($0) }
    term.letters = term.bytes.reduce(0) { $0 | FuzzyIndex.bit($1) }
    return term
  }
}
