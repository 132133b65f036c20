import Canvas
import DiffView
import Glibc
import Markdown
import Syntax
import Widgets

/// `widget-bench fuzz COUNT [SEED]`: hostile text through everything that draws; traps or tells the seed of what failed.
struct WidgetFuzz {
  private var state: UInt64
  private let seed: UInt64

  init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  private static let parts: [[UInt8]] =
    [
      "\u{1b}[", "\u{1b}]52;c;", "\u{7}", "\u{1b}\\", "\r", "\n", "\n\n", "\t", "漢字", "👨\u{200d}👩", "\u{202e}",
      "e\u{301}\u{302}", "🇩🇪",
      "\u{9b}31m", "\u{8}", "\u{1fae8}", "\u{1100}\u{1161}\u{11a8}", "```", "~~~", "# ", "- ", "1. ", "> ", "| a | b |",
      "|---|:-:|", "**",
      "*", "_", "`", "[a](b)", "![", "<https://x>", "\\", "---", "===", "diff --git a/x b/x\n", "--- a/x\n",
      "+++ b/x\n",
      "@@ -1,2 +1,3 @@\n", "+", "-", " ", "\"", "'", "/*", "*/", "//", "\"\"\"", "@", "$", "{", "word", "A", "0", "1.5",
      "^", "!", "'x", "$ ",
    ].map { Array($0.utf8) } + [
      [0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0x1b], [0x9b], [0],
    ]

  private mutating func number(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state ^ state >> 31) >> 8 & 0xff_ffff) % max(1, limit)
  }

  private mutating func bytes() -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<number(30) {
      bytes += number(8) == 0 ? [UInt8(number(256))] : Self.parts[number(Self.parts.count)]
    }
    return bytes
  }

  mutating func run(_ count: Int) -> Bool {
    for round in 0..<count {
      let before = state
      let bytes = bytes()
      let size = Size(columns: number(60), rows: number(12))
      guard drawsWhole(bytes, size, number(6)) else {
        print("failed to draw round \(round) of seed \(seed), state \(before): \(bytes)")
        return false
      }
    }
    print("fuzz: \(count) cases, seed \(seed), nothing found")
    return true
  }

  /// Rows that end in a bar in column forty on every terminal that counts as we do.
  mutating func printRows(_ count: Int) {
    for _ in 0..<count {
      var canvas = Canvas(Size(columns: 39, rows: 1))
      var text = String.UnicodeScalarView()
      for _ in 0..<20 {
        let start = Self.blocks[number(Self.blocks.count)]
        if let scalar = Unicode.Scalar(UInt32(start + number(0x300))) { text.append(scalar) }
      }
      canvas.write(String(text), at: Point(column: 0, row: 0), clip: canvas.bounds)
      var row = String.UnicodeScalarView()
      for cell in canvas.row(0) where cell.width > 0 {
        for value in [cell.scalar, cell.mark] where value > 0 { row.append(Unicode.Scalar(value) ?? " ") }
      }
      print(String(row) + "|")
    }
  }

  /// Where samples are taken from: Latin and marks to symbols, kana, syllables, and the planes of emoji and ideographs.
  private static let blocks = [
    0x20, 0x250, 0x300, 0x600, 0x900, 0xc00, 0xe00, 0x1100, 0x1e00, 0x2000, 0x2300, 0x2600, 0x2b00, 0x3000, 0x4e00,
    0xac00,
    0xfb00, 0xfe00, 0xff00, 0x1f100, 0x1f300, 0x1f600, 0x1f900, 0x20000, 0xe0000,
  ]

  private mutating func drawsWhole(_ bytes: [UInt8], _ size: Size, _ kind: Int) -> Bool {
    var canvas = Canvas(size)
    let text = String(decoding: bytes, as: UTF8.self)
    let (area, theme) = (canvas.bounds, Theme(.dark, glyphs: kind % 2 == 0 ? .unicode : .ascii))
    switch kind {
    case 0:
      var decoder = ColourDecoder()
      let lines = LinesInMemory(decoder.lines(bytes))
      var state = ViewportState(size: size)
      state.scroll(by: number(9) - 4, lines)
      Viewport(lines, state: state, hits: { TextSearch("a").ranges(in: $0.text) }).draw(
        into: &canvas, area: area, theme: theme)
      if !Self.isHarmless(Sanitiser.line(bytes)) { return false }
    case 1:
      var stream = MarkdownStream()
      for part in stride(from: 0, to: bytes.count, by: 7) {
        stream.append(String(decoding: bytes[part..<min(part + 7, bytes.count)], as: UTF8.self))
        stream.layOut(columns: size.columns, theme: theme)
      }
      Viewport(stream, state: ViewportState(wraps: false, size: size)).draw(into: &canvas, area: area, theme: theme)
    case 2:
      let document = DiffDocument(bytes)
      let rows = DiffRows(document, number(2) == 0 ? .unified : .split)
      DiffView(document, rows: rows, top: number(3), indent: number(5)).draw(into: &canvas, area: area, theme: theme)
    case 3: edit(text, &canvas, theme)
    case 4:
      let language = SyntaxLanguage.allCases[number(SyntaxLanguage.allCases.count)]
      var state = SyntaxState()
      let styled = SyntaxColours.styled(text, language, state: &state, theme: theme)
      if styled.text != text { return false }
      canvas.writeWrapped(styled, in: area)
    default:
      let pattern = FuzzyPattern(text)
      let found = FuzzyIndex([text, "word", ""]).matches(pattern) ?? []
      if found.contains(1) != pattern.matches("word") { return false }
      Dialog.confirm(title: text, body: StyledText(text), yes: text).draw(into: &canvas, area: area, theme: theme)
    }
    return Self.isWhole(canvas)
  }

  private mutating func edit(_ text: String, _ canvas: inout Canvas, _ theme: Theme) {
    let motions: [TextMotion] = [
      .left, .right, .up, .down, .wordLeft, .wordRight, .lineStart, .lineEnd, .textStart, .pageUp, .pageDown,
    ]
    var editor = EditorState(isSingleLine: number(3) == 0, size: canvas.size)
    editor.perform(.paste(text))
    for _ in 0..<8 {
      let motion = motions[number(motions.count)]
      let point = EditorCommand.point(column: number(50), row: number(9))
      let commands = [
        EditorCommand.move(motion), .extend(motion), .delete(motion), .undo, .redo, .insert("é"), .newline, point,
      ]
      editor.perform(commands[number(commands.count)])
    }
    TextEditor(editor).draw(into: &canvas, area: canvas.bounds, theme: theme)
  }

  private static func isWhole(_ canvas: Canvas) -> Bool {
    (0..<canvas.size.rows).allSatisfy { row in
      let cells = canvas.row(row)
      return cells.reduce(0) { $0 + $1.width } == canvas.size.columns
        && cells.allSatisfy { $0.width == 0 || [.narrow, .wide].contains(WidthTable.classOf($0.scalar)) }
    }
  }

  private static func isHarmless(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { ![.dropped, .unknown].contains(WidthTable.classOf($0.value)) }
  }
}
