internal import CRunLog

/// One segment: where its bytes stand in the log.
struct LogSegment: Equatable {
  let base: Int
  let end: Int

  static func name(_ base: Int, _ suffix: String) -> String {
    let digits = String(base, radix: 16)
    return String(repeating: "0", count: max(0, 16 - digits.count)) + digits + "." + suffix
  }

  /// The base that a file's name says; nil for what is no segment.
  static func base(of name: String) -> Int? {
    guard name.utf8.count == 20, name.hasSuffix(".log"), !name.contains("+"), !name.contains("-") else { return nil }
    return Int(name.prefix(16), radix: 16)
  }
}

/// The records of one segment, looked up without reading them all.
struct SegmentIndex {
  private let file: LogFile
  private let base: Int
  private let count: Int
  private let size = Int(DROVER_LOG_RECORD)

  /// nil while the writer has not begun it.
  init?(_ file: LogFile, base: Int) throws {
    let header = try file.read(Int(DROVER_LOG_HEADER), at: 0)
    guard header.count == Int(DROVER_LOG_HEADER) else { return nil }
    var said: UInt64 = 0
    guard header.withUnsafeBufferPointer({ drover_log_read_header($0.baseAddress, &said) }) == 1, Int(said) == base
    else {
      throw RunLogError(.unknownVersion, "failed to read \(file.path): it must be an index of version 1")
    }
    self.file = file
    self.base = base
    count = (file.size - Int(DROVER_LOG_HEADER)) / size
  }

  /// The records that touch `range`, and what the segment holds behind the last whole one as a recovered record.
  func records(in range: Range<Int>, segmentEnd: Int) throws -> [LogRecord] {
    var result: [LogRecord] = []
    var next = try firstIndex(endingAfter: range.lowerBound)
    var end = next == 0 ? base : try record(next - 1)?.end ?? base
    while next < count {
      let block = try file.read(min(2048, count - next) * size, at: Int(DROVER_LOG_HEADER) + next * size)
      for start in stride(from: 0, to: block.count - size + 1, by: size) {
        guard let record = block.withUnsafeBytes({ LogRecord(raw: .init(rebasing: $0[start..<(start + size)])) }),
          record.offset == end, record.end <= segmentEnd
        else { return result + rest(from: end, to: segmentEnd, in: range) }
        if record.offset >= range.upperBound { return result }
        result.append(record)
        end = record.end
      }
      next += 2048
    }
    return result + rest(from: end, to: segmentEnd, in: range)
  }

  private func rest(from end: Int, to segmentEnd: Int, in range: Range<Int>) -> [LogRecord] {
    guard end < segmentEnd, end < range.upperBound else { return [] }
    return [LogRecord(offset: end, length: segmentEnd - end, stream: .output, time: 0, isRecovered: true)]
  }

  private func record(_ index: Int) throws -> LogRecord? {
    try file.read(size, at: Int(DROVER_LOG_HEADER) + index * size).withUnsafeBytes(LogRecord.init(raw:))
  }

  /// A torn record counts as lying behind everything: it can only be at the end.
  private func firstIndex(endingAfter offset: Int) throws -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if let record = try record(middle), record.end <= offset, record.length > 0 || record.offset < offset {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}
