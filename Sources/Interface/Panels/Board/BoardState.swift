package import Base
package import Domain
package import PanelKit
package import Widgets

/// What the board shows and where one stands in it.
package struct BoardState: Sendable {
  package struct Column: Equatable, Sendable {
    package var tasks: [TaskView] = []
    /// How many there are in the engine; more than `tasks` until all pages have come.
    package var total = 0
    /// Indices of `tasks` that pass the filter.
    package var visible: [Int] = []
    package var list = ListState()
    package var isFolded = false
    /// Something in it waits until a moment that is known.
    package internal(set) var isTimed = false
  }

  /// What has the keys above the columns.
  package enum Input: Sendable {
    case `continue`(PromptSheet, TaskID)
    case copy(Menu)
    case filters(Menu)
    /// Who is to take a task over; then what that one is told.
    case service(Menu, TaskID, [String])
    case handOver(PromptSheet, Recap)
  }

  package var columns = BoardColumns(Column())
  package var focused = TaskState.todo
  package var filter = ""
  /// Filters that were kept to be taken again.
  package internal(set) var kept: [String] = []
  package var marked = MarkedCards()
  package var isLoading = true
  /// Whose first page has come.
  private var loadedColumns: Set<TaskState> = []
  /// The card that was selected when the screen went away, until it has come.
  var recalled: TaskID?
  /// Only the focused column is shown.
  package var isZoomed = false
  /// The key that makes a task, which a person may change.
  package var newTaskKey = "n"
  /// Asked for again when the answer that is under way has come.
  package var dirty: Set<TaskID> = []
  package var isRefreshing = false
  /// What can be undone, newest last.
  package var undo: [UndoStep] = []
  package internal(set) var input: Input?
  /// Prompts that were begun and put off.
  var drafts: [TaskID: String] = [:]
  /// The person agreed once that agents are started that may cost money.
  var hasAgreedToSpend = false
  /// What running agents said last.
  package internal(set) var live: [RunID: String] = [:]
  /// The newest moment that was told, by an event or the clock.
  package internal(set) var now: Timestamp?
  /// The card that is looked at closely, and whether it has the keys.
  package internal(set) var detail: TaskDetail?
  package internal(set) var isDetailFocused = false
  var isDetailSeen = false
  /// The card that is asked about, until its answer has come or another is wanted.
  private var wantedDetail: TaskID?
  /// The shown card changed: what is shown of it is old, and so is an answer that is under way.
  private var isDetailOld = false
  /// How often one went to another card; how often when the timer was set, which each step puts off, and when one was
  /// seen to stay.
  private var (steps, stepsAwaited, stepsAtRest) = (0, -1, -1)
  private var standsOn: TaskID?
  var detailTop = 0
  /// A card that the mouse holds, and the column that it is over.
  package internal(set) var drag: Drag?

  package struct Drag: Hashable, Sendable {
    package let task: TaskID
    package var over: TaskState
    /// It was selected before it was pressed: letting go of it where it is opens it.
    let opens: Bool
  }

  package struct UndoStep: Sendable {
    package let words: String
    package let commands: [Command]

    package init(words: String, commands: [Command]) {
      (self.words, self.commands) = (words, commands)
    }
  }

  package init() {}

  package subscript(state: TaskState) -> Column {
    get { columns[state] }
    _modify { yield &columns[state] }
  }

  /// Nothing in a folded column: no verb acts on what is not seen.
  package var selected: TaskView? {
    let column = self[focused]
    guard !column.isFolded, column.visible.indices.contains(column.list.selected) else { return nil }
    return column.tasks[column.visible[column.list.selected]]
  }

  /// What a verb acts on: all that is marked, in the order of the board, else the selected one. Looks through all cards:
  /// for verbs, not for every key.
  package var targets: [TaskView] {
    guard !marked.isEmpty else { return selected.map { [$0] } ?? [] }
    return TaskState.allCases.flatMap { state in
      let tasks = self[state].tasks
      return tasks.indices.filter { marked.contains(tasks[$0].id) }.map { tasks[$0] }
    }
  }

  /// One of those that a verb acts on, for words that are made with every key.
  var lead: TaskView? { marked.isEmpty ? selected : marked.lead }

  /// All columns have told that nothing is in them; one that is still asked may hold everything.
  package var isKnownToBeEmpty: Bool { isEmpty && loadedColumns.count == TaskState.allCases.count }

  package var isEmpty: Bool { !isLoading && columns.all.allSatisfy { $0.total == 0 } }

  /// Cards name their workspace only where there are several.
  package internal(set) var workspaces: Set<String> = []
}

// MARK: - Looking closely

extension BoardState {
  enum Look {
    case none
    /// Nobody waits for it: first see whether one stays.
    case rest(steps: Int)
    case ask(TaskID)
  }

