import Canvas

/// A query, the answer to the last one that came back, and which search is the newest.
///
/// The search itself is an effect of the caller: `changed` says what to run, `answered` takes it back, late ones are
/// ignored by their generation.
package struct FinderState: Hashable, Sendable {
  package struct Search: Hashable, Sendable {
    package let generation: Int
    package let pattern: FuzzyPattern
    /// The matches of an earlier query that this one only narrows.
    package let among: [Int]?
  }

  package private(set) var field: EditorState
  package private(set) var matches: [Int] = []
  package private(set) var list = ListState()
  package private(set) var generation = 0
  private var answeredPattern: FuzzyPattern?

  package init(rows: Int = 10) {
    field = EditorState(isSingleLine: true)
    list.fit(count: 0, rows: rows)
  }

  package var isSearching: Bool { answeredPattern?.text != field.text }

  /// The chosen item of the index.
  package var selected: Int? { matches.indices.contains(list.selected) ? matches[list.selected] : nil }

  /// Edits the query; the search that it asks for, or nil where the words stay the same.
  package mutating func edit(_ command: EditorCommand) -> Search? {
    let before = field.text
    field.perform(command)
    return field.text == before ? nil : search()
  }

  /// The first search, or one after the items changed: looks at everything.
  package mutating func restart() -> Search {
    answeredPattern = nil
    return search()
  }

  package mutating func answered(_ search: Search, _ found: [Int]) {
    guard search.generation == generation else { return }
    matches = found
    answeredPattern = search.pattern
    list = ListState(count: found.count, rows: list.rows)
  }

  package mutating func move(by distance: Int) { list.move(by: distance) }
  package mutating func page(_ direction: Int) { list.page(direction) }
  package mutating func fit(rows: Int) { list.fit(count: matches.count, rows: rows) }

  private mutating func search() -> Search {
    generation += 1
    let pattern = FuzzyPattern(field.text)
    let narrows = answeredPattern.map { !$0.isEmpty && pattern.narrows($0) } ?? false
    return Search(generation: generation, pattern: pattern, among: narrows ? matches : nil)
  }
}
