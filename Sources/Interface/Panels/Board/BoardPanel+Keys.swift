import Canvas
package import Domain
import Loop
package import PanelKit
import Widgets

extension BoardPanel {
  /// What an action does: moves within the state, or something for the engine or the whole interface.
  package func act(_ action: BoardAction, _ state: inout BoardState) -> PanelStep<BoardMessage> {
    let step = state.isDetailFocused && scroll(action, &state) ? .none : acted(action, &state)
    return PanelStep(effect: .batch(step.effect, lookCloser(&state)), requests: step.requests)
  }

  private func acted(_ action: BoardAction, _ state: inout BoardState) -> PanelStep<BoardMessage> {
    switch action {
    case .left: move(&state, by: -1)
    case .right: move(&state, by: 1)
    case .up, .down, .top, .bottom, .halfPageDown, .halfPageUp: moveInColumn(action, &state)
    case .fold: state[state.focused].isFolded.toggle()
    case .mark: mark(&state)
    case .newTask: return PanelStep(.writeTask(editing: nil))
    case .edit: return withSelected(state) { .writeTask(editing: $0) }
    case .open: open(&state)
    case .diff: return withSelected(state) { .go(.review, .task($0.id)) }
    case .log: return withSelected(state) { .go(.logs, .task($0.id)) }
    case .shell: return withSelected(state) { .exec(Self.shell(in: $0.worktree ?? $0.workspace)) }
    case .copy: if let task = state.selected { state.input = .copy(Self.copyMenu(task)) }
    case .continue: return write(&state)
    case .handOver: return chooseService(state)
    case .filter: return PanelStep(.line(filterLine(state)))
    case .keptFilters: return chooseFilter(&state)
    case .discard, .merge, .close, .start, .cancel, .retry: return verb(action, state.targets, state)
    case .moveLeft: return moveCards(by: -1, state)
    case .moveRight: return moveCards(by: 1, state)
    case .raise: return PanelStep(prioritise(state, by: 1))
    case .lower: return PanelStep(prioritise(state, by: -1))
    case .undo: return undo(&state)
    }
    return .none
  }

  private func moveInColumn(_ action: BoardAction, _ state: inout BoardState) {
    guard !state[state.focused].isFolded else { return }
    switch action {
    case .up: state[state.focused].list.move(by: -1)
    case .down: state[state.focused].list.move(by: 1)
    case .top: state[state.focused].list.first()
    case .bottom: state[state.focused].list.last()
    case .halfPageDown: state[state.focused].list.halfPage(1)
    default: state[state.focused].list.halfPage(-1)  // the others move elsewhere
    }
  }

  private func open(_ state: inout BoardState) {
    if state[state.focused].isFolded {
      state[state.focused].isFolded = false
    } else if state.selected != nil {
      state.isDetailFocused.toggle()
    }
  }

  /// The keys of the list scroll the card while that has the focus.
  private func scroll(_ action: BoardAction, _ state: inout BoardState) -> Bool {
    let page = 10
    switch action {
    case .up: state.detailTop -= 1
    case .down: state.detailTop += 1
    case .halfPageUp: state.detailTop -= page
    case .halfPageDown: state.detailTop += page
    case .top: state.detailTop = 0
    case .bottom: state.detailTop = 10_000
    default: return false
    }
    state.detailTop = max(0, state.detailTop)
    return true
  }

  private func withSelected(
    _ state: BoardState, _ request: (TaskView) -> PanelRequest<BoardMessage>
  ) -> PanelStep<BoardMessage> {
    state.selected.map { PanelStep(request($0)) } ?? .none
  }

  /// All of them, or none is touched: one that would be refused is named before anything is asked.
  package func verb(
    _ action: BoardAction, _ tasks: [TaskView], _ state: BoardState
  ) -> PanelStep<BoardMessage> {
    guard !tasks.isEmpty else { return .none }
    if let why = tasks.lazy.compactMap({ BoardRefusal.of(action, $0) }).first {
      return PanelStep(.say(tasks.count == 1 ? why : "\(why); none of the \(tasks.count) marked was touched"))
    }
    switch action {
    case .discard: return asked(tasks, Self.discardDialog, discard(tasks))
    case .merge: return asked(tasks, Self.mergeDialog, merge(tasks))
    case .close: return asked(tasks, Self.closeDialog, close(tasks))
    case .cancel: return PanelStep(stop(tasks))
    case .retry: return PanelStep(retry(tasks))
    default: return start(tasks, state)  // nobody else comes here
    }
  }