  /// What is to be done so that the pane shows the selected card.
  mutating func nextLook() -> Look {
    guard isDetailSeen || isDetailFocused, let task = selected?.id else { return .none }
    if task != standsOn { (standsOn, steps) = (task, steps + 1) }
    guard task != wantedDetail else { return .none }
    let isOther = detail?.task.id != task
    guard isOther || isDetailOld else {
      wantedDetail = nil
      return .none
    }
    let isUrgent = isOther && (detail == nil || isDetailFocused)
    guard isUrgent || stepsAtRest == steps else {
      guard stepsAwaited != steps else { return .none }
      stepsAwaited = steps
      return .rest(steps: steps)
    }
    (wantedDetail, isDetailOld, stepsAtRest) = (task, false, -1)
    return .ask(task)
  }

  mutating func rested(steps: Int) {
    stepsAwaited = -1
    stepsAtRest = steps
  }

  mutating func outdate(detailOf task: TaskID) {
    if task == detail?.task.id || task == wantedDetail { isDetailOld = true }
  }

  mutating func take(_ detail: TaskDetail) {
    guard detail.task.id == wantedDetail else { return }
    if detail.task.id != self.detail?.task.id { detailTop = 0 }
    self.detail = detail
    wantedDetail = nil
  }

  /// What the pane shows: the last card on which one rested, or, with the keys in the pane, the selected one.
  var closeLook: (task: TaskView, detail: TaskDetail?)? {
    guard let selected else { return nil }
    guard let detail, detail.task.id == selected.id || !isDetailFocused else { return (selected, nil) }
    return (detail.task.id == selected.id ? selected : detail.task, detail)
  }
}

// MARK: - Facts arriving

extension BoardState {
  /// A page of a column; the first takes the place of what was there.
  package mutating func loaded(_ page: TaskPage, in state: TaskState, isFirst: Bool = true) {
    loadedColumns.insert(state)
    if isFirst {
      self[state].tasks = page.tasks
    } else {
      let there = Set(self[state].tasks.map(\.id))
      self[state].tasks += page.tasks.filter { !there.contains($0.id) }
    }
    self[state].total = page.total
    marked.take(page.tasks)
    workspaces.formUnion(page.tasks.map(\.workspace))
    sort(state)
    refilter(state)
    guard let recalled, page.tasks.contains(where: { $0.id == recalled }) else { return }
    self.recalled = nil
    select(recalled)
  }

  /// Puts tasks where they belong now, each on top; the selection follows a card that moves.
  package mutating func place(_ tasks: [TaskView]) {
    guard !tasks.isEmpty else { return }
    let kept = selected?.id
    marked.take(tasks)
    let ids = Set(tasks.map(\.id))
    for state in TaskState.allCases {
      let before = self[state].tasks.count
      guard self[state].tasks.contains(where: { ids.contains($0.id) }) else { continue }
      self[state].tasks.removeAll { ids.contains($0.id) }
      self[state].total -= before - self[state].tasks.count
    }
    for task in tasks where !task.trashed {
      self[task.state].tasks.insert(task, at: 0)
      self[task.state].total += 1
      workspaces.insert(task.workspace)
    }
    let running = Set(self[.running].tasks.compactMap(\.runs.last))
    live = live.filter { running.contains($0.key) }
    sort(.todo)
    refilterAll()
    // A card that goes where it is not seen leaves the selection behind.
    if let kept, let task = tasks.first(where: { $0.id == kept }), !task.trashed, self[task.state].isFolded { return }
    if let kept { select(kept) }
  }

  /// What waits stands in the order in which it will start; the others by what happened last.
  private mutating func sort(_ state: TaskState) {
    guard state == .todo, self[state].tasks.contains(where: { $0.priority != 0 }) else { return }
    let order = self[state].tasks.enumerated().sorted { left, right in
      left.element.priority == right.element.priority
        ? left.offset < right.offset : left.element.priority > right.element.priority
    }
    self[state].tasks = order.map(\.element)
  }

  package mutating func select(_ id: TaskID) {
    for state in TaskState.allCases {
      let column = self[state]
      guard let row = column.visible.firstIndex(where: { column.tasks[$0].id == id }) else { continue }
      focused = state
      self[state].list.select(row)
      return
    }
  }

  /// Also where its column is folded.
  package mutating func reveal(_ id: TaskID) {
    select(id)
    if self[focused].tasks.contains(where: { $0.id == id }) { self[focused].isFolded = false }
  }

  package mutating func refilterAll() {
    for state in TaskState.allCases { refilter(state) }
  }

  private mutating func refilter(_ state: TaskState) {
    let pattern = FuzzyPattern(filter)
    let column = self[state]
    let kept = column.visible.indices.contains(column.list.selected) ? column.list.selected : 0
    let visible =
      pattern.isEmpty
      ? Array(column.tasks.indices) : column.tasks.indices.filter { pattern.matches(column.tasks[$0].searched) }
    self[state].visible = visible
    self[state].isTimed = column.tasks.contains { $0.waiting?.until != nil }
    self[state].list.fit(count: visible.count, rows: column.list.rows)
    self[state].list.select(kept)
  }
}

extension TaskView {
  /// Everything that a filter looks at.
  fileprivate var searched: String {
    let folder = workspace.split(separator: "/").last.map(String.init) ?? ""
    return
      "\(id) \(title) \(service ?? "") \(folder) \(tags.joined(separator: " ")) \(badges.joined(separator: " ")) \(badges.map(Look.words).joined(separator: " "))"
  }
}
