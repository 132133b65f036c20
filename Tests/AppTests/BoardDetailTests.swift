import Canvas
import Domain
import Loop
import PanelKit
import Testing

@testable import Board

/// The pane beside the columns turns to a card when one stays on it, not while one passes.
@Suite struct BoardDetailTests {
  private let panel = BoardPanel(client: FakeClient())
  private var state = BoardState()

  init() {
    let tasks = (1...3).map { TaskView.sample($0, "task \($0)") }
    state.loaded(TaskPage(tasks: tasks, total: 3, seq: 1), in: .todo)
    panel.fit(&state, area: Rect(column: 0, row: 0, columns: 200, rows: 48))
  }

  private static func asked(_ step: PanelStep<BoardMessage>) -> [Identity] {
    step.effect.runs.compactMap { $0 }
  }

  private func detail(_ index: Int) -> BoardMessage {
    let task = state[.todo].tasks[index]
    return .detailLoaded(
      TaskDetail(
        task: task, attempts: [], explanation: Explanation(id: task.id, state: task.state, facts: [], ways: []),
        notes: ReviewNotes()))
  }

  @Test mutating func passingCardsAsksForNone() throws {
    #expect(Self.asked(panel.update(&state, .filtered(""))) == ["board.detail"])
    #expect(Self.asked(panel.update(&state, detail(0))) == [])
    for action in [BoardAction.down, .down, .up, .down] {
      #expect(Self.asked(panel.act(action, &state)) == ["board.rest"], "each step puts it off")
      #expect(Self.asked(panel.update(&state, .filtered(""))) == [], "nothing else does")
    }
    #expect(state.closeLook?.task.id == state[.todo].tasks[0].id)
    #expect(Self.asked(panel.update(&state, .rested(steps: 3))) == ["board.rest"], "back, but not resting")
    #expect(Self.asked(panel.update(&state, .rested(steps: 5))) == ["board.detail"])
    _ = panel.update(&state, detail(2))
    #expect(state.closeLook?.task.id == state[.todo].tasks[2].id)
  }

  @Test mutating func anAnswerAboutACardThatWasLeftIsNotShown() {
    _ = panel.update(&state, .filtered(""))
    _ = panel.update(&state, detail(0))
    _ = panel.act(.down, &state)
    _ = panel.update(&state, .rested(steps: 2))
    _ = panel.act(.up, &state)
    _ = panel.update(&state, detail(1))
    #expect(state.closeLook?.task.id == state[.todo].tasks[0].id)
  }

  @Test mutating func theKeysInThePaneNeedTheSelectedCardAtOnce() {
    _ = panel.update(&state, .filtered(""))
    _ = panel.update(&state, detail(0))
    _ = panel.act(.down, &state)
    #expect(Self.asked(panel.act(.open, &state)) == ["board.detail"])
    #expect(state.closeLook?.task.id == state[.todo].tasks[1].id)
  }

  @Test mutating func aCardThatChangesAllTheTimeIsAskedAboutInTurns() {
    _ = panel.update(&state, .filtered(""))
    _ = panel.update(&state, detail(0))
    let task = state[.todo].tasks[0].id
    state.outdate(detailOf: task)
    #expect(Self.asked(panel.update(&state, .filtered(""))) == ["board.rest"])
    state.outdate(detailOf: task)
    #expect(Self.asked(panel.update(&state, .rested(steps: 1))) == ["board.detail"])
    state.outdate(detailOf: task)
    #expect(Self.asked(panel.update(&state, detail(0))) == ["board.rest"])
  }
}
