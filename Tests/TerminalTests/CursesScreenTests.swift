import Canvas
import Loop
import Testing

@testable import Terminal

/// The exact bytes of frames, without a terminal: ncurses draws into memory.
@Suite(.serialized) struct CursesScreenTests {
  static let large = Size(columns: 200, rows: 50)

  private func screen(
    _ size: Size = large, depth: ColorDepth = .palette, term: String = "xterm-256color"
  ) throws -> CursesScreen {
    try CursesScreen(options: TerminalOptions(environment: ["TERM": term], colorDepth: depth), size: size)
  }

  /// Log lines, coloured, in an area; the number of the first one says how far it is scrolled.
  private func log(_ size: Size, first: Int, in area: Rect? = nil, cursor: Int = 3) -> Canvas {
    var canvas = Canvas(size)
    let area = area ?? canvas.bounds
    for row in 0..<area.rows {
      let line = first + row
      let style = Style(.palette(UInt8(line % 6 + 1)))
      canvas.write(
        "12:00:\(line % 60) line \(line) of agent \(line % 8) wrote \((line &* 7919) % 10_007) bytes to a file",
        style: style, in: Rect(column: area.column, row: area.row + row, columns: area.columns, rows: 1))
    }
    if area.column > 0 {
      for row in 0..<size.rows {
        canvas.write(
          "task \(row) of the sidebar", style: Style(row == cursor ? .palette(15) : .standard),
          in: Rect(column: 0, row: row, columns: area.column - 1, rows: 1))
      }
      canvas.restyle(Rect(column: 0, row: cursor, columns: area.column - 1, rows: 1)) { $0.adding(.reverse) }
    }
    return canvas
  }

