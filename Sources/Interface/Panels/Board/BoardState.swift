package import Domain
package import Widgets

/// What the board shows and where one stands in it.
package struct BoardState: Sendable {
  package struct Column: Sendable {
    package var tasks: [TaskView] = []
    /// How many there are in the engine; more than `tasks` when only a page is loaded.
    package var total = 0
    /// Indices of `tasks` that pass the filter.
    package var visible: [Int] = []
    package var list = ListState()
    package var isFolded = false
  }

  package var columns: [TaskState: Column]
  package var focused = TaskState.todo
  package var filter = ""
  package var marked: Set<TaskID> = []
  package var isLoading = true
  /// Only the focused column is shown.
  package var isZoomed = false
  /// Asked for again when the answer that is under way has come.
  package var dirty: Set<TaskID> = []
  package var isRefreshing = false
  /// What can be undone, newest last.
  package var undo: [UndoStep] = []

  package struct UndoStep: Sendable {
    package let words: String
    package let command: Command
  }

  package init() {
    columns = Dictionary(uniqueKeysWithValues: TaskState.allCases.map { ($0, Column()) })
  }

  package subscript(state: TaskState) -> Column {
    get { columns[state] ?? Column() }
    set { columns[state] = newValue }
  }

  package var selected: TaskView? {
    let column = self[focused]
    guard column.visible.indices.contains(column.list.selected) else { return nil }
    return column.tasks[column.visible[column.list.selected]]
  }

  /// What a verb acts on: all that is marked, else the selected one.
  package var targets: [TaskView] {
    guard !marked.isEmpty else { return selected.map { [$0] } ?? [] }
    return TaskState.allCases.flatMap { self[$0].tasks.filter { marked.contains($0.id) } }
  }

  package var isEmpty: Bool { !isLoading && columns.values.allSatisfy { $0.total == 0 } }
}

// MARK: - Facts arriving

extension BoardState {
  package mutating func loaded(_ page: TaskPage, in state: TaskState) {
    self[state].tasks = page.tasks
    self[state].total = page.total
    refilter(state)
  }

  /// Puts a task where it belongs now; the selection follows a card that moves.
  package mutating func place(_ task: TaskView) {
    let wasSelected = selected?.id == task.id
    remove(task.id)
    guard !task.trashed else { return refilterAll() }
    self[task.state].tasks.insert(task, at: 0)
    self[task.state].total += 1
    refilterAll()
    if wasSelected { select(task.id) }
  }

  private mutating func remove(_ id: TaskID) {
    for state in TaskState.allCases {
      guard let index = self[state].tasks.firstIndex(where: { $0.id == id }) else { continue }
      self[state].tasks.remove(at: index)
      self[state].total -= 1
    }
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

  package mutating func refilterAll() {
    for state in TaskState.allCases { refilter(state) }
    let there = Set(TaskState.allCases.flatMap { self[$0].tasks.map(\.id) })
    marked.formIntersection(there)
  }

  private mutating func refilter(_ state: TaskState) {
    let pattern = FuzzyPattern(filter)
    var column = self[state]
    let kept = column.visible.indices.contains(column.list.selected) ? column.list.selected : 0
    column.visible = column.tasks.indices.filter { index in
      pattern.isEmpty || pattern.matches("\(column.tasks[index].id) \(column.tasks[index].title)")
    }
    column.list.fit(count: column.visible.count, rows: column.list.rows)
    column.list.select(kept)
    self[state] = column
  }
}
