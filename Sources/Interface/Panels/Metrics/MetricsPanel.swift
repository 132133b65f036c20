package import Base
package import Canvas
package import Domain
package import Keymap
package import Loop
package import PanelKit
package import Wire

package enum MetricsAction: String, Hashable, Sendable, CaseIterable {
  case left, right, up, down, top, bottom, halfPageDown, halfPageUp, longer, shorter

  package static let keymap = Keymap<MetricsAction>(
    "Metrics",
    [
      Binding(.longer, ">", "+", words: "longer span", command: "longer span of time", rank: 1),
      Binding(.shorter, "<", "-", words: "shorter span", command: "shorter span of time", rank: 2),
      Binding(.left, "Left", "h", words: "pane to the left"), Binding(.right, "Right", "l", words: "pane to the right"),
      Binding(.up, "Up", "k", words: "pane above", rank: 5), Binding(.down, "Down", "j", words: "pane below", rank: 5),
      Binding(.top, "g", "Home", words: "first pane"), Binding(.bottom, "G", "End", words: "last pane"),
      Binding(.halfPageDown, "Ctrl-D", "PgDn", words: "half a page down"),
      Binding(.halfPageUp, "Ctrl-U", "PgUp", words: "half a page up"),
    ])
}

package enum MetricsMessage: Sendable {
  case happened([Event], isCaughtUp: Bool)
  case counted([String: Int], [BudgetView])
  case served([ServiceView])
  case measured(MachineSample?, Timestamp)
  case failed(DroverError)
}

/// Tokens, money, durations and success, and this machine; all drawn at scales that stay.
package struct MetricsPanel: Panel {
  package let view = ViewID.metrics
  package var keymap: Keymap<MetricsAction> { MetricsAction.keymap }
  private let client: any EngineClient
  private let measure: @Sendable () -> (MachineSample?, Timestamp)
  private static let page = 1_000

  /// `measure` reads this machine and its clock.
  package init(client: any EngineClient, measure: @escaping @Sendable () -> (MachineSample?, Timestamp)) {
    (self.client, self.measure) = (client, measure)
  }

  /// Begins with the first moment of this machine; the second one gives a load.
  package func start() -> (MetricsState, Effect<MetricsMessage>) {
    let first = Effect<MetricsMessage>.run(id: "metrics.open") { [measure] send in
      let (sample, now) = measure()
      await send(.measured(sample, now))
    }
    return (MetricsState(), first)
  }

  /// Runs while the view is seen: what happened since it was seen last, then what happens.
  package func subscriptions(_ state: MetricsState, isShown: Bool) -> [Subscription<MetricsMessage>] {
    guard isShown else { return [] }
    return [
      Subscription(id: "metrics.events") { [client] send in
        do { try await Self.follow(client, send) } catch { await send(.failed(DroverError(any: error))) }
      },
      .every(.seconds(2), id: "metrics.machine") { [measure] in
        let (sample, now) = measure()
        return .measured(sample, now)
      },
    ]
  }

  /// The past in pages, so that a long one never stands in memory; then one by one as it comes. What was folded before
  /// is skipped by its number.
  static func follow(_ client: any EngineClient, _ send: Send<MetricsMessage>) async throws {
    var seq: Int64 = 0
    while !Task.isCancelled {
      guard case .events(let events) = try await client.ask(.events(since: seq, limit: page, task: nil)) else { return }
      seq = events.last?.seq ?? seq
      await send(.happened(events, isCaughtUp: events.count < page))
      guard events.count < page else { continue }
      for await event in try await client.events(since: seq) {
        seq = event.seq
        await send(.happened([event], isCaughtUp: true))
      }
    }
  }
}

// MARK: - Messages and keys

