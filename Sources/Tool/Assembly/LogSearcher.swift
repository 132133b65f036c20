import CLIAgents
import Canvas
import Domain
import RunLog

/// Looks through a stretch of a run's log in blocks. What an agent printed is decoded only on lines whose bytes say that
/// something may be there.
struct LogSearcher {
  private let reader: RunLogReader
  private let search: LogSearch
  private let needles: [TextSearch]
  private var hits = LogHits()

  private static let block = 1 << 20
  private static let longestLine = 16 << 20
  private static let troubles = ["error", "fatal", "fail", "panic"].map(TextSearch.init)
  private static let agentTroubles = ["error", "fail", "exit", "reject", "retry"].map(TextSearch.init)

  init(_ reader: RunLogReader, _ search: LogSearch) {
    self.reader = reader
    self.search = search
    switch search.what {
    case .text(let text):
      needles = [TextSearch(Self.isPlain(search.service) ? text : Self.fragment(of: text))]
    case .errors: needles = Self.isPlain(search.service) ? Self.troubles : Self.agentTroubles
    }
  }

  mutating func run() throws -> LogHits {
    hits.end = Int64(reader.extent().end)
    var position = Int(search.from)
    let stop = position + Int(search.span)
    var limit = Self.block
    while position < stop {
      let window = try reader.window(from: position, limit: limit)
      guard !window.bytes.isEmpty else { return hits }
      let isLast = window.bytes.count < limit
      let whole = window.bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      if whole == 0, !isLast, limit < Self.longestLine {
        limit *= 4
        continue
      }
      let count = whole == 0 || isLast ? window.bytes.count : whole
      look(window.bytes, count: count, at: window.offset)
      position = window.offset + count
      limit = Self.block
    }
    hits.next = position < hits.end ? Int64(position) : nil
    return hits
  }

  private mutating func look(_ bytes: [UInt8], count: Int, at offset: Int) {
    bytes.withUnsafeBufferPointer { buffer in
      let buffer = UnsafeBufferPointer(rebasing: buffer[..<count])
      var end = 0
      for candidate in candidates(buffer) where candidate >= end {
        let start = buffer[..<candidate].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        end = buffer[candidate...].firstIndex(of: 0x0A).map { $0 + 1 } ?? buffer.count
        let found = self.count(of: UnsafeBufferPointer(rebasing: buffer[start..<end]))
        guard found > 0 else { continue }
        hits.offsets.append(Int64(offset + start))
        hits.count += found
      }
    }
  }

  /// Where something may be, in order; without a needle of our own every line may.
  private func candidates(_ buffer: UnsafeBufferPointer<UInt8>) -> [Int] {
    if needles.allSatisfy(\.needle.isEmpty) {
      return [0] + buffer.indices.filter { buffer[$0] == 0x0A && $0 + 1 < buffer.count }.map { $0 + 1 }
    }
    let found = needles.flatMap { $0.ranges(in: buffer).map(\.lowerBound) }
    return needles.count > 1 ? found.sorted() : found
  }

  private func count(of line: UnsafeBufferPointer<UInt8>) -> Int {
    guard !Self.isPlain(search.service), let service = search.service else {
      return search.what == .errors ? 1 : needles[0].ranges(in: line).count
    }
    var decoder = Adapters.reader(of: service)
    let events = decoder.feed(Array(line), at: 0)
    guard case .text(let text) = search.what else { return events.filter(\.body.isTrouble).count }
    let search = TextSearch(text)
    return events.reduce(0) { sum, event in
      event.body.words.reduce(sum) { $0 + search.ranges(in: $1).count }
    }
  }

  private static func isPlain(_ service: String?) -> Bool {
    guard let service else { return true }
    return service == "command" || Adapters.decoder(for: service) == nil
  }

  /// The longest part of a text that JSON writes as it is.
  private static func fragment(of text: String) -> String {
    let parts = text.unicodeScalars.split {
      $0.value < 0x20 || $0.value > 0x7e || "\"\\/<>&'".unicodeScalars.contains($0)
    }
    return parts.max { $0.count < $1.count }.map { String(String.UnicodeScalarView($0)) } ?? ""
  }
}
