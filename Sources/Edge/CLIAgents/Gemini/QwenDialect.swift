import JSON

/// Qwen Code: Claude's lines under nearly the same names (the array of `json` included), and ACP. By its documentation.
struct QwenDialect: LineDialect {
  private var lines = ClaudeDialect()
  private var protocolDialect = ACPDialect()

  mutating func read(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    value["jsonrpc"] != nil ? protocolDialect.read(value, &sink) : lines.read(value, &sink)
  }
}
