import Base
import JSON

/// What somebody is asked to allow, in one line: the same on the screen, in a shell and in a log, so that nobody allows
/// in one place what he would have refused in another.
package enum AskWords {
  /// The names under which the agents' tools are told what they are about, the most telling first.
  private static let subjects = ["command", "cmd", "file_path", "path", "filePath", "pattern", "url", "query"]
  /// Tools whose title is where they run, and not what.
  private static let titledByFolder: Set<String> = ["shell"]

  /// The tool and what it is about: what would run before anything that the agent says of it.
  package static func what(tool: String, input: String, title: String?) -> String {
    let value = parse(input)
    let words = title == folder(tool: tool, title: title) ? nil : title
    let subject = value.flatMap(subject) ?? (value?.objectValue == nil ? nonEmpty(input) : words) ?? words ?? input
    return subject.isEmpty ? tool : "\(tool) \(flat(subject))"
  }

  /// Where it would run, where the agent said so.
  package static func folder(tool: String, title: String?) -> String? {
    guard let title, titledByFolder.contains(tool), title.hasPrefix("/") else { return nil }
    return title
  }

  /// One line, whatever was asked: what breaks lines or moves the cursor is a blank.
  package static func flat(_ text: String) -> String {
    String(decoding: text.utf8.lazy.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self).trimmed
  }

  private static func subject(_ value: JSONValue) -> String? {
    if let words = words(value) { return words }
    guard value.objectValue != nil else { return nil }
    for name in subjects {
      if let text = value[name]?.stringValue ?? value[name].flatMap(words) { return text }
    }
    return nil
  }

  /// A command that is written as a list of its words.
  private static func words(_ value: JSONValue) -> String? {
    value.arrayValue.map { $0.compactMap(\.stringValue).joined(separator: " ") }.flatMap(nonEmpty)
  }

  private static func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }

  /// An input that is no JSON is the command itself.
  private static func parse(_ input: String) -> JSONValue? {
    do { return try JSONParser.parse(input) } catch { return nil }
  }
}

extension ApprovalAsked {
  /// The same for who hears of it first: a card that waits, a run that is followed.
  package var what: String {
    let isOwnQuestion = kind == .question || budget != nil
    return isOwnQuestion ? AskWords.flat(title ?? input) : AskWords.what(tool: tool, input: input, title: title)
  }
}

extension AskView {
  /// One line: the tool and the one thing that it is about, or the question.
  package var what: String {
    if kind == .question { return AskWords.flat(title ?? input) }
    if budget != nil { return "\(tool) \(AskWords.flat(title ?? input))" }
    return AskWords.what(tool: tool, input: input, title: title) + (elsewhere.map { " (in \($0))" } ?? "")
  }

  /// Where it would run where that is not its worktree; below it as it is seen from there.
  package var elsewhere: String? {
    guard kind == .approval, let folder = AskWords.folder(tool: tool, title: title) else { return nil }
    let home = worktree ?? workspace
    if folder == home { return nil }
    return folder.hasPrefix(home + "/")
      ? String(decoding: folder.utf8.dropFirst(home.utf8.count + 1), as: UTF8.self) : folder
  }
}
