import Domain
import JSON

/// The output of an agent of somebody's own, known by its name only: its file says how it speaks, but may be gone, or lie
/// on another machine. So its first line decides: one of the protocols that can be recognised, else words.
struct OwnDialect: LineDialect {
  private var chosen: (any LineDialect)?

  mutating func read(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    var dialect = chosen ?? Self.recognise(value)
    defer { chosen = dialect }
    guard dialect is TextDialect else { return dialect.read(value, &sink) }
    return dialect.read(text: String(decoding: JSONWriter.compact(value), as: UTF8.self), &sink)
  }

  mutating func read(text: String, _ sink: inout EventSink) -> Bool {
    // A program may print a greeting before it speaks a protocol.
    var dialect = chosen ?? TextDialect(isAider: false)
    defer { if chosen != nil { chosen = dialect } }
    return dialect.read(text: text, &sink)
  }

  mutating func end(_ sink: inout EventSink) { chosen?.end(&sink) }

  private static func recognise(_ value: JSONValue) -> any LineDialect {
    if value["jsonrpc"]?.stringValue != nil { return ACPDialect() }
    if value["type"]?.stringValue == "system", value["session_id"]?.stringValue != nil { return ClaudeDialect() }
    if value["type"]?.stringValue?.hasPrefix("thread.") == true { return CodexDialect(baseline: Usage()) }
    return TextDialect(isAider: false)
  }
}
