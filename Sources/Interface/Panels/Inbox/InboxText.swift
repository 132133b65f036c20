import Domain
import JSON

/// What an agent asks, in the words that a person decides on.
enum InboxText {
  static func line(_ ask: AskView) -> String { "\(ask.id) \(owner(ask)) \(ask.service) \(ask.what)" }

  static func owner(_ ask: AskView) -> String { ask.task?.description ?? ask.session?.description ?? "-" }

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

  private static func parse(_ input: String) -> JSONValue? {
    do { return try JSONParser.parse(Array(input.utf8)) } catch { return nil }
  }
}
