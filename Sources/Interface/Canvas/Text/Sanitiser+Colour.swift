/// Turns the colour sequences of foreign text into styles; all other sequences vanish.
///
/// A value that lives from chunk to chunk of one stream, since colours reach over line ends.
package struct ColourDecoder: Hashable, Sendable {
  private let base: Style
  private let depth: ColorDepth
  private var style: Style

  package init(base: Style = .plain, depth: ColorDepth = .truecolor) {
    self.base = base
    self.depth = depth
    style = base
  }

  /// One line; line ends inside of it become blanks, tabs are expanded.
  package mutating func line(_ bytes: some Collection<UInt8>, limit: Int = 65_536) -> StyledText {
    var result = StyledText()
    for (index, part) in lines(bytes, limit: limit).enumerated() {
      if index > 0 { result.append(" ", base) }
      result.append(part)
    }
    return result
  }

  package mutating func lines(_ bytes: some Collection<UInt8>, limit: Int = .max) -> [StyledText] {
    Sanitiser.withBytes(bytes) { decode(Sanitiser.bounded($0, limit: limit)) }
  }

  private mutating func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> [StyledText] {
    var lines: [StyledText] = []
    var line = StyledText()
    var run = GlyphBytes(capacity: 64)
    var scanner = GlyphScanner(bytes)
    while let event = scanner.next() {
      switch event {
      case .glyph(let glyph): run.append(glyph)
      case .tab: run.appendTab()
      case .carriageReturn: run.appendBlank()
      case .newline:
        line.append(run.string, style)
        lines.append(line)
        line = StyledText()
        run = GlyphBytes(capacity: 64)
      case .colour(let range):
        line.append(run.flush(), style)
        apply(bytes[range])
      }
    }
    line.append(run.string, style)
    lines.append(line)
    return lines
  }

  /// Parameters of one sequence; both `;` and `:` part them, what we do not know is skipped.
  mutating func apply(_ parameters: Slice<UnsafeBufferPointer<UInt8>>) {
    var values: [Int] = []
    var value = 0
    for byte in parameters.prefix(96) {
      switch byte {
      case 0x30...0x39: value = min(999, value * 10 + Int(byte - 0x30))
      case 0x3a, 0x3b:
        values.append(value)
        value = 0
      default: return  // a private sequence: not a colour
      }
    }
    values.append(value)
    apply(values)
  }

  private mutating func apply(_ values: [Int]) {
    var index = 0
    while index < values.count {
      let value = values[index]
      index += 1
      switch value {
      case 0: style = base
      case 30...37: style.foreground = fitted(.palette(UInt8(value - 30)), base.foreground)
      case 40...47: style.background = fitted(.palette(UInt8(value - 40)), base.background)
      case 90...97: style.foreground = fitted(.palette(UInt8(value - 82)), base.foreground)
      case 100...107: style.background = fitted(.palette(UInt8(value - 92)), base.background)
      case 39: style.foreground = base.foreground
      case 49: style.background = base.background
      case 38, 48:
        guard let color = direct(values, &index) else { return }
        if value == 38 { style.foreground = fitted(color, base.foreground) }
        if value == 48 { style.background = fitted(color, base.background) }
      default: applyAttribute(value)
      }
    }
  }

  private mutating func applyAttribute(_ value: Int) {
    switch value {
    case 1: style.attributes.insert(.bold)
    case 2: style.attributes.insert(.dim)
    case 3: style.attributes.insert(.italic)
    case 4, 21: style.attributes.insert(.underline)
    case 7: style.attributes.insert(.reverse)
    case 9: style.attributes.insert(.strikethrough)
    case 22: style.attributes.subtract([.bold, .dim])
    case 23: style.attributes.remove(.italic)
    case 24: style.attributes.remove(.underline)
    case 27: style.attributes.remove(.reverse)
    case 29: style.attributes.remove(.strikethrough)
    default: break
    }
  }

  private func direct(_ values: [Int], _ index: inout Int) -> Color? {
    guard index < values.count else { return nil }
    if values[index] == 5, index + 1 < values.count {
      defer { index += 2 }
      return .palette(UInt8(min(255, values[index + 1])))
    }
    guard values[index] == 2, index + 3 < values.count else { return nil }
    defer { index += 4 }
    let parts = values[index + 1...index + 3].map { UInt32(min(255, $0)) }
    return .rgb(parts[0] << 16 | parts[1] << 8 | parts[2])
  }

  private func fitted(_ color: Color, _ fallback: Color) -> Color {
    depth == .mono ? fallback : depth.fit(color)
  }
}

extension GlyphBytes {
  /// Hands out what was collected and goes on counting columns.
  mutating func flush() -> String {
    defer { removeAll() }
    return string
  }
}
