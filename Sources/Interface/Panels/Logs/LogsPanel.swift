package import Canvas
package import Domain
package import Keymap
package import Loop
package import PanelKit
import Widgets
package import Wire

package enum LogsMessage: Sendable {
  case found(TaskView, RunID?, service: String)
  case arrived(RunID, [LogLine])
  case failed(DroverError)
}

/// What a run prints, decoded as it is looked at.
package struct LogsPanel: Panel {
  package let view = ViewID.logs
  package var keymap: Keymap<LogsAction> { LogsAction.keymap }
  private let client: any EngineClient
  /// What understands the output of a service.
  private let decoder: @Sendable (String) -> any AgentDecoder

  package init(client: any EngineClient, decoder: @escaping @Sendable (String) -> any AgentDecoder) {
    self.client = client
    self.decoder = decoder
  }

  package func start() -> (LogsState, Effect<LogsMessage>) { (LogsState(), .none) }

  package func show(_ subject: Subject, _ state: inout LogsState) -> Effect<LogsMessage> {
    let (task, wanted): (TaskID, RunID?) =
      switch subject {
      case .task(let task): (task, nil)
      case .run(let task, let run): (task, run)
      }
    state = LogsState()
    state.isLoading = true
    return .run(id: "logs.find", cancelInFlight: true) { [client] send in
      do {
        guard case .task(let found) = try await client.ask(.task(id: task.description)) else { return }
        await send(.found(found, wanted ?? found.runs.last, service: found.service ?? "command"))
      } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
  }

  package func update(_ state: inout LogsState, _ message: LogsMessage) -> PanelStep<LogsMessage> {
    switch message {
    case .found(let task, let run, let service):
      state.isLoading = false
      state.task = task
      state.run = run
      return run.map { PanelStep(read($0, service)) } ?? .none
    case .arrived(let run, let lines):
      if run == state.run { state.source.append(lines) }
      return .none
    case .failed(let error):
      state.isLoading = false
      return PanelStep(.say(error.sentence))
    }
  }

  private func read(_ run: RunID, _ service: String) -> Effect<LogsMessage> {
    .run(id: "logs.read", cancelInFlight: true) { [client, decoder] send in
      do {
        var decoder = decoder(service)
        for await chunk in try await client.log(LogRequest(run: run, offset: -(1 << 20), follow: true)) {
          var found = LogLines()
          for event in decoder.feed(chunk.bytes, at: chunk.offset) { found.add(event) }
          await send(.arrived(run, found.lines))
        }
        var found = LogLines()
        for event in decoder.end() { found.add(event) }
        await send(.arrived(run, found.lines))
      } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
  }

  package func act(_ action: LogsAction, _ state: inout LogsState) -> PanelStep<LogsMessage> {
    switch action {
    case .up: state.viewport.scroll(by: -1, state.source)
    case .down: state.viewport.scroll(by: 1, state.source)
    case .top: state.viewport.goToStart(state.source)
    case .bottom: state.viewport.follow()
    case .halfPageDown: state.viewport.halfPage(1, state.source)
    case .halfPageUp: state.viewport.halfPage(-1, state.source)
    case .wrap: state.viewport.wraps.toggle()
    case .card: return state.task.map { PanelStep(.showCard($0)) } ?? .none
    }
    return .none
  }
}

// MARK: - Looks

extension LogsPanel {
  package func fit(_ state: inout LogsState, area: Rect) { state.viewport.size = area.splitTop(1).rest.size }

  package func draw(_ state: LogsState, into canvas: inout Canvas, area: Rect, theme: Theme) {
    guard let task = state.task else {
      let words = state.isLoading ? "loading" : "No log is open. L on a card of the board shows what its agent says."
      canvas.writeWrapped(StyledText(words, theme[.placeholder]), in: area.inset(horizontally: 2, vertically: 1))
      return
    }
    let (head, body) = area.splitTop(1)
    var line = StyledText(" \(Look.glyph(of: task.state, theme)) ", theme[Look.role(of: task.state)])
    line.append("\(task.id) \(task.title)", theme[.title])
    if let run = state.run { line.append("  \(run)", theme[.muted]) }
    canvas.write(line, in: head, ellipsis: theme.glyphs.ellipsis)
    var source = state.source
    source.theme = theme
    let empty = state.run == nil ? "\(task.id) has not run yet; s on the board starts it" : "nothing was printed yet"
    Viewport(source, state: state.viewport, empty: StyledText(empty, theme[.placeholder]))
      .draw(into: &canvas, area: body, theme: theme)
  }

  package func mouse(_ event: MouseEvent, _ state: inout LogsState, area: Rect) -> PanelStep<LogsMessage> {
    if case .wheel(_, let rows) = event.kind { state.viewport.scroll(by: rows, state.source) }
    return .none
  }
}
