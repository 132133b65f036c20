internal import CPlatform
internal import Platform

/// Reads a run's log by window; never holds more of it than was asked for. Calls may wait for the disk.
///
/// The writer may append and cut at any time: each call looks at the folder anew.
package struct RunLogReader: Sendable {
  package let folder: String

  package init(folder: String) {
    self.folder = folder
  }

  /// Where the log begins and ends, and which ranges were cut to keep the bound.
  package struct Extent: Equatable, Sendable {
    package var end = 0
    package var cuts: [Range<Int>] = []
  }

  /// Bytes that stand together. `offset` is behind the wanted one when that was cut.
  package struct Window: Equatable, Sendable {
    package let offset: Int
    package let bytes: [UInt8]
    package var end: Int { offset + bytes.count }
  }

  package func extent() -> Extent {
    var extent = Extent()
    for segment in segments() {
      if segment.base > extent.end { extent.cuts.append(extent.end..<segment.base) }
      extent.end = segment.end
    }
    return extent
  }

  /// At most `limit` bytes from `offset` on; empty at the end. A window ends before a cut.
  package func window(from offset: Int, limit: Int) throws -> Window {
    var bytes: [UInt8] = []
    var start = offset
    for segment in segments() where segment.end > start + bytes.count && bytes.count < limit {
      if bytes.isEmpty { start = max(start, segment.base) }
      guard segment.base <= start + bytes.count else { break }
      let position = start + bytes.count - segment.base
      let count = min(limit - bytes.count, segment.end - segment.base - position)
      guard let file = try LogFile("\(folder)/\(LogSegment.name(segment.base, "log"))") else { continue }
      let more = try file.read(count, at: position)
      if bytes.isEmpty { bytes = more } else { bytes += more }
    }
    return Window(offset: start, bytes: bytes)
  }

  /// The last `limit` bytes.
  package func tail(limit: Int) throws -> Window {
    try window(from: max(0, extent().end - limit), limit: limit)
  }

  /// What is known about the bytes in `range`: when they came and from which stream.
  package func records(in range: Range<Int>) throws -> [LogRecord] {
    var result: [LogRecord] = []
    for segment in segments() where segment.end >= range.lowerBound && segment.base < range.upperBound {
      guard let file = try LogFile("\(folder)/\(LogSegment.name(segment.base, "idx"))"),
        let index = try SegmentIndex(file, base: segment.base)
      else { continue }
      result += try index.records(in: range, segmentEnd: segment.end)
    }
    return result
  }

  func segments() -> [LogSegment] {
    Files.names(in: folder).compactMap { name in
      guard let base = LogSegment.base(of: name), let facts = Files.facts("\(folder)/\(name)") else { return nil }
      return LogSegment(base: base, end: base + facts.size)
    }
  }
}

// MARK: - Searching

extension RunLogReader {
  /// Offsets of a literal, in order from `offset`, at most `limit` of them. Streams through the segments in blocks;
  /// hits across segments and blocks are found, across cuts there are none.
  package func search(_ literal: [UInt8], from offset: Int = 0, limit: Int = 1000) throws -> [Int] {
    guard !literal.isEmpty, limit > 0 else { return [] }
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1 << 18, literal.count * 2), alignment: 16)
    defer { block.deallocate() }
    var hits: [Int] = []
    var position = offset
    while hits.count < limit {
      let (start, count) = try fill(block, from: position)
      let found = Self.hits(
        of: literal, in: UnsafeRawBufferPointer(rebasing: block[..<count]), limit: limit - hits.count)
      hits += found.map { start + $0 }
      guard count >= literal.count else {
        // Too little for a hit: the end, or a few bytes before a cut.
        guard let next = segments().first(where: { $0.base > start + count || $0.base > position }) else { return hits }
        guard next.base >= start + count else { return hits }
        position = next.base
        continue
      }
      // The last bytes may begin a hit that goes on in the next block.
      position = start + count - (literal.count - 1)
    }
    return hits
  }

  private func fill(_ block: UnsafeMutableRawBufferPointer, from offset: Int) throws -> (start: Int, count: Int) {
    var start = offset
    var count = 0
    for segment in segments() where segment.end > start + count && count < block.count {
      if count == 0 { start = max(start, segment.base) }
      guard segment.base <= start + count else { break }
      guard let file = try LogFile("\(folder)/\(LogSegment.name(segment.base, "log"))") else { continue }
      let room = min(block.count - count, segment.end - start - count)
      count += try file.read(
        into: UnsafeMutableRawBufferPointer(rebasing: block[count..<(count + room)]), at: start + count - segment.base)
    }
    return (start, count)
  }

  /// Overlapping hits count, as in a viewer that goes from one to the next.
  static func hits(of literal: [UInt8], in bytes: UnsafeRawBufferPointer, limit: Int) -> [Int] {
    var hits: [Int] = []
    var start = 0
    while hits.count < limit, start < bytes.count {
      let found = drover_find(bytes.baseAddress! + start, bytes.count - start, literal, literal.count)
      if found < 0 { break }
      hits.append(start + found)
      start += found + 1
    }
    return hits
  }
}
