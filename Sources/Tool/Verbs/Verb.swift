/// One thing that can be typed after `drover`. Parsing, help, the man page and completions are all made from these values.
package struct Verb: Sendable {
  /// `["task", "add"]`.
  package let path: [String]
  package let summary: String
  /// Positional arguments as help shows them: `ID…`, `[PATH]`.
  package let arguments: String
  /// How many positional arguments there may be.
  package let count: ClosedRange<Int>
  package let flags: [Flag]
  package let examples: [String]
  /// Whether words after `--` belong to it.
  package let takesRest: Bool

  package init(
    _ path: String, _ summary: String, arguments: String = "", count: ClosedRange<Int> = 0...0, flags: [Flag] = [],
    examples: [String] = [], takesRest: Bool = false
  ) {
    self.path = path.split(separator: " ").map(String.init)
    self.summary = summary
    self.arguments = arguments
    self.count = count
    self.flags = flags
    self.examples = examples
    self.takesRest = takesRest
  }

  package var name: String { path.joined(separator: " ") }
}

package struct Flag: Hashable, Sendable {
  package enum Value: Hashable, Sendable {
    case none
    case text(String)
    case number(String)
    /// May lie below zero.
    case signed(String)
    case money(String)
    case choice([String])
    /// May be given several times, and takes a list with commas.
    case list(String)
  }

  package let name: String
  package let value: Value
  package let summary: String

  package init(_ name: String, _ summary: String) { self.init(name, .none, summary) }

  package init(_ name: String, _ value: Value, _ summary: String) {
    self.name = name
    self.value = value
    self.summary = summary
  }

  /// `--title TEXT`, as help shows it.
  package var usage: String {
    switch value {
    case .none: "--\(name)"
    case .text(let word), .number(let word), .signed(let word), .money(let word), .list(let word): "--\(name) \(word)"
    case .choice(let words): "--\(name) \(words.joined(separator: "|"))"
    }
  }
}

/// What was typed, checked against the table.
package struct Invocation: Sendable {
  package let verb: Verb
  package let arguments: [String]
  package let flags: [String: [String]]
  package let rest: [String]

  package func has(_ flag: String) -> Bool { flags[flag] != nil }
  package func text(_ flag: String) -> String? { flags[flag]?.last }
  package func number(_ flag: String) -> Int? { text(flag).flatMap { Int($0) } }
  package func list(_ flag: String) -> [String]? {
    flags[flag].map { $0.flatMap { $0.split(separator: ",").map(String.init) } }
  }
  package var wantsJSON: Bool { has("json") }
}

/// Wrong words: one sentence and what would be right.
package struct UsageError: Error, Hashable, Sendable {
  package let message: String
  package let remedy: String
}
