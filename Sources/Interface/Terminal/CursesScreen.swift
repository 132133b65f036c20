import CNcurses
import CTerminal
import Canvas
import Glibc
import Loop

/// ncurses on a piece of memory: frames go in, the bytes that change the terminal from one to the next come out.
///
/// It never sees a terminal, so the exact bytes can be tested. Only what differs from the last frame is handed over.
/// ncurses has globals: one lives at a time, and whoever uses it has the ``turn(_:)``.
final class CursesScreen {
  private static let window = 1 << 20

  let depth: ColorDepth
  let isASCII: Bool
  let description: TerminalDescription
  private(set) var size: Size
  private let file: Int32
  private let memory: UnsafeMutableRawPointer
  private let output: UnsafeMutablePointer<FILE>
  private let input: UnsafeMutablePointer<FILE>
  private let screen: OpaquePointer
  private var shown: [Cell] = []
  private var row: [cchar_t] = []
  private var glyphs: GlyphTable
  private var pairs: PairTable
  private var mustClear = true
  /// What the terminal writes with between two frames, while nobody else wrote to it.
  private var look: Rendition?

  init(options: TerminalOptions, size: Size) throws {
    let isASCII = Self.turn { drover_locale_utf8() == 0 } || options.isASCII || options.isOld
    var address: UnsafeMutableRawPointer?
    let file = drover_memory_file(Self.window, &address)
    let copy = file < 0 ? -1 : fcntl(file, F_DUPFD_CLOEXEC, 3)
    guard file >= 0, copy >= 0, let address, let output = fdopen(file, "w"), let input = fdopen(copy, "r") else {
      throw TerminalError(
        code: .system, message: "failed to make room for frames: memory files must be available (errno \(errno))")
    }
    let made = try Self.turn { try Made(options: options, output: output, input: input, size: size) }
    (screen, description, depth) = (made.screen, made.description, made.depth)
    (self.file, memory, self.output, self.input) = (file, address, output, input)
    (self.size, self.isASCII) = (size, isASCII)
    glyphs = GlyphTable(isASCII: isASCII)
    pairs = PairTable(depth: depth, colors: made.colors, limit: made.pairs)
    _ = takeBytes()
  }

  deinit {
    Self.turn {
      set_term(screen)
      delscreen(screen)
    }
    munmap(memory, Self.window)
    fclose(output)
    fclose(input)
  }

  /// Paints everything anew with the next frame, which begins with a clear.
  func repaint() { (mustClear, look) = (true, nil) }

  func resize(_ newSize: Size) {
    size = newSize
    repaint()
    Self.turn {
      set_term(screen)
      resize_term(Int32(max(1, newSize.rows)), Int32(max(1, newSize.columns)))
    }
  }

  /// The bytes that make the terminal show this frame; none if nothing changed.
  func draw(_ canvas: Canvas) -> [UInt8] {
    guard canvas.size == size, size.columns > 0, size.rows > 0 else { return [] }
    Self.turn {
      set_term(screen)
      let window = drover_standard_window()
      if pairs.isExhausted {
        pairs.startAnew()
        mustClear = true
      }
      let isWhole = mustClear || shown.count != canvas.cells.count
      if isWhole { clearok(drover_current_window(), true) }
      handOver(canvas, to: window, isWhole: isWhole)
      leaveok(window, canvas.cursor == nil)
      if let cursor = canvas.cursor { wmove(window, Int32(cursor.row), Int32(cursor.column)) }
      wnoutrefresh(window)
      doupdate()
    }
    mustClear = false
    shown = canvas.cells
    return takeFrame()
  }

  private func handOver(_ canvas: Canvas, to window: UnsafeMutablePointer<WINDOW>?, isWhole: Bool) {
    let columns = size.columns
    canvas.cells.withUnsafeBufferPointer { new in
      shown.withUnsafeBufferPointer { old in
        for index in 0..<size.rows {
          let start = index * columns
          if !isWhole,
            memcmp(new.baseAddress! + start, old.baseAddress! + start, columns * MemoryLayout<Cell>.stride) == 0
          {
            continue
          }
          let span = isWhole ? 0..<columns : Self.changed(new, old, start, columns)
          fill(UnsafeBufferPointer(rebasing: new[start + span.lowerBound..<start + span.upperBound]))
          _ = row.withUnsafeBufferPointer {
            mvwadd_wchnstr(window, Int32(index), Int32(span.lowerBound), $0.baseAddress, Int32($0.count))
          }
        }
      }
    }
  }

  /// From the first to the last cell of a row that differ, with both halves of the wide characters at its ends.
  private static func changed(
    _ new: UnsafeBufferPointer<Cell>, _ old: UnsafeBufferPointer<Cell>, _ start: Int, _ columns: Int
  ) -> Range<Int> {
    var (first, end) = (0, columns)
    let (row, before) = (UnsafeRawPointer(new.baseAddress! + start), UnsafeRawPointer(old.baseAddress! + start))
    while first < end, isSame(row, before, first) { first += 1 }
    while end > first, isSame(row, before, end - 1) { end -= 1 }
    while first > 0, new[start + first].width == 0 || old[start + first].width == 0 { first -= 1 }
    while end < columns, new[start + end].width == 0 || old[start + end].width == 0 { end += 1 }
    return first..<end
  }

