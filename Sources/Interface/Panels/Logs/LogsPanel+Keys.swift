import Canvas
import Domain
import Loop
package import PanelKit
import Widgets

/// What each action does. Moving is done here and now; what is not held is read ahead, or jumped to.
extension LogsPanel {
  package func act(_ action: LogsAction, _ state: inout LogsState) -> PanelStep<LogsMessage> {
    switch action {
    case .up: return moved(&state) { $0.move(by: -1) }
    case .down: return moved(&state) { $0.move(by: 1) }
    case .halfPageDown: return moved(&state) { $0.move(by: max(1, $0.viewport.size.rows / 2)) }
    case .halfPageUp: return moved(&state) { $0.move(by: -max(1, $0.viewport.size.rows / 2)) }
    case .pageDown: return moved(&state) { $0.move(by: max(1, $0.viewport.size.rows - 1)) }
    case .pageUp: return moved(&state) { $0.move(by: -max(1, $0.viewport.size.rows - 1)) }
    case .left: state.viewport.scrollSideways(by: -8)
    case .right: if !state.viewport.wraps { state.viewport.scrollSideways(by: 8) }
    case .top: return toTop(&state)
    case .bottom, .follow: return PanelStep(toEnd(&state))
    case .wrap: state.viewport.wraps.toggle()
    case .times: state.window.look.showsTimes.toggle()
    case .detail: return changeDetail(&state)
    case .fold: fold(&state)
    case .search: return PanelStep(.line(searchLine(state)))
    case .nextHit: return step(&state, in: \.found, isBackward: false)
    case .previousHit: return step(&state, in: \.found, isBackward: true)
    case .nextError: return stepThroughErrors(&state, isBackward: false)
    case .previousError: return stepThroughErrors(&state, isBackward: true)
    case .all: return toggleAll(&state)
    case .nextRun: return PanelStep(changeRun(&state, by: 1))
    case .previousRun: return PanelStep(changeRun(&state, by: -1))
    case .card: return state.task.map { PanelStep(.showCard($0)) } ?? .none
    case .copy: return copy(state)
    case .pager: return page(state)
    }
    return .none
  }

  private func moved(_ state: inout LogsState, _ move: (inout LogsState) -> Void) -> PanelStep<LogsMessage> {
    move(&state)
    return PanelStep(readAhead(&state))
  }

  private func toTop(_ state: inout LogsState) -> PanelStep<LogsMessage> {
    guard state.window.range.lowerBound == 0 || state.showsAll else {
      state.cursor = nil
      return PanelStep(jump(to: LogsState.Target(offset: 0, isSearch: false), &state))
    }
    state.stand(on: state.window.lines.lowerBound)
    state.viewport.goToStart(state.window)
    return PanelStep(readAhead(&state))
  }

  func toEnd(_ state: inout LogsState) -> Effect<LogsMessage> {
    state.cursor = nil
    if state.showsAll, state.isStale || !state.isAtEnd {
      begin(&state)
      return reader.findAll()
    }
    guard !state.isAtEnd, let run = state.run else {
      state.viewport.follow()
      return .none
    }
    let (found, troubles) = (state.found, state.troubles)
    begin(&state)
    (state.found, state.troubles) = (found, troubles)
    return .batch(.cancel("logs.page"), reader.follow(run, from: -LogReader.tail, state.generation))
  }

  private func changeDetail(_ state: inout LogsState) -> PanelStep<LogsMessage> {
    state.keepingPlace { $0.window.show($0.window.detail.next) }
    return PanelStep(effect: readAhead(&state), requests: [.say("the log in \(state.window.detail.rawValue)")])
  }

  private func fold(_ state: inout LogsState) {
    guard let entry = state.window.entry(at: state.place) else { return }
    state.keepingPlace { $0.window.toggle(entry.id) }
  }

  /// One task is asked for anew: it may have gone on while all were seen.
  private func toggleAll(_ state: inout LogsState) -> PanelStep<LogsMessage> {
    state.showsAll.toggle()
    begin(&state)
    let task = state.showsAll ? nil : state.task
    state.isLoading = state.showsAll || task != nil
    let next = state.showsAll ? reader.findAll() : task.map { reader.find($0.id, state.run?.run) } ?? .none
    return PanelStep(.batch(.cancel("logs.tail"), next))
  }

  private func changeRun(_ state: inout LogsState, by step: Int) -> Effect<LogsMessage> {
    guard !state.showsAll, let index = state.runs.firstIndex(where: { $0 == state.run }),
      state.runs.indices.contains(index + step)
    else { return .none }
    state.run = state.runs[index + step]
    return open(&state)
  }

  private func copy(_ state: LogsState) -> PanelStep<LogsMessage> {
    if let selection = state.selection { return Self.copy(selection, state) }
    guard let entry = state.window.entry(at: state.place) else { return .none }
    let lines = (entry.title.isEmpty ? [] : [entry.title]) + entry.lines
    let words = lines.count == 1 ? "one line of the log" : "\(lines.count) lines of the log"
    return PanelStep(.copy(lines.joined(separator: "\n"), words: words))
  }

  private func page(_ state: LogsState) -> PanelStep<LogsMessage> {
    guard !state.showsAll, let run = state.run else { return PanelStep(.say("open one run first: a shows one or all")) }
    return PanelStep(.exec(pagerCommand(run)))
  }
}

// MARK: - Where one stands

extension LogsState {
  /// The line that verbs act on: the cursor, and while it follows the last line.
  var place: Int {
    min(max(cursor ?? window.lines.upperBound - 1, window.lines.lowerBound), window.lines.upperBound - 1)
  }

  /// Leaves the end: the view stays pinned where it is, and the cursor moves in it.
  mutating func move(by step: Int) {
    guard !window.lines.isEmpty else { return }
    let wanted = place + step
    if wanted >= window.lines.upperBound, isAtEnd {
      cursor = nil
      return viewport.follow()
    }
    stand(on: wanted)
  }

  mutating func stand(on line: Int) {
    let line = min(max(line, window.lines.lowerBound), window.lines.upperBound - 1)
    cursor = line
    viewport.bring(line: line, window)
  }

  /// Rows come and go, and the entry under the cursor stays under it.
  mutating func keepingPlace(_ change: (inout LogsState) -> Void) {
    let entry = window.entry(at: place)
    let follows = viewport.isFollowing && cursor == nil
    change(&self)
    guard !follows, let entry, let line = window.line(of: entry.id) else { return }
    stand(on: line)
  }
}
