import Canvas
import TestSupport
import Testing

/// In tmux as it is installed, with its defaults: another program says what is on the screen.
@Suite(.serialized, .enabled(if: TmuxSession.isInstalled), .timeLimit(.minutes(1))) struct TmuxTests {
  @Test func everyRowEndsWhereItShould() throws {
    let tmux = try TmuxSession([PtySession.built("screen-lab"), "--widths"], columns: 60, rows: 20)
    #expect(try tmux.wait(for: "end of widths"))
    let rows = try tmux.screen().filter { $0.contains("│") }
    #expect(rows.count >= 15)
    for row in rows {
      let column = row.unicodeScalars.prefix { $0 != "║" }.reduce(0) { $0 + Self.width($1) }
      #expect(column == 40, "\(row)")
    }
  }

  /// What tmux 3.3a gives the characters of that screen.
  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x300...0x36f, 0x200d, 0xfe0f: 0
    case 0xff61...0xffdc: 1
    case 0x1100...0x115f, 0x2e80...0xd7ff, 0xff01...0xff60, 0x1f300...0x1faff: 2
    default: 1
    }
  }

  @Test func keysMouseCaretAndPasteArrive() throws {
    let tmux = try TmuxSession([PtySession.built("screen-lab")], columns: 240, rows: 24)
    #expect(try tmux.wait(for: "screen-lab 240x24"))
    try tmux.keys("Down", "C-Right", "M-x", "F5", "S-Tab")
    #expect(try tmux.wait(for: "key tab 1"))
    try tmux.type("\u{1b}[<0;236;7M")
    #expect(try tmux.wait(for: "at 235,6"))
    try tmux.keys("i")
    try tmux.type("漢字é")
    #expect(try tmux.wait(for: "> 漢字é"))
    #expect(try tmux.tmux("display", "-p", "#{cursor_x},#{cursor_y},#{cursor_flag}").hasPrefix("7,22,1"))
    try tmux.tmux("set-buffer", "one\ntwo q")
    try tmux.tmux("paste-buffer", "-p")
    #expect(try tmux.wait(for: "pasted 9 bytes"))
  }

  @Test func staysWholeWhateverTheSize() throws {
    let command = "\(PtySession.built("screen-lab")) --pane --rate=500; echo status $?; exec cat"
    let tmux = try TmuxSession(["sh", "-c", command], columns: 80, rows: 24)
    #expect(try tmux.wait(for: "screen-lab 80x24"))
    for (columns, rows) in [(200, 50), (33, 7), (2, 2), (120, 10), (97, 31)] {
      try tmux.resize(columns: columns, rows: rows)
      #expect(
        try tmux.wait { lines in
          columns < 20 || lines.first?.hasPrefix("screen-lab \(columns)x\(rows)") == true
        }, "\(columns)x\(rows)")
    }
    try tmux.keys("s", "j", "C-l")
    #expect(try tmux.wait { lines in lines.contains { $0.hasPrefix("▸ T1") } })
    try tmux.keys("q")
    #expect(try tmux.wait { lines in lines.first { !$0.isEmpty } == "status 0" })
  }

  static let places: [(UInt64, Int, Int, String, String)] = [
    (1, 80, 24, "truecolor", "screen"), (2, 33, 9, "256", "tmux-256color"), (3, 200, 50, "16", "ansi"),
    (4, 7, 60, "truecolor", "screen-256color"), (5, 1, 1, "256", "screen"), (6, 50, 20, "mono", "vt100"),
  ]

  /// Whatever is drawn over what: the screen that grew change by change is the one that is painted whole.
  @Test(arguments: places) func changesAddUpToTheWhole(
    seed: UInt64, columns: Int, rows: Int, color: String, term: String
  ) throws {
    let tmux = try TmuxSession(
      ["env", "TERM=\(term)", PtySession.built("screen-lab"), "--noise=\(seed)", "--color=\(color)", "--cards=9999"],
      columns: columns,
      rows: rows)
    for _ in 0..<5 {
      for _ in 0..<5 { try tmux.keys("j") }
      try tmux.keys("s", "s")
      let size = Size(columns: columns, rows: rows)
      let grown = try settled(tmux, size)
      try tmux.keys("C-l")
      let whole = try settled(tmux, size)
      #expect(Self.differences(grown, whole).isEmpty)
      #expect(whole.cursor == grown.cursor)
    }
  }

  /// Where two screens look different; on a blank, only what is seen on a blank counts.
  private static func differences(_ grown: Canvas, _ whole: Canvas) -> [String] {
    func seen(_ cell: Cell) -> Cell {
      guard cell.scalar == 0x20, cell.attributes.isDisjoint(with: [.underline, .reverse]) else { return cell }
      return Cell(scalar: 0x20, width: 1, style: Style(on: cell.style.background))
    }
    return zip(grown.cells, whole.cells).enumerated().filter { seen($1.0) != seen($1.1) }.map {
      "\($0 % grown.size.columns),\($0 / grown.size.columns): \($1.0.scalar) \($1.0.style) is \($1.1.scalar) \($1.1.style)"
    }
  }

  /// The screen with its colours, when it no longer changes. Read into cells, since a blank can be said in two ways.
  private func settled(_ tmux: TmuxSession, _ size: Size) throws -> Canvas {
    var last = ""
    while true {
      let now = try tmux.tmux("capture-pane", "-p", "-e", "-N")
      guard now != last else { break }
      last = now
    }
    var canvas = Canvas(size)
    var decoder = ColourDecoder()
    for (row, line) in last.split(separator: "\n", omittingEmptySubsequences: false).prefix(size.rows).enumerated() {
      canvas.write(decoder.line(Array(line.utf8)), at: Point(column: 0, row: row), clip: canvas.bounds)
    }
    let place = try tmux.tmux("display", "-p", "#{cursor_flag},#{cursor_x},#{cursor_y}").split(separator: ",")
    let numbers = place.compactMap { Int($0.filter(\.isNumber)) }
    if numbers.count == 3, numbers[0] == 1 { canvas.cursor = Point(column: numbers[1], row: numbers[2]) }
    return canvas
  }
}
