/// One thing that stands in cells: a base character with at most one mark, one or two columns wide.
package struct Glyph: Hashable, Sendable {
  package let scalar: UInt32
  package let mark: UInt32
  package let width: Int
  /// Where it stands in the bytes, its dropped followers included.
  package let start: Int
  package let end: Int

  static let replacement: UInt32 = 0xfffd

  package var isSpace: Bool { scalar == 0x20 }
}

/// What a scanner meets: something to draw, or one of the few controls that mean layout or colour.
package enum GlyphEvent: Hashable, Sendable {
  case glyph(Glyph)
  case tab(end: Int)
  /// Line feed, carriage return with line feed, or a separator of lines or paragraphs.
  case newline(start: Int, end: Int)
  /// A carriage return alone: progress bars overwrite their line with it.
  case carriageReturn(end: Int)
  /// The parameters of a colour sequence, between `ESC [` and `m`.
  case colour(Range<Int>)
}

/// Reads bytes as glyphs. The one place that decides what of foreign text may reach a terminal.
///
/// Invalid UTF-8 and unknown widths become U+FFFD; escape sequences, controls, bidi controls, joiners, variation
/// selectors and skin tones vanish; a pair of regional letters becomes two plain letters, since half a flag breaks rows.
package struct GlyphScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  package private(set) var offset: Int

  /// The scanner must not outlive the closure that lent it these bytes.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, from offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  package mutating func next() -> GlyphEvent? {
    while offset < bytes.count {
      let start = offset
      let byte = bytes[start]
      if byte >= 0x20 && byte < 0x7f {
        offset += 1
        if offset == bytes.count || bytes[offset] < 0x80 {
          return .glyph(Glyph(scalar: UInt32(byte), mark: 0, width: 1, start: start, end: offset))
        }
        return .glyph(cluster(UInt32(byte), width: 1, start: start))
      }
      if let event = byte < 0x80 ? control(byte, start) : beyondASCII(start) { return event }
    }
    return nil
  }

  /// The next thing to draw; layout controls count as a blank and colours as nothing.
  package mutating func nextGlyph() -> Glyph? {
    while let event = next() {
      switch event {
      case .glyph(let glyph): return glyph
      case .tab(let end), .newline(_, let end):
        return Glyph(scalar: 0x20, mark: 0, width: 1, start: end - 1, end: end)
      case .carriageReturn, .colour: continue
      }
    }
    return nil
  }

  private mutating func beyondASCII(_ start: Int) -> GlyphEvent? {
    let scalar = decode()
    switch WidthTable.classOf(scalar) {
    case .narrow:
      if let letter = regional(scalar) {
        return .glyph(Glyph(scalar: letter, mark: 0, width: 1, start: start, end: offset))
      }
      return .glyph(cluster(scalar, width: 1, start: start))
    case .wide: return .glyph(cluster(scalar, width: 2, start: start))
    case .unknown: return .glyph(cluster(Glyph.replacement, width: 1, start: start))
    case .mark: return nil  // a mark without a base has nothing to stand over
    case .dropped: return droppedControl(scalar, start)
    }
  }

  /// C1 controls open the same sequences as their two-byte forms; separators end a line.
  private mutating func droppedControl(_ scalar: UInt32, _ start: Int) -> GlyphEvent? {
    switch scalar {
    case 0x9b: return sequence(start)
    case 0x90, 0x98, 0x9d, 0x9e, 0x9f: skipString()
    case 0x85, 0x2028, 0x2029: return .newline(start: start, end: offset)
    default: break
    }
    return nil
  }

  /// The letter of a regional indicator.
  private func regional(_ scalar: UInt32) -> UInt32? {
    (0x1f1e6...0x1f1ff).contains(scalar) ? scalar - 0x1f1e6 + 0x41 : nil
  }

  /// Takes the marks and the dropped characters behind a base along; the first mark is kept.
  private mutating func cluster(_ base: UInt32, width: Int, start: Int) -> Glyph {
    var scalar = base
    var mark: UInt32 = 0
    while offset < bytes.count, bytes[offset] >= 0x80 {
      let before = offset
      let follower = decode()
      let kind = WidthTable.classOf(follower)
      if kind == .mark {
        if let syllable = Hangul.compose(scalar, follower) {
          scalar = syllable
        } else if mark == 0, let composed = Composition.compose(scalar, follower) {
          scalar = composed
        } else if mark == 0 {
          mark = follower
        }
      } else if kind != .dropped || follower < 0xa0 || follower == 0x2028 || follower == 0x2029 {
        offset = before
        break
      }
    }
    return Glyph(scalar: scalar, mark: mark, width: width, start: start, end: offset)
  }
}

