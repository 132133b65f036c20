import PanelKit
import Widgets

/// The line behind `:`: what is typed, the words that could come next, and the lines before. Pure.
struct CommandLine: Hashable, Sendable {
  var field: EditorState
  /// What Tab and the arrows go through, from what was typed; one of them stands in the field while it is chosen.
  private(set) var choice: Int?
  private var typed: String
  private var past: [String]
  /// Which of the lines before stands in the field.
  private var pastIndex: Int?

  static let mostPast = 50

  init(_ text: String = "", past: [String] = []) {
    field = EditorState(text, isSingleLine: true)
    field.perform(.move(.lineEnd))
    typed = text
    self.past = past
  }

  var text: String { field.text }

  /// Whole lines that begin with what was typed.
  func completions(_ known: Known) -> [Completion] { Self.completions(of: typed, known) }

  mutating func edit(_ command: EditorCommand) {
    field.perform(command)
    settle()
  }

  mutating func clear() {
    field.setText("")
    settle()
  }

  private mutating func settle() { (typed, choice, pastIndex) = (field.text, nil, nil) }

  /// The next or previous of what could come; round the end.
  mutating func choose(by step: Int, _ known: Known) {
    let found = completions(known)
    guard !found.isEmpty else { return }
    let next =
      choice.map { (($0 + step) % found.count + found.count) % found.count } ?? (step > 0 ? 0 : found.count - 1)
    show(found[next].line)
    choice = next
  }

  /// With nothing typed the arrows go through the lines before.
  mutating func move(by step: Int, _ known: Known) {
    guard typed.isEmpty || pastIndex != nil, choice == nil, !past.isEmpty else { return choose(by: step, known) }
    let next = (pastIndex ?? past.count) + step
    guard next >= 0 else { return }
    pastIndex = next < past.count ? next : nil
    show(next < past.count ? past[next] : "")
  }

  private mutating func show(_ line: String) {
    field.setText(line)
    field.perform(.move(.lineEnd))
  }
}

// MARK: - What could come next

extension CommandLine {
  struct Completion: Hashable, Sendable {
    let line: String
    /// As it is listed: the word with its argument, and what it does.
    let name: String
    let words: String
  }

  /// What arguments are chosen from.
  struct Known: Sendable {
    var themes: [String] = []
    var tasks: [(id: String, title: String)] = []
  }

  static func completions(of text: String, _ known: Known) -> [Completion] {
    let slash = text.hasPrefix("/") ? "/" : ""
    let parts = text.dropFirst(slash.count).split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count > 1, let word = SlashWord(rawValue: String(parts[0])) else {
      return SlashWord.completions(of: text).map { word in
        Completion(
          line: slash + word.rawValue + (word.argument.isEmpty ? "" : " "), name: "\(word.rawValue) \(word.argument)",
          words: word.words)
      }
    }
    let begun = "\(slash)\(word.rawValue) "
    return arguments(of: word, known).filter { $0.name.lowercased().hasPrefix(parts[1].lowercased()) }.map {
      Completion(line: begun + $0.name, name: $0.name, words: $0.words)
    }
  }

  private static func arguments(of word: SlashWord, _ known: Known) -> [(name: String, words: String)] {
    switch word {
    case .theme: known.themes.map { ($0, "") }
    case .diff, .merge, .cancel: known.tasks.map { ($0.id, $0.title) }
    case .new, .sessions, .switch, .cancelall, .status, .task, .run, .service, .model, .cost, .attach, .detach, .help,
      .quit, .import:
      []
    }
  }
}
