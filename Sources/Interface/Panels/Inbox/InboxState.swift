import Base
import Canvas
package import Domain
import Widgets

/// What waits for a person, oldest first, and where one stands in it.
package struct InboxState: Sendable {
  package internal(set) var asks: [AskView] = []
  /// What was answered before, newest first; shown instead where the person wants to look back.
  package internal(set) var history: [AskView] = []
  package internal(set) var showsHistory = false
  package internal(set) var isLoading = true
  package internal(set) var filter = ""
  package internal(set) var marked: Set<AskID> = []
  /// The request that was selected when the screen went away, until it has come.
  var recalled: AskID?
  /// Requests that were allowed for always in one go, newest last: their permissions can be taken back.
  package internal(set) var undo: [[AskID]] = []
  /// Answers that are on their way: they cannot be given twice.
  package internal(set) var answering: Set<AskID> = []
  /// Indices of what is listed that pass the filter.
  var visible: [Int] = []
  var list = ListState()
  /// The list has the keys, or the text beside it.
  var readsText = false
  package internal(set) var isZoomed = false
  var reading = InboxReading()
  /// What the view has, so that a question is no larger.
  var size = Size(columns: 80, rows: 22)
  /// What was begun as an answer and not sent, by `deny.A1` or `reply.A1`.
  var typed: [String: String] = [:]
  /// When it was last looked at, for ages: the engine's word, no clock of our own.
  var isRefreshing = false
  var isStale = false

  package init() {}

  var listed: [AskView] { showsHistory ? history : asks }

  package var selected: AskView? {
    visible.indices.contains(list.selected) ? listed[visible[list.selected]] : nil
  }

  /// What an answer is about: all that is marked, else the selected one; nothing that is being answered.
  package var targets: [AskView] {
    guard !showsHistory else { return [] }
    let wanted = marked.isEmpty ? selected.map { [$0] } ?? [] : asks.filter { marked.contains($0.id) }
    return wanted.filter { !answering.contains($0.id) }
  }

  /// The selection stays on what it stood on; when that was answered, on what follows.
  mutating func load(_ open: [AskView]) {
    let before = recalled ?? selected?.id
    recalled = nil
    let row = list.selected
    asks = open
    isLoading = false
    let there = Set(open.map(\.id))
    marked.formIntersection(there)
    answering.formIntersection(there)
    reading.keep(there)
    typed = typed.filter { key, _ in there.contains { key.hasSuffix(".\($0)") } }
    refilter()
    guard !showsHistory else { return }
    list.select(before.flatMap { id in visible.firstIndex { asks[$0].id == id } } ?? row)
  }

  /// Whether keys move the text and not the list.
  var movesText: Bool { selected != nil && (readsText || isZoomed) }

  mutating func refilter() {
    let pattern = FuzzyPattern(filter)
    let all = listed
    visible = all.indices.filter { pattern.isEmpty || pattern.matches(InboxText.line(all[$0])) }
    list.fit(count: visible.count, rows: list.rows)
  }
}
