/// Cuts a stream into lines, wherever it was cut before. A line that arrives whole is never copied; one that is longer
/// than the bound loses its tail, which is counted.
struct LineCutter: Sendable {
  /// What was kept of a line, and where it ends in the stream.
  struct Line {
    let bytes: UnsafeRawBufferPointer
    let cutBytes: Int
    let end: Int64
  }

  /// Larger than any line a real agent was seen to print; the facts say that a reader must allow for 8 MiB.
  static let bound = 16 << 20

  private let bound: Int
  /// Whether a jump in the offsets means that a part is missing. In a log that holds several streams it is another one.
  private let flushesAtGaps: Bool
  private var pending: [UInt8] = []
  private var cutBytes = 0
  private(set) var position: Int64 = 0

  init(bound: Int = Self.bound, flushesAtGaps: Bool = true) {
    self.bound = bound
    self.flushesAtGaps = flushesAtGaps
  }

  mutating func feed<Reader>(
    _ bytes: [UInt8], at offset: Int64, to reader: inout Reader, _ body: (Line, inout Reader) -> Void
  ) {
    if flushesAtGaps, offset != position { flush(to: &reader, body) }
    position = offset
    bytes.withUnsafeBytes { raw in
      var rest = raw[...]
      while let newline = rest.firstIndex(of: 0x0A) {
        let end = offset + Int64(newline) + 1
        take(UnsafeRawBufferPointer(rebasing: rest[..<newline]), end, to: &reader, body)
        rest = raw[(newline + 1)...]
      }
      keep(UnsafeRawBufferPointer(rebasing: rest))
    }
    position = offset + Int64(bytes.count)
  }

  /// Hands out what has no line end: the stream is over, or a part of it is missing.
  mutating func flush<Reader>(to reader: inout Reader, _ body: (Line, inout Reader) -> Void) {
    guard !pending.isEmpty || cutBytes > 0 else { return }
    let (line, cut) = (pending, cutBytes)
    (pending, cutBytes) = ([], 0)
    line.withUnsafeBytes { body(Line(bytes: $0, cutBytes: cut, end: position), &reader) }
  }

  private mutating func take<Reader>(
    _ bytes: UnsafeRawBufferPointer, _ end: Int64, to reader: inout Reader, _ body: (Line, inout Reader) -> Void
  ) {
    if pending.isEmpty, cutBytes == 0, bytes.count <= bound {
      body(Line(bytes: bytes, cutBytes: 0, end: end), &reader)
      return
    }
    keep(bytes)
    position = end
    flush(to: &reader, body)
  }

  private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
    let room = min(bytes.count, bound - pending.count)
    pending.append(contentsOf: bytes.prefix(room))
    cutBytes += bytes.count - room
  }
}
