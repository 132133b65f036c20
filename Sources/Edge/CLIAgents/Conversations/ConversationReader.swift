import Domain
import JSON

/// One line of an agent's output: what it means, and the line itself for the machine that has to reply to it.
struct HeardLine: Sendable {
  /// Nil for a line that is no JSON.
  var value: JSONValue?
  var events: [AgentEvent]
  var end: Int64

  /// Its events as steps.
  var steps: [AgentStep] { events.map(AgentStep.event) }
}

/// Cuts the output into lines and decodes each once, so that decoder and machine hear the same.
struct ConversationReader: Sendable {
  private var cutter = LineCutter(flushesAtGaps: false)
  private var collector: Collector

  init(_ dialect: any LineDialect) {
    collector = Collector(reader: LineReader(dialect: dialect, readsJSON: !(dialect is TextDialect)))
  }

  mutating func feed(_ bytes: [UInt8], at offset: Int64) -> [HeardLine] {
    cutter.feed(bytes, at: offset, to: &collector) { line, collector in collector.add(line) }
    return collector.take()
  }

  /// What stood in an unfinished line, and the dialect's own word for the end.
  mutating func end() -> [HeardLine] {
    cutter.flush(to: &collector) { line, collector in collector.add(line) }
    collector.reader.sink.offset = cutter.position
    collector.reader.dialect.end(&collector.reader.sink)
    let rest = collector.reader.sink.take()
    if !rest.isEmpty { collector.lines.append(HeardLine(value: Optional.none, events: rest, end: cutter.position)) }
    return collector.take()
  }

  var position: Int64 { cutter.position }

  private struct Collector: Sendable {
    var reader: LineReader
    var lines: [HeardLine] = []

    mutating func add(_ line: LineCutter.Line) {
      let value = reader.read(line)
      lines.append(HeardLine(value: value, events: reader.sink.take(), end: line.end))
    }

    mutating func take() -> [HeardLine] {
      defer { lines.removeAll() }
      return lines
    }
  }
}

/// The last words on the error stream: some agents say only there why they fell over.
struct ErrorTail: Sendable {
  private static let bound = 4096

  private var bytes: [UInt8] = []

  mutating func add(_ more: [UInt8]) {
    bytes += more.suffix(Self.bound)
    if bytes.count > Self.bound { bytes.removeFirst(bytes.count - Self.bound) }
  }

  /// Nil when nothing was said.
  var text: String? {
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(8)
    return words.isEmpty ? nil : words.joined(separator: "\n")
  }

  /// The ending of a program that went away in the middle of a turn.
  func crash(at offset: Int64) -> AgentStep {
    let known = text.map(ErrorRules.byText) ?? .unknown
    return .event(
      AgentEvent(
        offset: offset,
        body: .finished(
          AgentFinished(
            outcome: .failed, errorClass: known == .unknown ? .agentCrash : known,
            message: text ?? "the program ended in the middle of its turn", reason: "end of output"))))
  }
}
