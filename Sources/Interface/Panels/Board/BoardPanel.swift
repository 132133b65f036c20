package import Base
import Canvas
package import Domain
package import Keymap
package import Loop
package import PanelKit
package import Widgets

/// What happened on the board.
package enum BoardMessage: Sendable {
  case loaded(TaskState, TaskPage, isFirst: Bool)
  case taskChanged(TaskID, Timestamp)
  case refreshed([TaskView])
  case filtered(String)
  case detailLoaded(TaskDetail)
  /// A while ago one had gone to another card that often.
  case rested(steps: Int)
  /// The newest line of a run.
  case said(RunID, String)
  /// Who could take a task over, and what the chosen one would be told.
  case serviceWanted(TaskID, [ServiceView])
  case recapped(Recap)
  /// What starting these who race costs.
  case priced([TaskView], [ServicePrice])
  case ticked(Timestamp)
  /// The person knows that starting agents may cost money.
  case agreed
  case failed(DroverError)
  /// Nothing starts before the person has seen what would run; then these go on.
  case untrusted(TrustReport, then: [Command], saying: String)
  /// What ran was told to end: the screen may go.
  case stopped
  case done(String, undo: BoardState.UndoStep?)
  /// More is known about what is being asked.
  case amended(Dialog)
}

/// The kanban board: columns by state, cards that move by themselves when facts arrive.
package struct BoardPanel: Panel {
  package let view = ViewID.board
  package var keymap: Keymap<BoardAction> { BoardAction.keymap }
  package let client: any EngineClient
  /// What understands the output of a service; without it cards have no live line.
  let decoder: (@Sendable (String) -> any AgentDecoder)?
  /// What time it is; without it no card tells its age.
  let now: (@Sendable () -> Timestamp)?
  let pictures = BoardPictures()
  /// First what a high screen shows, so that the first cards do not wait for the decoding of what nobody sees yet.
  private static let pageSizes = (first: 60, others: 500)

  package init(
    client: any EngineClient, decoder: (@Sendable (String) -> any AgentDecoder)? = nil,
    now: (@Sendable () -> Timestamp)? = nil
  ) {
    (self.client, self.decoder, self.now) = (client, decoder, now)
  }

  /// Loads all columns; the first frame does not wait for it.
  package func start() -> (BoardState, Effect<BoardMessage>) {
    var state = BoardState()
    state.now = now?()
    return (state, load())
  }

  /// The first page of each column at once, the others behind it.
  private func load() -> Effect<BoardMessage> {
    .batch(
      TaskState.allCases.map { state in
        .run(id: Identity("board.load.\(state.rawValue)")) { [client] send in
          do {
            var filter = TaskFilter(state: state)
            filter.limit = Self.pageSizes.first
            var page = try await client.page(filter)
            await send(.loaded(state, page, isFirst: true))
            while page.tasks.count == filter.limit, !Task.isCancelled {
              filter.offset += filter.limit
              filter.limit = Self.pageSizes.others
              page = try await client.page(filter)
              await send(.loaded(state, page, isFirst: false))
            }
          } catch {
            await send(.failed(DroverError(any: error)))
          }
        }
      })
  }

  /// Facts are listened to also while another view is shown; what agents say and the clock only cost where they are seen.
  package func subscriptions(_ state: BoardState, isShown: Bool) -> [Subscription<BoardMessage>] {
    isShown ? [changes] + clock(state) + live(state) : [changes]
  }

  /// Tells of every task that an event changed.
  private var changes: Subscription<BoardMessage> {
    Subscription(id: "board.events") { [client] send in
      do {
        var nothing = TaskFilter()
        nothing.limit = 0  // only the sequence number that the log stands at is wanted
        for await event in try await client.events(since: try await client.page(nothing).seq) {
          if let task = event.task { await send(.taskChanged(task, event.time)) }
        }
      } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
  }

  package func update(_ state: inout BoardState, _ message: BoardMessage) -> PanelStep<BoardMessage> {
    let step = changed(&state, message)
    return PanelStep(effect: .batch(step.effect, lookCloser(&state)), requests: step.requests)
  }

  private func changed(_ state: inout BoardState, _ message: BoardMessage) -> PanelStep<BoardMessage> {
    switch message {
    case .loaded(let column, let page, let isFirst):
      state.loaded(page, in: column, isFirst: isFirst)
      state.isLoading = false
    case .taskChanged(let task, let time):
      state.reach(time)
      state.dirty.insert(task)
      state.outdate(detailOf: task)
      return PanelStep(refresh(&state))
    case .refreshed(let tasks):
      state.isRefreshing = false
      state.place(tasks)
      return PanelStep(refresh(&state))
    case .filtered(let text):
      state.filter = text
      state.refilterAll()
    case .detailLoaded(let detail): state.take(detail)
    case .rested(let steps): state.rested(steps: steps)
    case .said(let run, let words): state.live[run] = words
    case .ticked(let time): state.reach(time)
    case .serviceWanted(let task, let services): state.input = Self.serviceMenu(task, services)
    case .priced(let tasks, let prices): return asksForRace(tasks, prices)
    case .recapped(let recap): state.input = Self.recapSheet(recap)
    case .agreed: state.hasAgreedToSpend = true
    case .done(let words, let undo):
      if let undo { state.undo = state.undo.suffix(19) + [undo] }
      state.marked.removeAll()
      return PanelStep(.say(words))
    case .amended(let dialog): return PanelStep(.amend(dialog))
    case .stopped: return PanelStep(.quit)
    case .untrusted(let report, let commands, let words): return asksForTrust(report, commands, words)
    case .failed(let error):
      state.isRefreshing = false
      return PanelStep(.say(error.sentence))
    }
    return .none
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

  /// How long one stands on a card before the pane beside the columns turns to it: who runs past cards looks at cards,
  /// and a task that changes all the time is asked about no more often.
  private static let rest = Duration.milliseconds(100)

  /// Asks for everything about the selected card, where that is seen.
  func lookCloser(_ state: inout BoardState) -> Effect<BoardMessage> {
    switch state.nextLook() {
    case .none: .none
    case .rest(let steps): .after(Self.rest, id: "board.rest", cancelInFlight: true, .rested(steps: steps))
    case .ask(let task):
      .run(id: "board.detail", cancelInFlight: true) { [client] send in
        await send(
          await Self.answer {
            guard case .detail(let detail) = try await client.ask(.detail(task: task)) else {
              throw DroverError(.failed, "the engine answered something else than a task")
            }
            return .detailLoaded(detail)
          })
      }
    }
  }

  static func answer(_ body: () async throws -> BoardMessage) async -> BoardMessage {
    do { return try await body() } catch { return .failed(DroverError(any: error)) }
  }
}

extension BoardState {
  mutating func reach(_ time: Timestamp) { now = max(now ?? time, time) }
}

extension EngineClient {
  fileprivate func page(_ filter: TaskFilter) async throws -> TaskPage {
    guard case .tasks(let page) = try await ask(.tasks(filter)) else {
      throw DroverError(.failed, "the engine answered something else than tasks")
    }
    return page
  }
}
