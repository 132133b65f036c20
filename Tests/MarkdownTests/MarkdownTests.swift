import Canvas
import Syntax
import TestSupport
import Testing

@testable import Markdown

private let sample = """
  # A *title* with `code`
  Some words that are long enough to wrap in a narrow pane, with **bold**, _soft_ and ~~gone~~ words.
  A second line\\
  after a wanted break, see [the page](https://example.com/a) or https://example.com.

  - one
  - two with `code` and more words that go on and on
    - nested **item**
  1. first
  2. [ ] open
  - [x] closed

  > quoted words
  > that go on

  ```swift
  let x = 1 // number
  /* open
  still */ let y = "text"
  ```

  | name | size | note |
  |:-----|----:|:---:|
  | a | 1 | short |
  | longer name | 20000 | a cell whose words must wrap somewhere |

  ---
  Heading below
  =============
  2 * 3 * 4 and snake_case_word and \\*plain\\* and <https://x.y> ![image](a.png)

  ~~~
  no language
  漢字 👨‍👩‍👧
  """

@Suite struct MarkdownTests {
  @Test func aStreamShowsAtEveryPrefixWhatAFreshDocumentShows() {
    let theme = Theme()
    var stream = MarkdownStream()
    var prefix = ""
    for character in sample.unicodeScalars {
      prefix.unicodeScalars.append(character)
      stream.append(String(character))
      var fresh = MarkdownStream(prefix)
      let lines = stream.lines(columns: 30, theme: theme)
      #expect(lines == fresh.lines(columns: 30, theme: theme), "after \(prefix.suffix(20))")
      #expect(stream.lastLines(7, columns: 30, theme: theme) == lines.suffix(7))
    }
  }

  @Test func longParagraphsAreEqualAtEveryPrefixToo() {
    let text = String(repeating: "some *words* go on ", count: 700) + "\n- " + String(repeating: "item ", count: 900)
    var stream = MarkdownStream()
    var rest = Substring(text)
    var prefix = ""
    while !rest.isEmpty {
      let chunk = String(rest.prefix(97))
      rest = rest.dropFirst(97)
      prefix += chunk
      stream.append(chunk)
      var fresh = MarkdownStream(prefix)
      #expect(stream.lines(columns: 60, theme: Theme()) == fresh.lines(columns: 60, theme: Theme()))
    }
  }

  @Test func aLongParagraphHasNoBlankRows() {
    for count in [400, 820, 1_500, 3_000] {
      var stream = MarkdownStream(String(repeating: "ten bytes ", count: count / 10))
      #expect(stream.lines(columns: 60, theme: Theme()).allSatisfy { !$0.isEmpty })
    }
  }

  @Test func aNewWidthLaysOutAnew() {
    var stream = MarkdownStream(sample)
    _ = stream.lines(columns: 80, theme: Theme())
    var fresh = MarkdownStream(sample)
    #expect(stream.lines(columns: 24, theme: Theme()) == fresh.lines(columns: 24, theme: Theme()))
  }

  @Test func everyLineFits() {
    for columns in [4, 7, 13, 24, 40, 80, 200] {
      for glyphs in [Glyphs.unicode, .ascii, .accessible] {
        var stream = MarkdownStream(sample)
        for line in stream.lines(columns: columns, theme: Theme(glyphs: glyphs)) where columns >= 24 {
          var text = line.text
          while text.hasSuffix(" ") { text.removeLast() }
          #expect(Sanitiser.width(text) <= columns, "\(columns): \(text)")
        }
      }
    }
  }

  @Test(arguments: [
    ("a **b** c", "a b c", ["b bold"]), ("**a *b* c**", "a b c", ["a  bold", "b bold italic", " c bold"]),
    ("2 * 3 * 4", "2 * 3 * 4", []), ("a_b_c", "a_b_c", []), ("***x***", "x", ["x bold italic"]),
    ("~~x~~", "x", ["x strikethrough"]),
    ("\\*x\\*", "*x*", []), ("**open", "**open", []), ("`a*b*`", "a*b*", []), ("``a`b``", "a`b", []),
    ("[t](u)", "t (u)", ["t underline"]), ("[t]", "[t]", []), ("http://a.b.", "http://a.b.", ["http://a.b underline"]),
    ("<script>", "<script>", []), ("*a **b***", "a b", ["a  italic", "b bold italic"]),
  ])
  func understandsMarks(_ source: String, _ text: String, _ attributed: [String]) {
    var stream = MarkdownStream(source)
    let line = stream.lines(columns: 80, theme: Theme(.dark))[0]
    #expect(line.text == text)
    var start = 0
    var found: [String] = []
    for run in line.runs {
      let words = [
        (Attributes.bold, "bold"), (.italic, "italic"), (.underline, "underline"), (.strikethrough, "strikethrough"),
      ]
      .filter { run.style.attributes.contains($0.0) }.map(\.1)
      if !words.isEmpty { found.append(line.slice(start..<run.end).text + " " + words.joined(separator: " ")) }
      start = run.end
    }
    #expect(found == attributed)
  }

  @Test func manyMarksStayLinear() {
    for mark in ["*", "**", "[", "`", "_a", "![", "<http://", "***a", "[[a](", "*a **b "] {
      var stream = MarkdownStream()
      let took = ContinuousClock().measure {
        stream.append(String(repeating: mark, count: 20_000))
        _ = stream.lines(columns: 80, theme: Theme())
      }
      #expect(took < .seconds(12), "\(mark) took \(took)")
    }
  }

  @Test(arguments: ["unicode", "ascii", "accessible"]) func looksAsItDid(_ look: String) throws {
    let themes = [
      "unicode": Theme(.dark), "ascii": Theme(.dark, depth: .mono, glyphs: .ascii), "accessible": Theme.accessible(),
    ]
    let theme = try #require(themes[look])
    for columns in [30, 72] {
      var stream = MarkdownStream(sample)
      let lines = stream.lines(columns: columns, theme: theme)
      var canvas = Canvas(Size(columns: columns, rows: lines.count))
      for (row, line) in lines.enumerated() {
        canvas.write(line, at: Point(column: 0, row: row), clip: canvas.bounds)
      }
      try GoldenScreen.check(canvas, "Markdown/sample-\(columns)-\(look)", styles: columns == 72)
    }
  }
}
