/// What every text that is not our own passes on its way to a terminal: cells, output of verbs, titles, notifications.
///
/// All of it stands on ``GlyphScanner``; nothing else in the program decides what is harmless.
package enum Sanitiser {
  package static let tabWidth = 8

  /// One line: tabs are expanded, line ends become blanks, at most `limit` bytes are looked at.
  package static func line(_ text: String, limit: Int = 65_536) -> String {
    withBytes(text) { plain($0, limit: limit, keepsLines: false) }
  }

  package static func line(_ bytes: some Collection<UInt8>, limit: Int = 65_536) -> String {
    withBytes(bytes) { plain($0, limit: limit, keepsLines: false) }
  }

  /// Text for standard output: line ends stay, a lone carriage return becomes one.
  package static func text(_ text: String, limit: Int = .max) -> String {
    withBytes(text) { plain($0, limit: limit, keepsLines: true) }
  }

  package static func text(_ bytes: some Collection<UInt8>, limit: Int = .max) -> String {
    withBytes(bytes) { plain($0, limit: limit, keepsLines: true) }
  }

  /// One line for places that a terminal measures in bytes, like titles: also bounded in columns.
  package static func title(_ text: String, columns: Int = 120) -> String {
    StyledText(line(text, limit: columns * 32)).truncated(to: columns).text
  }

  /// How many columns a text takes when written on one line; stops counting beyond `limit`.
  package static func width(_ text: String, limit: Int = .max) -> Int {
    withBytes(text) { bytes in
      var scanner = GlyphScanner(bytes)
      var width = 0
      while width <= limit, let glyph = scanner.nextGlyph() { width += glyph.width }
      return width
    }
  }

  /// Lends the bytes of a text; copies only where the text has no bytes of its own in one piece.
  package static func withBytes<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    if let result = text.utf8.withContiguousStorageIfAvailable(body) { return result }
    var copy = text
    return copy.withUTF8(body)
  }

  package static func withBytes<Result>(
    _ bytes: some Collection<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    if let result = bytes.withContiguousStorageIfAvailable(body) { return result }
    return Array(bytes).withUnsafeBufferPointer(body)
  }

  private static func plain(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int, keepsLines: Bool) -> String {
    let bytes = bounded(bytes, limit: limit)
    var output = GlyphBytes(capacity: bytes.count)
    var scanner = GlyphScanner(bytes)
    while let event = scanner.next() {
      switch event {
      case .glyph(let glyph): output.append(glyph)
      case .tab: output.appendTab()
      case .newline: keepsLines ? output.appendNewline() : output.appendBlank()
      case .carriageReturn: keepsLines ? output.appendNewline() : output.appendBlank()
      case .colour: break
      }
    }
    return output.string
  }

  /// Cuts between characters, so that the limit never makes a broken one.
  static func bounded(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int) -> UnsafeBufferPointer<UInt8> {
    guard bytes.count > limit else { return bytes }
    var end = max(0, limit)
    while end > 0, bytes[end] & 0xc0 == 0x80 { end -= 1 }
    return UnsafeBufferPointer(rebasing: bytes[0..<end])
  }
}

/// Collects glyphs as UTF-8 and counts columns, so that tabs know where they stand.
struct GlyphBytes {
  private(set) var bytes: [UInt8] = []
  private var column = 0

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ glyph: Glyph) {
    append(scalar: glyph.scalar)
    if glyph.mark != 0 { append(scalar: glyph.mark) }
    column += glyph.width
  }

  mutating func appendTab() {
    let count = Sanitiser.tabWidth - column % Sanitiser.tabWidth
    for _ in 0..<count { bytes.append(0x20) }
    column += count
  }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func appendNewline() {
    bytes.append(0x0a)
    column = 0
  }

  mutating func appendBlank() {
    bytes.append(0x20)
    column += 1
  }

  private mutating func append(scalar: UInt32) {
    if scalar < 0x80 { return bytes.append(UInt8(scalar)) }
    guard let scalar = Unicode.Scalar(scalar) else { return }
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
