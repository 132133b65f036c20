package enum Alignment: Hashable, Sendable {
  case leading, centre, trailing
}

/// Where lines break and where a width is reached, in bytes of the text.
package enum TextLayout {
  /// The end of the longest beginning that fits.
  package static func prefix(of bytes: UnsafeBufferPointer<UInt8>, columns: Int) -> Int {
    var scanner = GlyphScanner(bytes)
    var width = 0
    var end = 0
    while let glyph = scanner.nextGlyph() {
      width += glyph.width
      if width > columns { return end }
      end = glyph.end
    }
    return bytes.count
  }

  /// The start of the longest ending that fits.
  static func suffix(of bytes: UnsafeBufferPointer<UInt8>, columns: Int) -> Int {
    var glyphs: [(start: Int, width: Int)] = []
    var scanner = GlyphScanner(bytes)
    while let glyph = scanner.nextGlyph() { glyphs.append((glyph.start, glyph.width)) }
    var width = 0
    var start = bytes.count
    for glyph in glyphs.reversed() {
      width += glyph.width
      if width > columns { break }
      start = glyph.start
    }
    return start
  }

  /// Byte ranges of the lines of a text: broken at line ends, and between words where a line is too long.
  ///
  /// Blanks at a break hang beyond the line and are left out; a word longer than a line is cut.
  /// With `hang` every row behind the first has so many columns less: it is drawn further to the right.
  package static func lines(of text: String, columns: Int, limit: Int = .max, hang: Int = 0) -> [Range<Int>] {
    Sanitiser.withBytes(text) { bytes in
      var breaker = LineBreaker(columns: max(1, columns), hang: min(hang, max(0, columns - 1)))
      var scanner = GlyphScanner(bytes)
      while breaker.lines.count < limit, let event = scanner.next() {
        switch event {
        case .glyph(let glyph): breaker.glyph(glyph)
        case .tab(let end): breaker.glyph(Glyph(scalar: 0x20, mark: 0, width: 1, start: end - 1, end: end))
        case .newline(let start, let end): breaker.newline(start: start, end: end)
        case .carriageReturn, .colour: break
        }
      }
      if breaker.lines.count < limit { breaker.finish(at: bytes.count) }
      return breaker.lines
    }
  }
}

/// Breaks lines greedily, one glyph at a time.
struct LineBreaker {
  /// Of the row that is being filled.
  private var columns: Int
  private let hang: Int
  private(set) var lines: [Range<Int>] = []
  private var start = 0
  private var width = 0
  /// The last place where this line may end: behind which byte, where the next one starts, and its width up to there.
  private var pause: (end: Int, next: Int, width: Int)?
  private var previousIsWide = false
  private var previousIsSpace = false
  /// Behind a slash a path may break, but not behind those of an address.
  private var previous: UInt32 = 0

  init(columns: Int, hang: Int = 0) { (self.columns, self.hang) = (columns, hang) }

  mutating func glyph(_ glyph: Glyph) {
    if glyph.isSpace {
      if !previousIsSpace { pause = (glyph.start, glyph.end, width + 1) } else { extendPause(glyph) }
      width += 1
    } else {
      if glyph.width == 2 || previousIsWide, width > 0, !previousIsSpace {
        pause = (glyph.start, glyph.start, width)
      }
      if width + glyph.width > columns { breakLine(before: glyph) }
      width += glyph.width
    }
    previousIsSpace = glyph.isSpace
    previousIsWide = glyph.width == 2
    let joins = glyph.scalar == 0x2d || (glyph.scalar == 0x2f && previous != 0x2f && previous != 0x3a)
    if joins, width <= columns { pause = (glyph.end, glyph.end, width) }
    previous = glyph.scalar
  }

  mutating func newline(start end: Int, end next: Int) {
    lines.append(start..<max(start, end))
    begin(at: next)
  }

  mutating func finish(at end: Int) {
    lines.append(start..<max(start, end))
  }

  private mutating func extendPause(_ glyph: Glyph) {
    guard let pause else { return }
    self.pause = (pause.end, glyph.end, width + 1)
  }

  private mutating func breakLine(before glyph: Glyph) {
    if let pause, pause.end > start {
      lines.append(start..<pause.end)
      let rest = width - pause.width
      begin(at: pause.next)
      width = rest
    } else if width > 0 {
      lines.append(start..<glyph.start)
      begin(at: glyph.start)
    }
    if width + glyph.width > columns, width > 0 {
      lines.append(start..<glyph.start)
      begin(at: glyph.start)
    }
  }

  private mutating func begin(at next: Int) {
    if lines.count == 1 { columns -= hang }
    start = next
    width = 0
    pause = nil
    previousIsWide = false
    previousIsSpace = false
    previous = 0
  }
}
