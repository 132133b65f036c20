import Canvas
package import Domain
package import Loop
package import PanelKit
import Widgets

extension BoardPanel {
  /// What an action does: moves within the state, or something for the engine or the whole interface.
  package func act(_ action: BoardAction, _ state: inout BoardState) -> PanelStep<BoardMessage> {
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
    case .newTask: return PanelStep(.writeTask(editing: nil))
    case .edit: return withSelected(state) { .writeTask(editing: $0) }
    case .open: return withSelected(state) { .showCard($0) }
    case .log: return withSelected(state) { .go(.logs, .task($0.id)) }
    case .copy: return withSelected(state) { .copy("\($0.id) \($0.title)", words: "\($0.id) \($0.title)") }
    case .filter: return PanelStep(.line(filterLine(state)))
    case .discard: return asked(state, Self.discardDialog) { discard($0) }
    case .merge: return asked(state, Self.mergeDialog) { merge($0) }
    case .start: return PanelStep(each(state, "started") { .startTask(task: $0) })
    case .cancel: return PanelStep(each(state, "cancelled") { .cancelTask(task: $0) })
    case .retry: return PanelStep(each(state, "asked for another attempt of") { .retryTask(task: $0) })
    case .close: return PanelStep(close(state))
    case .raise: return PanelStep(prioritise(state, by: 1))
    case .lower: return PanelStep(prioritise(state, by: -1))
    case .undo: return undo(&state)
    }
    return .none
  }

  private func withSelected(
    _ state: BoardState, _ request: (TaskView) -> PanelRequest<BoardMessage>
  ) -> PanelStep<BoardMessage> {
    state.selected.map { PanelStep(request($0)) } ?? .none
  }

  private func asked(
    _ state: BoardState, _ dialog: ([TaskView]) -> Dialog, _ yes: ([TaskView]) -> Effect<BoardMessage>
  ) -> PanelStep<BoardMessage> {
    let tasks = state.targets
    return tasks.isEmpty ? .none : PanelStep(.dialog(dialog(tasks), answers: ["Y": yes(tasks)]))
  }

  private func filterLine(_ state: BoardState) -> FootLine<BoardMessage> {
    FootLine(
      sign: "/", text: state.filter, placeholder: "words of the title; 'exact ^start end$ !not",
      changed: { .filtered($0) }, accepted: { .filtered($0) }, cancelled: .filtered(""))
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

  private func undo(_ state: inout BoardState) -> PanelStep<BoardMessage> {
    guard let step = state.undo.popLast() else { return PanelStep(.say("nothing to undo")) }
    return PanelStep(perform([step.command], saying: "undone: \(step.words)"))
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