  /// Asks with what the board knows, and adds what the engine finds in the worktrees while one reads.
  private func asked(
    _ tasks: [TaskView], _ dialog: @escaping @Sendable ([TaskView]) -> Dialog, _ yes: Effect<BoardMessage>
  ) -> PanelStep<BoardMessage> {
    PanelStep(lookInTrees(of: tasks, dialog(tasks)), .dialog(dialog(tasks), answers: ["Y": yes]))
  }

  /// Asks once where it may cost money; a command never does.
  private func start(_ tasks: [TaskView], _ state: BoardState) -> PanelStep<BoardMessage> {
    let agents = tasks.filter { $0.service != "command" }
    if agents.contains(where: { $0.race != nil }) { return startRace(tasks, state) }
    guard !agents.isEmpty, !state.hasAgreedToSpend else { return PanelStep(begin(tasks)) }
    let yes = Effect<BoardMessage>.batch(.run { await $0(.agreed) }, begin(tasks))
    return PanelStep(.dialog(Self.startDialog(agents), answers: ["Y": yes]))
  }

  private func filterLine(_ state: BoardState) -> FootLine<BoardMessage> {
    FootLine(
      sign: "/", text: state.filter, placeholder: "words of the title; 'exact ^start end$ !not",
      changed: { .filtered($0) }, accepted: { .filtered($0) }, cancelled: .filtered(""))
  }

  private static func shell(in folder: String) -> ForegroundCommand {
    ForegroundCommand(["/bin/sh", "-c", "exec \"${SHELL:-/bin/sh}\""], folder: folder)
  }

  private func prioritise(_ state: BoardState, by step: Int) -> Effect<BoardMessage> {
    guard let task = state.selected else { return .none }
    var edit = TaskEdit()
    edit.priority = task.priority + step
    return self.edit(task, edit, saying: "\(task.id) has priority \(task.priority + step)")
  }

  private func undo(_ state: inout BoardState) -> PanelStep<BoardMessage> {
    guard let step = state.undo.popLast() else { return PanelStep(.say("nothing to undo")) }
    return PanelStep(perform(step.commands, saying: "undone: \(step.words)"))
  }

  private func move(_ state: inout BoardState, by step: Int) {
    let all = TaskState.allCases
    guard let index = all.firstIndex(of: state.focused) else { return }
    state.focused = all[min(max(0, index + step), all.count - 1)]
  }

  private func mark(_ state: inout BoardState) {
    guard let task = state.selected else { return }
    state.marked.toggle(task)
    state[state.focused].list.move(by: 1)
  }
}

// MARK: - Moving cards

extension BoardPanel {
  private func moveCards(by step: Int, _ state: BoardState) -> PanelStep<BoardMessage> {
    let all = TaskState.allCases
    guard let first = state.targets.first, let index = all.firstIndex(of: first.state) else { return .none }
    guard all.indices.contains(index + step) else { return PanelStep(.say("there is no column there")) }
    return moveCards(state.targets, to: all[index + step], state)
  }

  /// All of them do the same thing, or none is touched.
  func moveCards(_ tasks: [TaskView], to column: TaskState, _ state: BoardState) -> PanelStep<BoardMessage> {
    let meanings = Set(tasks.map { BoardMove.meaning(of: $0, to: column) })
    for case .refused(let why) in meanings { return PanelStep(.say(why)) }
    guard let meaning = meanings.first, meanings.count == 1 else {
      return PanelStep(.say("these cards would each mean something else; move them one by one"))
    }
    switch meaning {
    case .start: return verb(.start, tasks, state)
    case .cancel: return verb(.cancel, tasks, state)
    case .retry: return verb(.retry, tasks, state)
    case .merge: return verb(.merge, tasks, state)
    case .close: return verb(.close, tasks, state)
    case .refused: return .none
    }
  }
}
