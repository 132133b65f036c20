package import Base
package import Canvas
package import Domain
package import Keymap
package import Loop
package import PanelKit
import Widgets
package import Wire

package enum ServicesMessage: Sendable {
  case loaded([ServiceView], [String: Spending], Timestamp)
  /// Something happened that may have changed a service.
  case changed
  case filtered(String)
  /// A model that was typed.
  case named(service: String, model: String)
  case ignored
  case tested(ServiceView)
  case untested(String, DroverError)
  case said(String)
  case failed(DroverError)
}

/// A card for each service: what it is, how fit it is and why, what it has left.
package struct ServicesPanel: Panel {
  package let view = ViewID.services
  package var keymap: Keymap<ServicesAction> { ServicesAction.keymap }
  let client: any EngineClient
  private let now: @Sendable () -> Timestamp
  /// Of this client, for a test turn: where programs are looked up, which keys they find.
  private let environment: [String: String]

  package init(client: any EngineClient, now: @escaping @Sendable () -> Timestamp, environment: [String: String] = [:])
  {
    (self.client, self.now, self.environment) = (client, now, environment)
  }

  package func start() -> (ServicesState, Effect<ServicesMessage>) {
    var state = ServicesState()
    return (state, load(&state))
  }

  /// One question at a time for all that happened meanwhile.
  private func load(_ state: inout ServicesState) -> Effect<ServicesMessage> {
    guard !state.isAsking else {
      state.isDirty = true
      return .none
    }
    (state.isAsking, state.isDirty) = (true, false)
    return .run(id: "services.load") { [client, now] send in
      do {
        let time = now()
        let day = Timestamp(microseconds: time.microseconds - time.microseconds % 86_400_000_000)
        guard case .services(let services) = try await client.ask(.services),
          case .stats(let rows) = try await client.ask(.stats(StatsRequest(since: day, by: .service)))
        else { throw DroverError(.failed, "the engine answered something else than services") }
        let spent = Dictionary(rows.map { ($0.key, $0.spent) }) { first, _ in first }
        await send(.loaded(services, spent, time))
      } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
  }

  package func subscriptions(_ state: ServicesState, isShown: Bool) -> [Subscription<ServicesMessage>] {
    guard isShown else { return [] }
    let events = Subscription<ServicesMessage>(id: "services.events") { [client] send in
      do {
        var nothing = TaskFilter()
        nothing.limit = 0  // only the sequence number that the log stands at is wanted
        guard case .tasks(let page) = try await client.ask(.tasks(nothing)) else { return }
        await send(.changed)  // what happened while another view was in front
        for await event in try await client.events(since: page.seq) where Self.concerns(event.body) {
          await send(.changed)
        }
      } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
    // Countdowns are in minutes, and only where one counts.
    let counts = state.services.contains { $0.health.until != nil || $0.quotas.contains { $0.resetsAt != nil } }
    return counts ? [events, .every(.seconds(30), id: "services.clock") { .changed }] : [events]
  }

  private static func concerns(_ body: EventBody) -> Bool {
    switch body {
    case .runStarted, .runFinished, .agentEnded, .usageBooked, .agentSession, .quotaNoted, .turnFinished,
      .serviceSwitched, .serviceTested:
      true
    default: false  // the many that are about tasks only
    }
  }

  package func show(_ subject: Subject, _ state: inout ServicesState) -> Effect<ServicesMessage> {
    guard case .service(let name) = subject else { return .none }
    state.filter = ""
    state.recalled = name
    if let place = state.visible.firstIndex(where: { $0.name == name }) {
      (state.selected, state.recalled) = (place, nil)
    }
    return .none
  }

  package func update(_ state: inout ServicesState, _ message: ServicesMessage) -> PanelStep<ServicesMessage> {
    switch message {
    case .loaded(let services, let spent, let time):
      let current = state.current?.name
      (state.services, state.spent, state.now) = (ServicesState.sorted(services), spent, time)
      if let place = state.visible.firstIndex(where: { $0.name == current }) { state.selected = place }
      (state.isLoading, state.isAsking) = (false, false)
      if let recalled = state.recalled, let place = state.visible.firstIndex(where: { $0.name == recalled }) {
        (state.selected, state.recalled) = (place, nil)
      }
      state.move(by: 0)
      return state.isDirty ? PanelStep(load(&state)) : .none
    case .changed: return PanelStep(load(&state))
    case .filtered(let words):
      state.filter = words
      state.move(by: 0)
    case .named(let service, let model): return model.isEmpty ? .none : choose(model, for: service)
    case .ignored: return .none
    case .tested(let service):
      state.testing.remove(service.name)
      let words = service.test.map { $0.passed ? "answers in \(Duration.seconds($0.seconds).short)" : $0.message }
      return PanelStep(effect: load(&state), requests: [.say("\(service.name) \(words ?? "was tested")")])
    case .untested(let name, let error):
      state.testing.remove(name)
      return PanelStep(.say(error.sentence))
    case .said(let words): return PanelStep(effect: load(&state), requests: [.say(words)])
    case .failed(let error):
      (state.isLoading, state.isAsking) = (false, false)
      return PanelStep(.say(error.sentence))
    }
    return .none
  }
}

// MARK: - Verbs

extension ServicesPanel {
  package func act(_ action: ServicesAction, _ state: inout ServicesState) -> PanelStep<ServicesMessage> {
    switch action {
    case .left: move(-1, &state)
    case .right: move(1, &state)
    case .up: move(-state.columns, &state)
    case .down: move(state.columns, &state)
    case .top: state.isOpen ? state.detailTop = 0 : state.move(by: -state.services.count)
    case .bottom: state.isOpen ? state.detailTop = Self.furthest : state.move(by: state.services.count)
    case .halfPageDown: page(1, &state)
    case .halfPageUp: page(-1, &state)
    case .open:
      state.isOpen.toggle()
      state.detailTop = 0
    case .test: return state.current.map(test) ?? .none
    case .toggle: return state.current.map(toggle) ?? .none
    case .model: return chooseModel(&state)
    case .login: return state.current.map { PanelStep(.say(LoginHint.words($0))) } ?? .none
    case .copy: return state.current?.program.map { PanelStep(.copy($0, words: $0)) } ?? .none
    case .reload: return PanelStep(load(&state))
    case .filter:
      return PanelStep(
        .line(
          FootLine(
            sign: "/", text: state.filter, placeholder: "a name, a model, a state",
            changed: { .filtered($0) }, accepted: { .filtered($0) }, cancelled: .filtered(""))))
    }
    return .none
  }

  /// Beyond the end of any text; `fit` knows where that is.
  private static let furthest = Int.max / 2

  private func page(_ direction: Int, _ state: inout ServicesState) {
    let rows = direction * max(1, state.pageRows / 2)
    if state.isOpen {
      state.detailTop = max(0, state.detailTop + rows)
    } else {
      state.move(by: rows * state.columns)
    }
  }

  private func move(_ step: Int, _ state: inout ServicesState) {
    if state.isOpen { state.detailTop = max(0, state.detailTop + step.signum()) } else { state.move(by: step) }
  }

  /// A test is a turn of the real agent, so it is asked for.
  private func test(_ service: ServiceView) -> PanelStep<ServicesMessage> {
    guard service.isFound else { return PanelStep(.say("\(service.name) is not installed: nothing to test")) }
    let name = service.name
    let dialog = Dialog.confirm(
      title: "Test \(name)?", body: "One tiny turn of the real program; it may cost a little or use up some quota.",
      yes: "test", isDangerous: false)
    let yes = Effect<ServicesMessage>.run(id: Identity("services.test.\(name)")) { [client, environment] send in
      do {
        guard case .service(let view) = try await client.perform(.testService(name: name, environment: environment))
        else { return await send(.said("\(name) was tested")) }
        await send(.tested(view))
      } catch {
        await send(.untested(name, DroverError(any: error)))
      }
    }
    return PanelStep(.dialog(dialog, answers: ["Y": yes]))
  }

  private func toggle(_ service: ServiceView) -> PanelStep<ServicesMessage> {
    let (name, enabled) = (service.name, !service.isEnabled)
    return PanelStep(
      .run { [client] send in
        do {
          _ = try await client.perform(.switchService(name: name, enabled: enabled))
          await send(.said("\(name) is \(enabled ? "enabled" : "disabled: no new task is given to it")"))
        } catch {
          await send(.failed(DroverError(any: error)))
        }
      })
  }
}

// MARK: - Looks

extension ServicesPanel {
  package func draw(_ state: ServicesState, into canvas: inout Canvas, area: Rect, theme: Theme) {
    ServicesView(state, theme: theme).draw(into: &canvas, area: area)
    state.models?.menu.draw(into: &canvas, area: area, theme: theme)
  }

  package func fit(_ state: inout ServicesState, area: Rect) { ServicesView.fit(&state, in: area) }

  package func back(_ state: inout ServicesState) -> Bool {
    if state.isOpen {
      state.isOpen = false
    } else if !state.filter.isEmpty {
      state.filter = ""
    } else {
      return false
    }
    return true
  }

  package func movePane(by step: Int, _ state: inout ServicesState) -> Effect<ServicesMessage> {
    state.move(by: step)
    return .none
  }
  package func zoom(_ state: inout ServicesState) { state.isOpen.toggle() }

  package func head(_ state: ServicesState, theme: Theme) -> StyledText {
    state.filter.isEmpty ? "" : StyledText("filter: \(state.filter)  ", theme[.badgeAccent])
  }

  package func mouse(_ event: MouseEvent, _ state: inout ServicesState, area: Rect) -> PanelStep<ServicesMessage> {
    switch event.kind {
    case .wheel(_, let rows): move(rows.signum() * (state.isOpen ? 1 : state.columns), &state)
    case .press(.left):
      let hit = ServicesView.places(state, in: area)
        .first { $0.place.contains(Point(column: event.column, row: event.row)) }
      guard let hit, !state.isOpen else { return .none }
      if state.selected == hit.index { state.isOpen = true } else { state.selected = hit.index }
    case .press, .release, .drag, .move: break
    }
    return .none
  }
}
