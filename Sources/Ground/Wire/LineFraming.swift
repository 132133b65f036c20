/// Cuts a stream of bytes into lines: what agents and servers write one message a line in.
///
/// Pure and bounded: a line beyond the limit comes out cut and marked, its rest is skipped.
package struct LineFraming: Sendable {
  package struct Line: Hashable, Sendable {
    /// Without the line end; a carriage return before it is gone too.
    package var bytes: [UInt8]
    package var isCut: Bool

    package init(_ bytes: [UInt8], isCut: Bool = false) {
      self.bytes = bytes
      self.isCut = isCut
    }
  }

  private var rest: [UInt8] = []
  private var isOverfull = false
  private let limit: Int

  package init(limit: Int = 16 << 20) {
    self.limit = max(1, limit)
  }

  package mutating func feed(_ bytes: some Collection<UInt8>) -> [Line] {
    var lines: [Line] = []
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: 0x0a) {
      keep(bytes[start..<end])
      lines.append(takeLine())
      start = bytes.index(after: end)
    }
    keep(bytes[start...])
    return lines
  }

  /// What stands after the last line end, when the stream has ended.
  package mutating func finish() -> Line? {
    rest.isEmpty ? nil : takeLine()
  }

  private mutating func keep(_ bytes: some Collection<UInt8>) {
    // One byte more than the limit, which may be the carriage return of the line end.
    let room = limit + 1 - rest.count
    rest += bytes.prefix(room)
    if bytes.count > room { isOverfull = true }
  }

  private mutating func takeLine() -> Line {
    defer {
      rest = []
      isOverfull = false
    }
    if !isOverfull, rest.last == 0x0d { rest.removeLast() }
    let isCut = isOverfull || rest.count > limit
    return Line(isCut ? Array(rest.prefix(limit)) : rest, isCut: isCut)
  }
}