// MARK: - Controls

extension GlyphScanner {
  private mutating func control(_ byte: UInt8, _ start: Int) -> GlyphEvent? {
    offset += 1
    switch byte {
    case 0x09: return .tab(end: offset)
    case 0x0a: return .newline(start: start, end: offset)
    case 0x0d:
      guard offset < bytes.count, bytes[offset] == 0x0a else { return .carriageReturn(end: offset) }
      offset += 1
      return .newline(start: start, end: offset)
    case 0x1b: return escape(start)
    default: return nil
    }
  }

  private mutating func escape(_ start: Int) -> GlyphEvent? {
    guard offset < bytes.count else { return nil }
    let byte = bytes[offset]
    switch byte {
    case 0x5b:
      offset += 1
      return sequence(start)
    case 0x50, 0x58, 0x5d, 0x5e, 0x5f:
      offset += 1
      skipString()
    case 0x20...0x2f:
      while offset < bytes.count, (0x20...0x2f).contains(bytes[offset]) { offset += 1 }
      if offset < bytes.count, (0x30...0x7e).contains(bytes[offset]) { offset += 1 }
    case 0x30...0x7e: offset += 1
    default: break  // the escape alone is dropped, what follows speaks for itself
    }
    return nil
  }

  /// A control sequence up to its final byte; any byte that cannot be part of it ends it.
  private mutating func sequence(_ start: Int) -> GlyphEvent? {
    let parameters = offset
    while offset < bytes.count, (0x20...0x3f).contains(bytes[offset]) { offset += 1 }
    let end = offset
    guard offset < bytes.count, (0x40...0x7e).contains(bytes[offset]) else { return nil }
    offset += 1
    return bytes[end] == 0x6d ? .colour(parameters..<end) : nil
  }

  /// A command string ends at its terminator, and at a line end, so that an open one cannot hide the rest.
  private mutating func skipString() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x07:
        offset += 1
        return
      case 0x0a, 0x0d: return
      case 0x1b:
        if offset + 1 < bytes.count, bytes[offset + 1] == 0x5c { offset += 2 }
        return
      case 0xc2 where offset + 1 < bytes.count && bytes[offset + 1] == 0x9c:
        offset += 2
        return
      default: offset += 1
      }
    }
  }
}

// MARK: - UTF-8

extension GlyphScanner {
  /// One scalar; an invalid sequence is one U+FFFD and as long as its valid beginning.
  private mutating func decode() -> UInt32 {
    let lead = bytes[offset]
    offset += 1
    if lead < 0x80 { return UInt32(lead) }
    let (count, least, first): (Int, UInt32, UInt32) =
      switch lead {
      case 0xc2...0xdf: (1, 0x80, UInt32(lead & 0x1f))
      case 0xe0...0xef: (2, 0x800, UInt32(lead & 0x0f))
      case 0xf0...0xf4: (3, 0x10000, UInt32(lead & 0x07))
      default: (0, 0, 0)
      }
    var scalar = first
    for _ in 0..<count {
      guard offset < bytes.count, bytes[offset] & 0xc0 == 0x80 else { return Glyph.replacement }
      scalar = scalar << 6 | UInt32(bytes[offset] & 0x3f)
      offset += 1
    }
    guard count > 0, scalar >= least, scalar < 0x110000, !(0xd800...0xdfff).contains(scalar) else {
      return Glyph.replacement
    }
    return scalar
  }
}

/// Korean syllables written as their letters become the syllable, so that they need no marks.
enum Hangul {
  static func compose(_ base: UInt32, _ follower: UInt32) -> UInt32? {
    if (0x1100...0x1112).contains(base), (0x1161...0x1175).contains(follower) {
      return 0xac00 + ((base - 0x1100) * 21 + (follower - 0x1161)) * 28
    }
    if (0xac00...0xd7a3).contains(base), (base - 0xac00) % 28 == 0, (0x11a8...0x11c2).contains(follower) {
      return base + (follower - 0x11a7)
    }
    return nil
  }
}
