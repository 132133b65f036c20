package import Domain
import JSON

/// What one agent's lines mean. It says false to a line that it does not know, which then is kept as it is.
protocol LineDialect: Sendable {
  mutating func read(_ value: JSONValue, _ sink: inout EventSink) -> Bool
  mutating func read(text: String, _ sink: inout EventSink) -> Bool
  mutating func end(_ sink: inout EventSink)
}

extension LineDialect {
  mutating func read(text: String, _ sink: inout EventSink) -> Bool { false }
  mutating func end(_ sink: inout EventSink) {}
}

/// The decoder of every agent: lines, then JSON, then the agent's dialect. Nothing is dropped and nothing is fatal.
package struct LineDecoder: AgentDecoder {
  private var cutter: LineCutter
  private var reader: LineReader

  init(_ dialect: any LineDialect, readsJSON: Bool = true, bound: Int = LineCutter.bound) {
    reader = LineReader(dialect: dialect, readsJSON: readsJSON)
    cutter = LineCutter(bound: bound)
  }

  package mutating func feed(_ bytes: [UInt8], at offset: Int64) -> [AgentEvent] {
    cutter.feed(bytes, at: offset, to: &reader) { line, reader in _ = reader.read(line) }
    return reader.sink.take()
  }

  package mutating func end() -> [AgentEvent] {
    cutter.flush(to: &reader) { line, reader in _ = reader.read(line) }
    reader.sink.offset = cutter.position
    reader.dialect.end(&reader.sink)
    return reader.sink.take()
  }
}

/// What is left of a decoder once the lines are cut.
struct LineReader: Sendable {
  var dialect: any LineDialect
  let readsJSON: Bool
  var sink = EventSink()

  /// Answers the line as a value, for whoever has to reply to it; nil where it is none.
  mutating func read(_ line: LineCutter.Line) -> JSONValue? {
    sink.offset = line.end
    let bytes = line.bytes.last == 0x0D ? UnsafeRawBufferPointer(rebasing: line.bytes.dropLast()) : line.bytes
    if !readsJSON {
      read(text: bytes, line.cutBytes, reason: nil)
    } else if line.cutBytes > 0 {
      keep(bytes, line.cutBytes, "the line is too long")
    } else if bytes.contains(where: { $0 != 0x20 && $0 != 0x09 }) {
      return readJSON(bytes)
    }
    return Optional.none
  }

  private mutating func readJSON(_ bytes: UnsafeRawBufferPointer) -> JSONValue? {
    do {
      let value = try JSONParser.parse(bytes)
      if !dialect.read(value, &sink) { keep(bytes, 0, nil) }
      return value
    } catch {
      read(text: bytes, 0, reason: "no JSON")
      return Optional.none
    }
  }

  private mutating func read(text bytes: UnsafeRawBufferPointer, _ cutBytes: Int, reason: String?) {
    if !dialect.read(text: String(decoding: bytes, as: UTF8.self), &sink) { keep(bytes, cutBytes, reason) }
  }

  private mutating func keep(_ bytes: UnsafeRawBufferPointer, _ cutBytes: Int, _ reason: String?) {
    let kept = BoundedText(bytes)
    sink.add(.raw(RawLine(text: kept.text, cutBytes: kept.cutBytes + cutBytes, reason: reason)))
  }
}
