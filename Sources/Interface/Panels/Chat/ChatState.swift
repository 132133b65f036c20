import Canvas
package import Domain
import Widgets

/// The conversations, and the one that is written in.
package struct ChatState: Sendable {
  enum Focus: Hashable, Sendable, CaseIterable { case field, conversation, sessions }

  package internal(set) var sessions: [SessionView] = []
  package internal(set) var current: SessionID?
  package internal(set) var isLoading = true
  var conversations: [SessionID: Conversation] = [:]
  var list = ListState()
  var focus = Focus.field
  var field = EditorState()
  /// What was typed in other conversations and not sent.
  var drafts: [SessionID: String] = [:]
  /// How far back in what was asked before; nil is what is being typed.
  var recalled: Int?
  var completion: Completion?
  package internal(set) var unread: Set<SessionID> = []
  /// The files of the workspace, for `@`; nil until somebody types one.
  var files: FuzzyIndex?
  var found = ""
  /// How often it is found in the conversation in front.
  var hits = 0
  var columns = 0
  var isZoomed = false
  /// What agents did is seen whole, not as a line.
  var showsTools = false
  /// Sent as soon as the conversation that is being begun is there.
  var pending: String?
  var stale: Set<SessionID> = []
  /// Chosen for the next conversation, before there is one.
  var service: String?
  var model: String?

  package init() {}

  var session: SessionView? { sessions.first { $0.id == current } }

  var conversation: Conversation? {
    get { current.flatMap { conversations[$0] } }
    set { if let current { conversations[current] = newValue } }
  }

  /// What was asked in this conversation, newest first.
  var asked: [String] { (conversation?.turns ?? []).reversed().map(\.view.text) }

  /// Looks for words, and looks again when more was said.
  mutating func find(_ text: String) {
    found = text
    guard !text.isEmpty, let conversation else { return hits = 0 }
    let search = TextSearch(text)
    hits = conversation.lines.reduce(0) { $0 + search.ranges(in: conversation.line($1).text).count }
  }

  mutating func select(_ id: SessionID?) {
    guard id != current else { return }
    if let current { drafts[current] = field.text }
    current = id
    field = EditorState(id.flatMap { drafts[$0] } ?? "", size: field.size)
    (recalled, completion, found, hits) = (nil, nil, "", 0)
    if let id { unread.remove(id) }
    if let row = sessions.firstIndex(where: { $0.id == id }) { list.select(row) }
  }
}

/// What may follow what was typed: a slash word, or a file behind an `@`.
struct Completion: Sendable {
  enum Kind: Hashable, Sendable { case word, file }

  var kind: Kind
  var items: [(text: String, words: String)]
  var selected = 0
  static let rows = 8

  mutating func move(by step: Int) {
    guard !items.isEmpty else { return }
    selected = (selected + step + items.count) % items.count
  }

  /// The part of a line behind its last `@`, while no blank ends it.
  static func fragment(of line: String) -> Substring? {
    guard let sign = line.lastIndex(of: "@") else { return nil }
    let before = sign == line.startIndex ? nil : line[line.index(before: sign)]
    let rest = line[line.index(after: sign)...]
    return before.map(\.isWhitespace) != false && !rest.contains(where: \.isWhitespace) ? rest : nil
  }
}
