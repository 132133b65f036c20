/// Frames with their length in front: four bytes of length (little end first, of what follows the kind), one byte of
/// kind, then the content. What our own sockets speak.
package struct LengthFraming: Sendable {
  package struct Frame: Hashable, Sendable {
    package var kind: UInt8
    package var content: [UInt8]

    package init(kind: UInt8, content: [UInt8]) {
      self.kind = kind
      self.content = content
    }

    package var encoded: [UInt8] {
      let count = UInt32(content.count)
      let header = (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * UInt32($0))) }
      return header + [kind] + content
    }
  }

  /// A length beyond the limit: whoever speaks here is not ours, the connection ends.
  package struct TooLong: Error, Hashable, Sendable {
    package let length: Int
  }

  package static let headerSize = 5

  private var buffer: [UInt8] = []
  private var start = 0
  private let limit: Int

  package init(limit: Int = 64 << 20) {
    self.limit = limit
  }

  /// Whether a frame stands half received: a stream that ends now was cut.
  package var isInsideFrame: Bool { start < buffer.count }

  package mutating func feed(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [Frame] {
    buffer += bytes
    var frames: [Frame] = []
    while let frame = try next() { frames.append(frame) }
    buffer.removeFirst(start)
    start = 0
    return frames
  }

  private mutating func next() throws(TooLong) -> Frame? {
    guard buffer.count - start >= Self.headerSize else { return nil }
    let length = (0..<4).reduce(0) { $0 | Int(buffer[start + $1]) << (8 * $1) }
    guard length <= limit else { throw TooLong(length: length) }
    let begin = start + Self.headerSize
    guard buffer.count - begin >= length else { return nil }
    defer { start = begin + length }
    return Frame(kind: buffer[start + 4], content: Array(buffer[begin..<begin + length]))
  }
}
