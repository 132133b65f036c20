/// Text that is kept up to a bound; the log has the rest.
struct BoundedText {
  static let bound = 64 << 10

  let text: String
  let cutBytes: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    var count = min(bytes.count, Self.bound)
    if count < bytes.count { while count > 0, bytes[count] & 0xC0 == 0x80 { count -= 1 } }
    text = String(decoding: bytes.prefix(count), as: UTF8.self)
    cutBytes = bytes.count - count
  }

  init(_ whole: String) {
    var whole = whole
    guard whole.utf8.count > Self.bound else {
      (text, cutBytes) = (whole, 0)
      return
    }
    self = whole.withUTF8 { BoundedText(UnsafeRawBufferPointer($0)) }
  }
}
