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

  @Test func findsInLongTextsWhatIsThere() {
    var seed: UInt32 = 7
    func next(_ bound: UInt32) -> Int {
      seed = seed &* 1_664_525 &+ 1_013_904_223
      return Int(seed >> 16) % Int(bound)
    }
    for _ in 0..<400 {
      let text = (0..<next(90)).map { _ in Array("abAB\u{1}`@é".utf8)[next(9)] }
      let needle = String(decoding: (0..<1 + next(4)).map { _ in Array("abAB@".utf8)[next(5)] }, as: UTF8.self)
      let ignoresCase = needle == needle.lowercased()
      let (wanted, sought) = (Array(needle.utf8), text.map { ignoresCase && 65...90 ~= $0 ? $0 | 32 : $0 })
      var (hits, place): ([Range<Int>], Int) = ([], 0)
      while place + wanted.count <= sought.count {
        let isHit = Array(sought[place..<place + wanted.count]) == wanted
        if isHit { hits.append(place..<place + wanted.count) }
        place += isHit ? wanted.count : 1
      }
      #expect(text.withUnsafeBufferPointer { TextSearch(needle).ranges(in: $0) } == hits, "\(needle) in \(text)")
    }
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
