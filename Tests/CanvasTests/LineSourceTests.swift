import Testing

@testable import Canvas

@Suite struct LineSourceTests {
  @Test func joinedPartsAreOneSource() {
    var joined = JoinedLines([LinesInMemory(["a", "b"]), LinesInMemory([]), LinesInMemory(["c"])])
    #expect(joined.lines.map { joined.line($0).text } == ["a", "b", "c"])
    joined.updateLast { $0.texts.append("d") }
    joined.append(LinesInMemory(["e"]))
    #expect(joined.lines.map { joined.line($0).text } == ["a", "b", "c", "d", "e"])
    #expect(joined.part(at: 3) == 2)
    #expect(JoinedLines<LinesInMemory>().lines.isEmpty)
  }

  @Test(arguments: [
    ("ab", "xABab", [1..<3, 3..<5]), ("Ab", "abAb", [2..<4]), ("", "a", []), ("aa", "aaa", [0..<2]),
    ("漢", "a漢", [1..<4]),
    ("long", "no", []),
  ])
  func findsWords(_ needle: String, _ text: String, _ ranges: [Range<Int>]) {
    #expect(TextSearch(needle).ranges(in: text) == ranges)
  }

  @Test func everyComposedLetterEqualsItsParts() {
    for (base, mark) in [("e", "\u{301}"), ("A", "\u{30a}"), ("и", "\u{306}"), ("α", "\u{313}"), ("か", "\u{3099}")] {
      let composed = Sanitiser.line(base + mark)
      #expect(composed == base + mark)
      #expect(composed.unicodeScalars.count == 1)
    }
    #expect(Composition.compose(0x78, 0x301) == nil)
  }
}
