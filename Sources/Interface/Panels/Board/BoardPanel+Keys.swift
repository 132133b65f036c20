package import Domain
package import Loop
import Widgets

extension BoardPanel {
  /// What an action does: moves within the state, or something for the engine or the whole interface.
  package func act(_ action: BoardAction, _ state: inout BoardState) -> (Effect<BoardMessage>, BoardRequest) {
    switch action {
    case .left: move(&state, by: -1)
    case .right: move(&state, by: 1)
    case .up: state[state.focused].list.move(by: -1)
    case .down: state[state.focused].list.move(by: 1)
    case .top: state[state.focused].list.first()
    case .bottom: state[state.focused].list.last()
    case .halfPageDown: state[state.focused].list.halfPage(1)
    case .halfPageUp: state[state.focused].list.halfPage(-1)
    case .fold: state[state.focused].isFolded.toggle()
    case .mark: mark(&state)
    case .newTask: return (.none, .writeTask(editing: nil))
    case .edit: return (.none, state.selected.map { .writeTask(editing: $0) } ?? .none)
    case .open: return (.none, state.selected.map { .show($0) } ?? .none)
    case .discard: return (.none, state.targets.isEmpty ? .none : .confirmDiscard(state.targets))
    case .filter: return (.none, .writeFilter)
    case .copy: return (.none, state.selected.map { .copy("\($0.id) \($0.title)") } ?? .none)
    case .start: return (each(state, "started") { .startTask(task: $0) }, .none)
    case .cancel: return (each(state, "cancelled") { .cancelTask(task: $0) }, .none)
    case .retry: return (each(state, "asked for another attempt of") { .retryTask(task: $0) }, .none)
    case .merge: return (.none, state.targets.isEmpty ? .none : .confirmMerge(state.targets))
    case .close: return (close(state), .none)
    case .raise: return (prioritise(state, by: 1), .none)
    case .lower: return (prioritise(state, by: -1), .none)
    case .undo: return undo(&state)
    }
    return (.none, .none)
  }

  package func discard(_ tasks: [TaskView]) -> Effect<BoardMessage> {
    let names = tasks.map(\.id.description).joined(separator: ", ")
    let undo =
      tasks.count == 1
      ? BoardState.UndoStep(words: "discarded \(names)", command: .restoreTask(task: tasks[0].id)) : nil
    return perform(
      tasks.map { .discardTask(task: $0.id, hide: false) }, saying: "discarded \(names); u brings it back", undo: undo)
  }

  package func merge(_ tasks: [TaskView]) -> Effect<BoardMessage> {
    perform(
      tasks.map { .mergeTask(task: $0.id, into: nil, strategy: nil) },
      saying: "merged \(tasks.map(\.id.description).joined(separator: ", "))")
  }

  private func each(_ state: BoardState, _ words: String, _ command: (TaskID) -> Command) -> Effect<BoardMessage> {
    let ids = state.targets.map(\.id)
    guard !ids.isEmpty else { return .none }
    return perform(ids.map(command), saying: "\(words) \(ids.map(\.description).joined(separator: ", "))")
  }

  private func close(_ state: BoardState) -> Effect<BoardMessage> {
    let open = state.targets.filter { $0.state != .done }
    guard !open.isEmpty else { return .none }
    return perform(
      open.map { .closeTask(task: $0.id) }, saying: "closed \(open.map(\.id.description).joined(separator: ", "))")
  }

  private func prioritise(_ state: BoardState, by step: Int) -> Effect<BoardMessage> {
    guard let task = state.selected else { return .none }
    var edit = TaskEdit()
    edit.priority = task.priority + step
    var back = TaskEdit()
    back.priority = task.priority
    return perform(
      [.editTask(task: task.id, edit: edit)], saying: "\(task.id) has priority \(task.priority + step)",
      undo: BoardState.UndoStep(words: "priority of \(task.id)", command: .editTask(task: task.id, edit: back)))
  }

  private func undo(_ state: inout BoardState) -> (Effect<BoardMessage>, BoardRequest) {
    guard let step = state.undo.popLast() else { return (.none, .say("nothing to undo")) }
    return (perform([step.command], saying: "undone: \(step.words)"), .none)
  }

  private func move(_ state: inout BoardState, by step: Int) {
    let all = TaskState.allCases
    guard let index = all.firstIndex(of: state.focused) else { return }
    state.focused = all[min(max(0, index + step), all.count - 1)]
  }

  private func mark(_ state: inout BoardState) {
    guard let task = state.selected else { return }
    if state.marked.remove(task.id) == nil { state.marked.insert(task.id) }
    state[state.focused].list.move(by: 1)
  }
}