extension MetricsPanel {
  package func update(_ state: inout MetricsState, _ message: MetricsMessage) -> PanelStep<MetricsMessage> {
    switch message {
    case .happened(let events, let isCaughtUp):
      for event in events { state.fold.apply(event) }
      if let last = events.last { state.reach(last.time) }
      if isCaughtUp { state.isLoading = false }
      guard isCaughtUp else { return .none }
      state.isCountDirty = true
      let isAboutServices = state.services.isEmpty || events.contains { Self.isAboutServices($0.body) }
      return PanelStep(.batch(count(&state), isAboutServices ? askServices() : .none))
    case .served(let services):
      state.services = services.map {
        ServiceTally(
          name: $0.name, isFound: $0.isFound, isEnabled: $0.isFound && $0.isEnabled,
          isHealthy: $0.health.state == .healthy)
      }
    case .counted(let counts, let budgets):
      (state.counts, state.budgets) = (counts, budgets)
      state.isCounting = false
      return PanelStep(count(&state))
    case .measured(let sample, let now):
      if let sample { state.add(sample) }
      state.reach(now)
    case .failed(let error):
      state.isCounting = false
      return PanelStep(.say(error.sentence))
    }
    return .none
  }

  private static func isAboutServices(_ body: EventBody) -> Bool {
    switch body {
    case .runFinished, .agentEnded, .turnFinished, .serviceSwitched, .serviceTested: true
    default: false  // the many that are about tasks only
    }
  }

  private func askServices() -> Effect<MetricsMessage> {
    .run(id: "metrics.services", cancelInFlight: true) { [client] send in
      do {
        if case .services(let services) = try await client.ask(.services) { await send(.served(services)) }
      } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
  }

  /// One question at a time for all that changed meanwhile.
  private func count(_ state: inout MetricsState) -> Effect<MetricsMessage> {
    guard state.isCountDirty, !state.isCounting else { return .none }
    (state.isCountDirty, state.isCounting) = (false, true)
    return .run(id: "metrics.count") { [client] send in
      do {
        guard case .counts(let counts) = try await client.ask(.counts(workspace: nil)),
          case .budgets(let budgets) = try await client.ask(.budgets)
        else { throw DroverError(.failed, "the engine answered something else than was asked") }
        await send(.counted(counts, budgets))
      } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
  }

  package func act(_ action: MetricsAction, _ state: inout MetricsState) -> PanelStep<MetricsMessage> {
    switch action {
    case .longer: state.turnSpan(1)
    case .shorter: state.turnSpan(-1)
    case .left: state.move(by: -1)
    case .right: state.move(by: 1)
    case .up: state.move(by: -state.columns)
    case .down: state.move(by: state.columns)
    case .top: state.focused = MetricsState.Section.allCases.first ?? .now
    case .bottom: state.focused = MetricsState.Section.allCases.last ?? .now
    case .halfPageDown: state.scroll(by: max(1, state.size.rows / 2))
    case .halfPageUp: state.scroll(by: -max(1, state.size.rows / 2))
    }
    return .none
  }

  package func draw(_ state: MetricsState, into canvas: inout Canvas, area: Rect, theme: Theme) {
    MetricsView(state, theme: theme).draw(into: &canvas, area: area)
  }

  package func fit(_ state: inout MetricsState, area: Rect) { MetricsView.fit(&state, in: area) }

  package func back(_ state: inout MetricsState) -> Bool {
    defer { state.isZoomed = false }
    return state.isZoomed
  }

  package func movePane(by step: Int, _ state: inout MetricsState) -> Effect<MetricsMessage> {
    state.move(by: step)
    return .none
  }

  package func zoom(_ state: inout MetricsState) { state.isZoomed.toggle() }

  package func mouse(_ event: MouseEvent, _ state: inout MetricsState, area: Rect) -> PanelStep<MetricsMessage> {
    if case .wheel(_, let rows) = event.kind { state.scroll(by: rows) }
    guard case .press(.left) = event.kind, !state.isZoomed else { return .none }
    let body = area.splitTop(1).rest
    let point = Point(column: event.column - body.column, row: event.row - body.row + state.top)
    let hit = MetricsLayout(seenIn: body.size).places.first { $0.place.contains(point) }
    if let hit, event.row > area.row { state.focused = hit.section }
    return .none
  }
}
