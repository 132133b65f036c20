import Domain
import JSON

/// What an agent asks, in the words that a person decides on.
enum InboxText {
  static func line(_ ask: AskView) -> String { "\(ask.id) \(owner(ask)) \(ask.service) \(what(ask))" }

  static func owner(_ ask: AskView) -> String { ask.task?.description ?? ask.session?.description ?? "-" }

  /// One line: the tool and the one thing that it is about, or the question.
  static func what(_ ask: AskView) -> String {
    if ask.kind == .question { return ask.title ?? ask.input }
    return "\(ask.tool) \(ask.title ?? subject(ask.input) ?? ask.input)"
  }

  /// Every line of what would run, exactly; nothing is left out here.
  static func input(_ ask: AskView) -> [String] {
    guard ask.kind == .approval, let value = parse(ask.input), let members = value.objectValue, !members.isEmpty else {
      return ask.input.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    return members.members.flatMap { member in
      let text = member.value.stringValue ?? JSONWriter.compactText(member.value)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      guard lines.count > 1 else { return ["\(member.key): \(text)"] }
      return ["\(member.key):"] + lines.map { "  " + $0 }
    }
  }

  static func answer(_ ask: AskView) -> String {
    switch ask.state {
    case .open: "open"
    case .withdrawn: "withdrawn"
    case .answered: "\(ask.answerWords ?? "answered")\(ask.rule.map { " by rule \($0)" } ?? "")"
    }
  }

  private static func subject(_ input: String) -> String? {
    guard let value = parse(input) else { return nil }
    for name in ["command", "cmd", "file_path", "path", "filePath", "pattern", "url", "query"] {
      guard let found = value[name] else { continue }
      if let text = found.stringValue { return text }
      if let words = found.arrayValue { return words.compactMap(\.stringValue).joined(separator: " ") }
    }
    return nil
  }

  private static func parse(_ input: String) -> JSONValue? {
    do { return try JSONParser.parse(Array(input.utf8)) } catch { return nil }
  }
}
