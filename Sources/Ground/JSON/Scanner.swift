/// Reads tokens from bytes that the caller keeps alive. Knows no tree, so that both trees share it.
struct Scanner {
  let bytes: UnsafeRawBufferPointer
  let dialect: JSONDialect
  var offset = 0
  /// The text of a string with escapes is put together here; kept, so that it is allocated once a document.
  var unescaped: [UInt8] = []

  init(_ bytes: UnsafeRawBufferPointer, dialect: JSONDialect) {
    self.bytes = bytes
    self.dialect = dialect
    if dialect.comments, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  /// The byte at the offset; zero at the end, where zero is never valid either.
  @inline(__always) var current: UInt8 {
    offset < bytes.count ? bytes[offset] : 0
  }

  @inline(__always) mutating func skipBlanks() throws(ScanFailure) {
    while true {
      switch current {
      case 0x20, 0x0A, 0x0D, 0x09: offset += 1
      case UInt8(ascii: "/") where dialect.comments: try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(ScanFailure) {
    let start = offset
    offset += 1
    switch current {
    case UInt8(ascii: "/"):
      while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
    case UInt8(ascii: "*"):
      offset += 1
      while !(current == UInt8(ascii: "*") && offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "/")) {
        offset += 1
        guard offset < bytes.count else {
          throw ScanFailure(code: .truncated, offset: start, reason: "the comment is never closed")
        }
      }
      offset += 2
    default:
      throw unexpected("a comment that starts with // or /*")
    }
  }

  /// Takes a word like `true` if it stands here.
  mutating func take(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard offset + length <= bytes.count else { return false }
    for place in 0..<length where bytes[offset + place] != word.utf8Start[place] { return false }
    offset += length
    return true
  }

  /// The failure that says what should stand here and what does.
  func unexpected(_ expected: String) -> ScanFailure {
    guard offset < bytes.count else {
      return ScanFailure(code: .truncated, offset: offset, reason: "expected \(expected), found the end of the text")
    }
    return ScanFailure(code: .syntax, offset: offset, reason: "expected \(expected), found \(found)")
  }

  private var found: String {
    let byte = bytes[offset]
    if byte > 0x20, byte < 0x7F { return "'\(Character(Unicode.Scalar(byte)))'" }
    return "byte 0x\(String(byte, radix: 16))"
  }
}
