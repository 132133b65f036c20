import Testing

@testable import Canvas

@Suite struct TextLayoutTests {
  @Test(arguments: [
    ("one two three", 7, ["one two", "three"]), ("one  two", 4, ["one", "two"]), ("abcdefgh", 3, ["abc", "def", "gh"]),
    ("a\n\nb", 5, ["a", "", "b"]), ("漢字漢字", 5, ["漢字", "漢字"]), ("go to well-known", 11, ["go to well-", "known"]),
    ("", 4, [""]), ("a b", 1, ["a", "b"]), ("漢", 1, ["漢"]), ("ab 漢字", 5, ["ab 漢", "字"]), ("abc   ", 3, ["abc   "]),
    ("aaa bbb", 3, ["aaa", "bbb"]), ("aaaa bb", 3, ["aaa", "a", "bb"]),
  ])
  func breaksBetweenWords(_ text: String, _ columns: Int, _ lines: [String]) {
    #expect(StyledText(text).wrapped(to: columns).map(\.text) == lines)
  }

  @Test func everyLineFitsAndNothingButBlanksIsLost() {
    var random = SeededGenerator(state: 3)
    let letters = Array("ab 漢é-/ \t👍".unicodeScalars)
    for _ in 0..<1_000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...40, using: &random) { text.append(letters.randomElement(using: &random) ?? "a") }
      let columns = Int.random(in: 2...12, using: &random)
      let lines = StyledText(String(text)).wrapped(to: columns)
      for line in lines { #expect(trimmed(line.text, columns) <= columns) }
      let kept = lines.map { $0.text.filter { $0 != " " && $0 != "\t" } }.joined()
      #expect(kept == String(text).filter { $0 != " " && $0 != "\t" })
    }
  }

  /// Blanks hang beyond the edge: only what is seen must fit.
  private func trimmed(_ text: String, _ columns: Int) -> Int {
    var text = text
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return Sanitiser.width(text)
  }

  @Test func cutsWithAnEllipsisAndKeepsStyles() {
    let red = Style(.palette(1))
    let text = StyledText("ab") + StyledText("漢字", red) + StyledText("c")
    #expect(text.truncated(to: 7) == text)
    #expect(text.truncated(to: 6) == StyledText("ab") + StyledText("漢…", red))
    #expect(text.truncated(to: 0).isEmpty)
    #expect(text.truncated(to: 4, ellipsis: "...").text == "a...")
    #expect(text.slice(2..<5) == StyledText("漢", red))
    #expect(text.restyled(0..<2) { $0.adding(.bold) }.runs.count == 3)
  }

  @Test func writesAlignedAndWithin() {
    var canvas = Canvas(Size(columns: 8, rows: 3))
    canvas.write("ab", in: Rect(column: 0, row: 0, columns: 8, rows: 1), align: .centre)
    canvas.write("too long", in: Rect(column: 2, row: 1, columns: 5, rows: 1))
    canvas.write("漢字", at: Point(column: -1, row: 2), clip: canvas.bounds)
    #expect(rows(canvas) == ["   ab   ", "  too … ", " 字     "])
    #expect(
      canvas.box(canvas.bounds, .ascii, style: .plain, title: "t") == Rect(column: 1, row: 1, columns: 6, rows: 1))
    #expect(rows(canvas)[0] == "+- t --+")
  }

  private func rows(_ canvas: Canvas) -> [String] {
    (0..<canvas.size.rows).map { row in
      canvas.row(row).filter { $0.width > 0 }.map { String(Unicode.Scalar($0.scalar) ?? " ") }.joined()
    }
  }
}
