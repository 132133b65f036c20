import Canvas
package import Domain
package import Keymap
package import Loop
package import PanelKit

/// What happened on the board.
package enum BoardMessage: Sendable {
  case loaded(TaskState, TaskPage)
  case taskChanged(TaskID)
  case refreshed([TaskView])
  case filtered(String)
  case failed(DroverError)
  /// What ran was told to end: the screen may go.
  case stopped
  case done(String, undo: BoardState.UndoStep?)
}

/// The kanban board: columns by state, cards that move by themselves when facts arrive.
package struct BoardPanel: Panel {
  package let view = ViewID.board
  package var keymap: Keymap<BoardAction> { BoardAction.keymap }
  private let client: any EngineClient
  /// First what a high screen shows, so that the first cards do not wait for the decoding of what nobody sees yet.
  private static let pageSizes = [60, 500]

  package init(client: any EngineClient) { self.client = client }

  /// Loads all columns; the first frame does not wait for it.
  package func start() -> (BoardState, Effect<BoardMessage>) { (BoardState(), load()) }

  private func load() -> Effect<BoardMessage> {
    .batch(
      TaskState.allCases.map { state in
        .run(id: Identity("board.load.\(state.rawValue)")) { [client] send in
          for size in Self.pageSizes {
            var filter = TaskFilter(state: state)
            filter.limit = size
            let answer = await Self.answer { try await .loaded(state, client.page(filter)) }
            await send(answer)
            guard case .loaded(_, let page) = answer, page.total > size else { return }
          }
        }
      })
  }

  /// Tells of every task that an event changed.
  package func subscriptions(_ state: BoardState, isShown: Bool) -> [Subscription<BoardMessage>] { [changes] }

  private var changes: Subscription<BoardMessage> {
    Subscription(id: "board.events") { [client] send in
      do {
        var nothing = TaskFilter()
        nothing.limit = 0  // only the sequence number that the log stands at is wanted
        for await event in try await client.events(since: try await client.page(nothing).seq) {
          if let task = event.task { await send(.taskChanged(task)) }
        }
      } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
  }

  package func update(_ state: inout BoardState, _ message: BoardMessage) -> PanelStep<BoardMessage> {
    switch message {
    case .loaded(let column, let page):
      state.loaded(page, in: column)
      state.isLoading = false
      return .none
    case .taskChanged(let task):
      state.dirty.insert(task)
      return PanelStep(refresh(&state))
    case .refreshed(let tasks):
      state.isRefreshing = false
      for task in tasks { state.place(task) }
      return PanelStep(refresh(&state))
    case .filtered(let text):
      state.filter = text
      state.refilterAll()
      return .none
    case .done(let words, let undo):
      if let undo { state.undo = state.undo.suffix(19) + [undo] }
      state.marked = []
      return PanelStep(.say(words))
    case .stopped: return PanelStep(.quit)
    case .failed(let error):
      state.isRefreshing = false
      return PanelStep(.say(error.sentence))
    }
  }

  /// One question at a time for all that changed meanwhile: a flood of events costs no more than the engine's answers.
  private func refresh(_ state: inout BoardState) -> Effect<BoardMessage> {
    guard !state.isRefreshing, !state.dirty.isEmpty else { return .none }
    let ids = state.dirty.sorted()
    state.dirty = []
    state.isRefreshing = true
    return .run(id: "board.refresh") { [client] send in
      await send(
        await Self.answer {
          var tasks: [TaskView] = []
          for id in ids {
            if case .task(let task) = try await client.ask(.task(id: id.description)) { tasks.append(task) }
          }
          return .refreshed(tasks)
        })
    }
  }
}

// MARK: - Verbs

extension BoardPanel {
  /// Sends commands one after the other and says what was done; the first refusal ends it.
  package func perform(
    _ commands: [Command], saying words: String, undo: BoardState.UndoStep? = nil
  ) -> Effect<BoardMessage> {
    .run { [client] send in
      await send(
        await Self.answer {
          for command in commands { _ = try await client.perform(command) }
          return .done(words, undo: undo)
        })
    }
  }

  /// Cancels runs, and goes on when the engine has taken it up.
  package func cancel(_ tasks: [TaskID]) -> Effect<BoardMessage> {
    .run { [client] send in
      await send(
        await Self.answer {
          for task in tasks { _ = try await client.perform(.cancelTask(task: task)) }
          return .stopped
        })
    }
  }

  package func create(_ draft: TaskDraft) -> Effect<BoardMessage> {
    .run { [client] send in
      await send(
        await Self.answer {
          guard case .task(let task) = try await client.perform(.createTask(draft: draft, start: false)) else {
            return .done("made", undo: nil)
          }
          let step = BoardState.UndoStep(words: "made \(task.id)", command: .discardTask(task: task.id, hide: true))
          return .done("made \(task.id) \(task.title)", undo: step)
        })
    }
  }

  private static func answer(_ body: () async throws -> BoardMessage) async -> BoardMessage {
    do { return try await body() } catch { return .failed(DroverError(any: error)) }
  }
}

extension EngineClient {
  fileprivate func page(_ filter: TaskFilter) async throws -> TaskPage {
    guard case .tasks(let page) = try await ask(.tasks(filter)) else {
      throw DroverError(.failed, "the engine answered something else than tasks")
    }
    return page
  }
}
