internal import CRunLog

/// What the sidecar says about one piece of output.
package struct LogRecord: Equatable, Sendable {
  package enum Stream: UInt8, Sendable {
    /// No bytes: a place that something is said about.
    case mark = 0
    case output = 1
    case errors = 2
  }

  package let offset: Int
  package let length: Int
  package let stream: Stream
  /// Nanoseconds since 1970.
  package let time: Int64
  /// Described after a crash: stream and time are a guess.
  package let isRecovered: Bool
  /// Bytes may be missing right before this.
  package let isAfterGap: Bool

  package var end: Int { offset + length }

  init(offset: Int, length: Int, stream: Stream, time: Int64, isRecovered: Bool = false, isAfterGap: Bool = false) {
    self.offset = offset
    self.length = length
    self.stream = stream
    self.time = time
    self.isRecovered = isRecovered
    self.isAfterGap = isAfterGap
  }

  /// nil when the 32 bytes are not a whole record.
  init?(raw: UnsafeRawBufferPointer) {
    var record = drover_log_record()
    guard raw.count >= Int(DROVER_LOG_RECORD),
      drover_log_read_record(raw.assumingMemoryBound(to: UInt8.self).baseAddress, &record) == 1,
      let offset = Int(exactly: record.offset), offset < Int.max - Int(record.length)
    else { return nil }
    self.init(
      offset: offset, length: Int(record.length), stream: Stream(rawValue: record.stream) ?? .output,
      time: Int64(clamping: record.time), isRecovered: Int(record.flags) & Int(DROVER_LOG_RECOVERED) != 0,
      isAfterGap: Int(record.flags) & Int(DROVER_LOG_GAP) != 0)
  }
}