  @Test func keepsTheByteBudget() throws {
    let screen = try screen()
    let first = screen.draw(log(Self.large, first: 0))
    #expect(first.count <= 16_384)
    #expect(screen.draw(log(Self.large, first: 0)).isEmpty)
    var changed = log(Self.large, first: 0)
    changed.put(Cell(scalar: 0x41, width: 1, style: .plain), column: 150, row: 20, clip: changed.bounds)
    #expect(screen.draw(changed).count <= 40)
    _ = screen.draw(log(Self.large, first: 0))
    for line in 1..<20 { #expect(screen.draw(log(Self.large, first: line)).count <= 500) }
    let pane = Rect(column: 30, row: 0, columns: 170, rows: 50)
    _ = screen.draw(log(Self.large, first: 0, in: pane))
    #expect(screen.draw(log(Self.large, first: 0, in: pane, cursor: 4)).count <= 600)
    #expect(screen.draw(log(Self.large, first: 1, in: pane)).count <= 16_384)
  }

  /// By its two numbers or from the start of the row: never so many rows or columns on, nor by tabulators.
  @Test(arguments: ["xterm-256color", "vt100", "linux", "tmux-256color"])
  func saysAPlaceOutright(term: String) throws {
    let screen = try screen(depth: .palette, term: term)
    _ = screen.draw(log(Self.large, first: 0))
    var canvas = log(Self.large, first: 0)
    for (column, row) in [(20, 4), (23, 4), (23, 5), (21, 6), (3, 6), (0, 7), (0, 0), (199, 49)] {
      canvas.put(Cell(scalar: 0x41, width: 1, style: .plain), column: column, row: row, clip: canvas.bounds)
    }
    let text = String(decoding: screen.draw(canvas), as: UTF8.self)
    #expect(text.contains("\u{1b}[5;21H") && text.contains("\u{1b}[50;200H"))
    #expect(text.firstMatch(of: /\x1b\[\d*[ABCDGIZd]|[\x08\t\n]/) == nil, "\(text.debugDescription)")
  }

  @Test func clearsOnlyWhenItMust() throws {
    let screen = try screen()
    #expect(text(screen.draw(log(Self.large, first: 0))).contains("\u{1b}[2J"))
    for line in 1..<30 {
      let bytes = text(
        screen.draw(log(Self.large, first: line * 7, in: Rect(column: line, row: 1, columns: 80, rows: 30))))
      #expect(!bytes.contains("\u{1b}[2J") && !bytes.contains("\u{1b}[J") && !bytes.contains("\u{1b}[3J"))
    }
    screen.repaint()
    #expect(text(screen.draw(log(Self.large, first: 0))).contains("\u{1b}[2J"))
    screen.resize(Size(columns: 30, rows: 5))
    let small = text(screen.draw(log(Size(columns: 30, rows: 5), first: 0)))
    #expect(small.contains("\u{1b}[2J") && small.contains("line 4"))
  }

  static let depths: [(ColorDepth, String, String?)] = [
    (.truecolor, "xterm-256color", "38;2;255;136;0"), (.truecolor, "screen-256color", "38;2;255;136;0"),
    (.palette, "xterm-256color", "38;5;208"), (.sixteen, "xterm-256color", "33"), (.mono, "xterm-256color", nil),
    (.sixteen, "xterm", "3"), (.sixteen, "linux", "3"), (.palette, "made-up-terminal", "38;5;208"),
  ]

  @Test(arguments: depths) func colorsAreWhatTheDepthHas(depth: ColorDepth, term: String, code: String?) throws {
    let size = Size(columns: 20, rows: 2)
    let screen = try screen(size, depth: depth, term: term)
    var canvas = Canvas(size)
    canvas.write("X", style: Style(.rgb(0xff8800), [.bold, .reverse]), in: canvas.bounds)
    canvas.write("Y", style: Style(.rgb(0x000012), on: .palette(200)), in: Rect(column: 0, row: 1, columns: 5, rows: 1))
    let bytes = text(screen.draw(canvas))
    #expect(bytes.contains("X") && bytes.contains("Y"))
    #expect(bytes.contains("38;2") == (depth == .truecolor))
    if depth == .truecolor { #expect(bytes.contains("38;2;0;0;18") && bytes.contains("48;5;200")) }
    if let code { #expect(bytes.contains(code)) }
    if depth == .mono { #expect(bytes.firstMatch(of: /\u{1b}\[[0-9;]*(3[0-8]|4[0-8]|9[0-7])[0-9;]*m/) == nil) }
  }

  /// A terminal of eight colours has no grey: what is grey elsewhere has the terminal's own colour there.
  @Test func nothingIsBlackOnBlackWhereThereAreEightColours() throws {
    let size = Size(columns: 20, rows: 1)
    var canvas = Canvas(size)
    canvas.write("X", style: Style(.palette(8)), in: canvas.bounds)
    let bytes = text(try screen(size, depth: .sixteen, term: "xterm").draw(canvas))
    #expect(bytes.contains("X") && bytes.firstMatch(of: /\u{1b}\[[0-9;]*30[0-9;]*m/) == nil)
    #expect(text(try screen(size, depth: .sixteen).draw(canvas)).contains("\u{1b}[90;49m"))
  }

  @Test func nothingInACellSteersTheTerminal() throws {
    let size = Size(columns: 10, rows: 2)
    let screen = try screen(size)
    let calm = text(screen.draw(Canvas(size)))
    let allowed = Set(calm.unicodeScalars)
    for scalar in Array(0..<0x20) + [0x7f, 0x85, 0x9b, 0x9d, 0x200b, 0x202e, 0x2066, 0xfe0f, 0xfeff, 0xd800, 0x10ffff] {
      var canvas = Canvas(size)
      canvas.put(
        Cell(scalar: UInt32(scalar), mark: 0x1b, width: 1, style: .plain), column: 2, row: 1, clip: canvas.bounds)
      canvas.put(Cell(scalar: 0x5a, width: 1, style: .plain), column: 9, row: 1, clip: canvas.bounds)
      let bytes = screen.draw(canvas)
      let steering = text(bytes).unicodeScalars.filter { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) }
      #expect(
        steering.allSatisfy { allowed.contains($0) || $0 == "\u{1b}" || $0 == "\r" || $0 == "\u{8}" }, "\(scalar)")
      #expect(!bytes.contains(0x9b) || scalar != 0x9b)
      #expect(text(bytes).filter { $0 == "\u{1b}" }.count <= 4)
    }
  }

  @Test func standsEverySize() throws {
    let screen = try screen(Size(columns: 1, rows: 1))
    for size in [(1, 1), (2, 1), (1, 9), (500, 200), (3, 3), (80, 24), (0, 0), (7, 200)] {
      let size = Size(columns: size.0, rows: size.1)
      screen.resize(size)
      let bytes = screen.draw(log(size, first: 0))
      #expect(bytes.isEmpty == (size.columns == 0))
    }
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
