import Base

/// How much an agent may do without asking. `auto` is never set by a repository or an agent.
package enum Permission: String, Hashable, Sendable, Codable, CaseIterable {
  case ask, edits, auto, plan
}

/// What a person asks for when a task is made; also what `taskCreated` keeps. An empty field means "as configured".
package struct TaskDraft: Hashable, Sendable, Codable {
  package var title: String
  package var prompt: String
  /// The folder of the repository, absolute.
  package var workspace: String
  package var base: String?
  package var service: String?
  package var model: String?
  package var permission: Permission?
  package var verify: String?
  /// The words after `--` for the service `command`.
  package var arguments: [String]
  package var after: [TaskID]
  /// Higher goes first; 0 is what most tasks have.
  package var priority: Int
  package var tags: [String]
  package var race: [String]
  package var budget: Money?
  package var timeoutSeconds: Int?
  /// The allow-listed environment of the client that made the task; secrets are passed on, never kept here.
  package var environment: [String: String]

  package init(title: String = "", prompt: String, workspace: String) {
    self.title = title
    self.prompt = prompt
    self.workspace = workspace
    arguments = []
    after = []
    priority = 0
    tags = []
    race = []
    environment = [:]
  }
}

/// A change to a task; nil leaves the field as it is. A running task takes it up with its next attempt.
package struct TaskEdit: Hashable, Sendable, Codable {
  package var title: String?
  package var prompt: String?
  package var base: String?
  package var service: String?
  package var model: String?
  package var permission: Permission?
  package var verify: String?
  package var priority: Int?
  package var tags: [String]?
  package var after: [TaskID]?
  package var budget: Money?
  package var timeoutSeconds: Int?
  /// The words of the service `command`.
  package var arguments: [String]?

  package init() {}

  package var isEmpty: Bool { self == TaskEdit() }
}

extension TaskDraft {
  package mutating func apply(_ edit: TaskEdit) {
    if let title = edit.title { self.title = title }
    if let prompt = edit.prompt { self.prompt = prompt }
    if let base = edit.base { self.base = base }
    if let service = edit.service { self.service = service }
    if let model = edit.model { self.model = model }
    if let permission = edit.permission { self.permission = permission }
    if let verify = edit.verify { self.verify = verify }
    if let priority = edit.priority { self.priority = priority }
    if let tags = edit.tags { self.tags = tags }
    if let after = edit.after { self.after = after }
    if let budget = edit.budget { self.budget = budget }
    if let timeoutSeconds = edit.timeoutSeconds { self.timeoutSeconds = timeoutSeconds }
    if let arguments = edit.arguments { self.arguments = arguments }
  }

  /// Title and tags on one line each; a title that says nothing is made from the prompt or the command.
  package mutating func tidy() {
    title = Self.line(title)
    if title.isEmpty { title = Self.title(from: prompt) }
    if title.isEmpty { title = Self.line(arguments.joined(separator: " ")) }
    tags = tags.map(Self.line).filter { !$0.isEmpty }
  }

  private static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// A title from the first line of the prompt, cut at a word within sixty characters.
  package static func title(from prompt: String) -> String {
    let line = prompt.split(whereSeparator: \.isNewline).lazy.map { $0.trimmed }.first { !$0.isEmpty } ?? ""
    guard line.count > 60 else { return line }
    let cut = line.prefix(60)
    let words = cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut
    return words.trimmed + "…"
  }
}
