/// A list in Markdown, read as a plan: each item is a task, and where it stands says what it waits for.
///
/// An item with a number waits for the one before it in its list, an item with a dash does not. What is indented below an
/// item is done before it. What is ticked off is left out, and so is everything that stands in no list.
package struct PlanText: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package var title: String
    /// Further lines, below the title.
    package var more: [String] = []
    /// What must be done first, by its place in `items`; always before this one, so that they can be made in turn.
    package var after: [Int] = []

    package var prompt: String { ([title] + more).joined(separator: "\n") }
  }

  package private(set) var items: [Item] = []

  package init(_ text: String) {
    var reader = PlanReader()
    for row in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { reader.take(row) }
    _ = add(reader.lines[...], waiting: [])
  }

  /// The items of one level and what stands below them; gives those that end each.
  private mutating func add(_ lines: ArraySlice<PlanLine>, waiting: [Int]) -> [Int] {
    var (rest, all, previous) = (lines, [Int](), [Int]())
    while let line = rest.first {
      let below = rest.dropFirst().prefix { $0.indent > line.indent }
      rest = rest.dropFirst(below.count + 1)
      let first = waiting + (line.isNumbered && !line.beginsList ? previous : [])
      var ends = add(below, waiting: first)
      if !line.isDone {
        items.append(Item(title: line.title, more: line.more, after: ends.isEmpty ? first : ends))
        ends = [items.count - 1]
      }
      // What is done holds up nobody: then the one before it still counts.
      previous = !line.isNumbered ? [] : ends.isEmpty && !line.beginsList ? previous : ends
      all += ends
    }
    return all
  }
}

/// An item as it stands in the text.
private struct PlanLine {
  var indent: Int
  var isNumbered: Bool
  var isDone = false
  var title: String
  var more: [String] = []
  /// A heading or a paragraph stands before it: its numbers have nothing to do with those above.
  var beginsList = false

  init?(_ row: Substring) {
    let words = row.drop { $0 == " " || $0 == "\t" }
    let digits = words.prefix { $0.isASCII && $0.isNumber }
    isNumbered = !digits.isEmpty
    let rest = words.dropFirst(digits.count)
    guard let mark = rest.first, isNumbered ? ".)".contains(mark) : "-*+".contains(mark), digits.count < 10,
      let gap = rest.dropFirst().first, gap == " " || gap == "\t"
    else { return nil }
    var text = rest.dropFirst(2).drop { $0 == " " || $0 == "\t" }
    for (box, done) in [("[ ] ", false), ("[x] ", true), ("[X] ", true)] where text.hasPrefix(box) {
      (text, isDone) = (text.dropFirst(box.count), done)
    }
    title = Self.trimmed(text)
    guard !title.isEmpty else { return nil }
    indent = Self.indent(of: row)
  }

  static func indent(of row: Substring) -> Int {
    row.prefix { $0 == " " || $0 == "\t" }.reduce(0) { $0 + ($1 == "\t" ? 4 : 1) }
  }

  static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }
}

/// Puts what is indented below an item to it; a list inside of a block of code is no list.
private struct PlanReader {
  var lines: [PlanLine] = []
  private var isCode = false
  private var isApart = true

  mutating func take(_ row: Substring) {
    let words = PlanLine.trimmed(row)
    let fence = words.hasPrefix("```") || words.hasPrefix("~~~")
    defer { if fence { isCode.toggle() } }
    guard !words.isEmpty else { return }
    if !isCode, var line = PlanLine(row) {
      (line.beginsList, isApart) = (isApart, false)
      lines.append(line)
    } else if let last = lines.last, !isApart, PlanLine.indent(of: row) > last.indent {
      let cut = row.prefix(last.indent + 2).prefix { $0 == " " || $0 == "\t" }
      lines[lines.count - 1].more.append(String(row.dropFirst(cut.count)))
    } else if !isCode {
      isApart = true
    }
  }
}
