import Testing

@testable import Canvas

@Suite struct SanitiserTests {
  @Test(arguments: [
    ("a\u{1b}]52;c;aGk=\u{7}b", "ab"), ("a\u{1b}]0;title\u{1b}\\b", "ab"), ("a\u{1b}[2Jb", "ab"),
    ("a\u{9b}2Jb", "ab"), ("a\u{9d}52;x\u{9c}b", "ab"), ("a\u{1b}]open\nb", "a b"), ("a\u{1b}(Bb", "ab"),
    ("a\u{8}\u{7}\u{0}\u{7f}b", "ab"), ("a\u{202e}\u{2066}\u{200b}b", "ab"), ("a\tb", "a       b"),
    ("1234567\tb", "1234567 b"), ("a\r\nb", "a b"), ("a\rb", "a b"), ("x\u{1b}", "x"), ("x\u{1b}[", "x"),
    ("x\u{1b}[12;", "x"), ("x\u{1b}P1$q", "x"), ("x\u{1b}\u{1b}[31my", "xy"), ("🇩", "D"),
    ("❤\u{fe0f}\u{200d}🔥", "❤🔥"), ("\u{feff}a", "a"), ("a\u{2028}b", "a b"), ("ab\u{1f3fb}", "ab"),
    ("e\u{302}\u{301}x\u{301}", "\u{1ebf}x\u{301}"),
  ])
  func makesOneHarmlessLine(_ text: String, _ expected: String) {
    #expect(Sanitiser.line(text) == expected)
  }

  @Test func invalidBytesBecomeReplacements() {
    #expect(Sanitiser.line([0x61, 0xff, 0xc3, 0x62, 0xe2, 0x82, 0xed, 0xa0, 0x80] as [UInt8]) == "a��b��")
    #expect(Sanitiser.line([0xf0, 0x9f, 0x98] as [UInt8]) == "�")
    #expect(Sanitiser.line([0xc0, 0x9b, 0x33, 0x31, 0x6d] as [UInt8]) == "��31m")
  }

  @Test func keepsLinesForStandardOutputAndBoundsWhatItReads() {
    #expect(Sanitiser.text("a\r\nb\u{1b}[1mc\rd\te") == "a\nbc\nd       e")
    #expect(Sanitiser.line("äöü", limit: 3) == "ä")
    #expect(Sanitiser.title(String(repeating: "漢", count: 100), columns: 9) == "漢漢漢漢…")
  }

  @Test func hostileBytesNeverLeaveAControl() {
    var random = SeededGenerator(state: 11)
    let nasty: [UInt8] = [
      0x1b, 0x5b, 0x5d, 0x9b, 0xc2, 0x07, 0x0d, 0x0a, 0x09, 0x6d, 0x3b, 0x31, 0xe2, 0x80, 0xae, 0xff,
    ]
    for _ in 0..<4_000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        Bool.random(using: &random)
          ? nasty[Int.random(in: 0..<nasty.count, using: &random)] : UInt8.random(in: 0...255, using: &random)
      }
      let line = Sanitiser.line(bytes)
      #expect(line.unicodeScalars.allSatisfy { [.narrow, .wide, .mark].contains(WidthTable.classOf($0.value)) })
      let text = Sanitiser.text(bytes)
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || WidthTable.classOf($0.value) != .dropped })
      var decoder = ColourDecoder()
      let styled = decoder.line(bytes)
      #expect(styled.text.unicodeScalars.allSatisfy { WidthTable.classOf($0.value) != .dropped })
      #expect(styled.runs.last?.end ?? 0 == styled.text.utf8.count)
    }
  }

  @Test(arguments: [
    ("31", Style(.palette(1))), ("1;92", Style(.palette(10), .bold)), ("38;5;200", Style(.palette(200))),
    ("38;2;1;2;3;4", Style(.rgb(0x010203), .underline)), ("48;5;7;38;5;1", Style(.palette(1), on: .palette(7))),
    ("38;5", .plain), ("38:5:9", Style(.palette(9))), ("?1", .plain), ("8", .plain),
    ("1;22;7", Style(.standard, .reverse)),
    ("999999999999999999", .plain), ("", .plain), ("31;0", .plain),
  ])
  func coloursBecomeStyles(_ parameters: String, _ style: Style) {
    var decoder = ColourDecoder()
    let text = decoder.line(Array("\u{1b}[\(parameters)mx".utf8))
    #expect(text == StyledText("x", style))
  }

  @Test func coloursReachOverLinesAndObeyTheDepth() {
    var decoder = ColourDecoder(base: .plain, depth: .sixteen)
    let lines = decoder.lines(Array("a\u{1b}[38;2;250;5;5mb\nc".utf8))
    #expect(lines == [StyledText("a") + StyledText("b", Style(.palette(9))), StyledText("c", Style(.palette(9)))])
    var mono = ColourDecoder(depth: .mono)
    #expect(mono.line(Array("\u{1b}[1;31;44mx".utf8)) == StyledText("x", Style(.standard, .bold)))
  }
}
