package import Domain
import JSON

/// A tool call as people read it: the name, the one thing that it is about, and a change as a difference.
package struct ToolText: Sendable {
  package var title: String
  package var lines: [String] = []
  package var isDiff = false

  /// What a tool is about, the most telling first; the names that the agents' own tools use.
  private static let subjects = [
    "command", "cmd", "file_path", "path", "filePath", "absolute_path", "notebook_path", "pattern", "query", "url",
    "description", "prompt",
  ]

  package init(_ call: ToolCall) {
    let value = Self.parse(call.input)
    title = "\(call.name) \(call.title ?? Self.subject(value) ?? Self.brief(call.input))"
    guard let value else { return }
    if let edits = value["edits"]?.arrayValue {
      lines = edits.flatMap(Self.difference)
    } else {
      lines = Self.difference(value)
    }
    isDiff = !lines.isEmpty
    if lines.isEmpty { lines = Self.rest(value) }
  }

  package static func brief(_ input: String) -> String { String(input.prefix(200)) }

  private static func parse(_ input: String) -> JSONValue? {
    do { return try JSONParser.parse(Array(input.utf8)) } catch { return nil }
  }

  private static func subject(_ value: JSONValue?) -> String? {
    for name in subjects {
      guard let found = value?[name] else { continue }
      if let text = found.stringValue { return text.split(separator: "\n").first.map(String.init) }
      if let words = found.arrayValue { return words.compactMap(\.stringValue).joined(separator: " ") }
    }
    return nil
  }

  private static func difference(_ value: JSONValue) -> [String] {
    let old = value["old_string"]?.stringValue ?? value["oldString"]?.stringValue
    let new = value["new_string"]?.stringValue ?? value["newString"]?.stringValue ?? value["content"]?.stringValue
    guard old != nil || new != nil else { return [] }
    let removed = old.map { Self.lines(of: $0).map { "-" + $0 } } ?? []
    let added = new.map { Self.lines(of: $0).map { "+" + $0 } } ?? []
    return removed + added
  }

  /// What else the tool was told, a line each; the title has said the first.
  private static func rest(_ value: JSONValue) -> [String] {
    guard let members = value.objectValue else { return [] }
    let subject = subjects.first { value[$0] != nil }
    var lines: [String] = []
    for (name, member) in members.members.map({ ($0.key, $0.value) }) {
      if name == subject {
        if let text = member.stringValue, text.contains("\n") { lines += Self.lines(of: text).dropFirst() }
      } else {
        lines.append("\(name): \(member.stringValue ?? brief(JSONWriter.compactText(member)))")
      }
    }
    return lines
  }

  /// The lines of a text without the empty ones at its end.
  package static func lines(of text: String) -> [String] {
    var rest = text[...]
    while rest.last == "\n" { rest = rest.dropLast() }
    return rest.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