  /// Compares two cells as the two words that they are.
  @inline(__always) private static func isSame(_ one: UnsafeRawPointer, _ other: UnsafeRawPointer, _ cell: Int) -> Bool
  {
    let offset = cell * MemoryLayout<Cell>.stride
    return one.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      == other.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      && one.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
        == other.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
  }

  /// Packed cells as ncurses' own; the right half of a wide character is none. A few blanks between two words take the
  /// look of the first: nobody sees it, and the terminal is not told to change its colours for nothing.
  private func fill(_ cells: UnsafeBufferPointer<Cell>) {
    row.removeAll(keepingCapacity: true)
    Self.fill(&row, with: cells, &glyphs, &pairs)
  }

  /// Handed what it changes once, instead of asking the screen for it with each cell.
  private static func fill(
    _ row: inout [cchar_t], with cells: UnsafeBufferPointer<Cell>, _ glyphs: inout GlyphTable, _ pairs: inout PairTable
  ) {
    var last = Cell.blank
    var look = pairs.look(last.style)
    var covers = false
    for index in cells.indices {
      let cell = cells[index]
      if covers {
        covers = false
        if cell.width == 0 { continue }
      }
      if !cell.looks(like: last), !isGap(index, in: cells, after: last) {
        last = cell
        look = pairs.look(cell.style)
      }
      let glyph = glyphs.glyph(cell)
      covers = glyph.width == 2
      var made = cchar_t()
      drover_cell(&made, wchar_t(glyph.scalar), wchar_t(glyph.mark), look.attributes, Int32(look.pair))
      row.append(made)
    }
  }

  /// Whether the cell is one of a few blanks on the same ground as what stands before and behind them.
  private static func isGap(_ index: Int, in cells: UnsafeBufferPointer<Cell>, after last: Cell) -> Bool {
    var next = index
    while next < cells.count, cells[next].isBare(on: last) { next += 1 }
    return next > index && next < cells.count && next - index < 8
  }

  private static func turn<T>(_ body: () throws -> T) rethrows -> T {
    drover_curses_lock()
    defer { drover_curses_unlock() }
    return try body()
  }

  /// What ncurses said, as terminals understand it.
  private func takeFrame() -> [UInt8] {
    let count = Int(lseek(file, 0, SEEK_CUR))
    guard count > 0 else { return [] }
    guard count <= Self.window else {
      return takeBytes().withUnsafeBufferPointer { RenditionFilter.filtered($0, pairs: pairs.inks, &look) }
    }
    defer { lseek(file, 0, SEEK_SET) }
    let bytes = UnsafeBufferPointer(start: memory.assumingMemoryBound(to: UInt8.self), count: count)
    return RenditionFilter.filtered(bytes, pairs: pairs.inks, &look)
  }

  private func takeBytes() -> [UInt8] {
    let count = Int(lseek(file, 0, SEEK_CUR))
    guard count > 0 else { return [] }
    var bytes: [UInt8]
    if count <= Self.window {
      bytes = Array(UnsafeRawBufferPointer(start: memory, count: count))
    } else {
      bytes = [UInt8](repeating: 0, count: count)
      let got = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, count, 0) }
      bytes.removeLast(count - max(0, got))
    }
    lseek(file, 0, SEEK_SET)
    return bytes
  }
}

// MARK: - Start

extension CursesScreen {
  private struct Made {
    let screen: OpaquePointer
    let description: TerminalDescription
    let depth: ColorDepth
    let colors: Int
    let pairs: Int

    init(
      options: TerminalOptions, output: UnsafeMutablePointer<FILE>, input: UnsafeMutablePointer<FILE>, size: Size
    ) throws {
      // Reading a description changes that of the current screen.
      set_term(nil)
      let names = TerminalDescription.candidates(options.name)
      guard let description = TerminalDescription.read(names) else {
        throw TerminalError(
          code: .unknownTerminal,
          message: "failed to describe the terminal \(options.name): its terminfo entry must be installed")
      }
      guard description.canDraw else {
        throw TerminalError(
          code: .unknownTerminal,
          message: "failed to draw on the terminal \(options.name): it must be able to move its cursor (see TERM)")
      }
      depth = options.depth(terminfoColors: description.colorCount)
      use_env(false)
      use_extended_names(true)
      let tuned = description.tuned(direct: depth == .truecolor)
      guard let screen = Self.open(tuned, output, input) else {
        throw TerminalError(
          code: .unknownTerminal, message: "failed to start ncurses: the terminal \(description.name) must be known")
      }
      (self.screen, self.description) = (screen, description)
      start_color()
      use_default_colors()
      typeahead(-1)
      nonl()
      resize_term(Int32(max(1, size.rows)), Int32(max(1, size.columns)))
      // Until the first endwin ncurses writes after each movement of the cursor.
      endwin()
      wrefresh(drover_standard_window())
      (colors, pairs) = (Int(drover_color_count()), Int(drover_pair_count()))
    }

    /// The only way to give ncurses a description without a file is the environment; it is there for this one call.
    private static func open(
      _ description: TerminalDescription, _ output: UnsafeMutablePointer<FILE>, _ input: UnsafeMutablePointer<FILE>
    ) -> OpaquePointer? {
      let before = getenv("TERMINFO").map { String(cString: $0) }
      setenv("TERMINFO", description.inlined, 1)
      let screen = newterm(description.name, output, input)
      if let before { setenv("TERMINFO", before, 1) } else { unsetenv("TERMINFO") }
      return screen
    }
  }
}
