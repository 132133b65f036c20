import Testing

@testable import Canvas

/// The same numbers for the same seed: a property that fails once fails again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}

@Suite struct WidthTests {
  @Test(arguments: [
    ("漢字", 4), ("e\u{301}\u{302}\u{303}", 1), ("❤\u{fe0f}", 1), ("1\u{fe0f}\u{20e3}", 1), ("👍\u{1f3fd}", 2),
    ("👨\u{200d}👩\u{200d}👧", 6), ("🇩🇪", 2), ("\u{1fae8}", 1), ("\u{1b}[31mred\u{1b}[0m", 3), ("a\u{202e}b", 2),
    ("ﬀ", 1), ("e\u{302}\u{301}", 1), ("한\u{1112}\u{1161}\u{11ab}", 4), ("\u{301}a", 1), ("", 0), ("abc", 3),
    ("\u{e000}", 1),
    ("\u{10fffd}", 1),
  ])
  func countsColumns(_ text: String, _ width: Int) {
    #expect(Sanitiser.width(text) == width)
    #expect(Sanitiser.width(Sanitiser.line(text)) == width)
  }

  /// The table against the standard library's own Unicode data, for all that Unicode 13 knows (U+1171E is a mark no more).
  @Test func agreesWithTheCategoriesOfTheStandardLibrary() {
    var wrong: [UInt32] = []
    for value in UInt32(0xa0)..<0x30000 {
      guard let scalar = Unicode.Scalar(value), let age = scalar.properties.age, age.major <= 13, value != 0x1171e
      else { continue }
      let category = scalar.properties.generalCategory
      let kind = WidthTable.classOf(value)
      let isMark = category == .nonspacingMark || category == .enclosingMark
      if isMark && kind != .mark && kind != .dropped { wrong.append(value) }
      if kind == .mark && !isMark && Hangul.compose(0x1100, value) == nil && category != .otherLetter {
        wrong.append(value)
      }
      if category == .format && kind != .dropped { wrong.append(value) }
      if scalar.properties.isEmojiPresentation && ![.wide, .narrow, .dropped].contains(kind) { wrong.append(value) }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(20).map { String($0, radix: 16) })")
  }

  @Test func everyRowSumsToItsPaneWhateverIsWritten() {
    var random = SeededGenerator(state: 7)
    let pane = Rect(column: 3, row: 1, columns: 17, rows: 2)
    for _ in 0..<2_000 {
      var canvas = Canvas(Size(columns: 24, rows: 4))
      let text = sample(&random)
      canvas.fill(canvas.bounds, with: 0x6f22, style: .plain)
      canvas.put(Cell(scalar: 0x6f22, width: 2, style: .plain), column: 2, row: 1, clip: canvas.bounds)
      canvas.write(text, at: Point(column: Int.random(in: -4...22, using: &random), row: 1), clip: pane)
      canvas.write(StyledText(text), in: Rect(column: 3, row: 2, columns: 17, rows: 1), align: .trailing)
      for row in 0..<4 { expectWhole(canvas.row(row), text) }
      for row in 0..<4 where row != 1 { #expect(canvas[2, row].scalar == 0x6f22) }
      #expect(canvas[20, 1].scalar == 0x6f22)
      #expect(canvas[20, 2].scalar == 0x6f22)
    }
  }

  private func expectWhole(_ row: ArraySlice<Cell>, _ text: String) {
    let cells = Array(row)
    #expect(cells.reduce(0) { $0 + $1.width } == cells.count)
    for (index, cell) in cells.enumerated() {
      if cell.width == 2 { #expect(index + 1 < cells.count && cells[index + 1].width == 0) }
      if cell.width == 0 { #expect(index > 0 && cells[index - 1].width == 2) }
      let kind = WidthTable.classOf(cell.scalar)
      #expect(cell.width == 0 || kind == .narrow || kind == .wide, "\(text.unicodeScalars.map(\.value))")
      #expect(cell.mark == 0 || WidthTable.classOf(cell.mark) == .mark)
    }
  }

  private func sample(_ random: inout SeededGenerator) -> String {
    let ranges: [ClosedRange<UInt32>] = [
      0...0x7f, 0x80...0x2ff, 0x300...0x36f, 0x600...0x6ff, 0x1100...0x11ff, 0x2000...0x2fff, 0x3000...0x9fff,
      0xfe00...0xfe0f, 0x1f1e6...0x1f1ff, 0x1f300...0x1faff, 0x20000...0x200ff, 0xe0000...0xe01ef, 0...0x10ffff,
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 1...14, using: &random) {
      let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) { text.append(scalar) }
    }
    return String(text)
  }
}
